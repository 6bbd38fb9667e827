"""One name, one thing: whoever reads a class name need not ask which of them it is."""

import ast
from collections import defaultdict

from tests.built import ROOT

OF_DJANGO = {"Command", "Kind", "Media", "Meta", "State"}
"""Django finds a command by this name, and what is nested in a model is read with the name of that model before it."""


def test_no_class_name_is_used_twice():
    places = defaultdict(list)
    for app in ("house", "programs", "peergroups"):
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                for node in ast.walk(ast.parse(path.read_text())):
                    if isinstance(node, ast.ClassDef):
                        places[node.name].append(path.relative_to(ROOT).as_posix())

    assert len(places) > 300
    assert {name: paths for name, paths in places.items() if len(paths) > 1 and name not in OF_DJANGO} == {}
