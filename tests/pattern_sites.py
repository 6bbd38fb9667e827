"""Where the code of the three apps hands a pattern to `re`, found in its syntax."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
APPS = ("house", "programs", "peergroups")
DJANGO = {"RegexValidator", "RegexField", "re_path", "URLValidator", "EmailValidator", "_lazy_re_compile"}


@dataclass(frozen=True)
class Site:
    """One pattern in the code, by how it is written there and what is done with it."""

    file: str
    written: str
    method: str
    flags: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        return self.file, self.written


def sites() -> Iterator[Site]:
    """Each place in the code of the apps that hands a pattern to `re`, or to what hands it there."""
    for app in APPS:
        for path in sorted((TOP / app).rglob("*.py")):
            yield from sites_in(path.read_text(), file=str(path.relative_to(TOP)))


def sites_in(source: str, *, file: str) -> Iterator[Site]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module in ("re", "regex"):
            yield Site(file, ast.unparse(node), "import", ())  # never listed: `re.search` is found, `search` is not
        if isinstance(node, ast.Call) and (found := _handed(node)):
            method, pattern = found
            yield Site(file, ast.unparse(pattern), method, tuple(_flags(node)))


def _handed(node: ast.Call) -> tuple[str, ast.expr] | None:
    """What is done with which pattern, if this call takes one."""
    named = {word.arg: word.value for word in node.keywords if word.arg}
    if lookup := next((name for name in named if name.endswith(("__regex", "__iregex"))), None):
        return lookup, named[lookup]
    owner, _dot, name = ast.unparse(node.func).rpartition(".")
    if (owner == "re" and name != "escape") or name in DJANGO:
        return name, node.args[0] if node.args else named.get("regex", named.get("pattern", node.func))
    return None


def _flags(node: ast.Call) -> Iterator[str]:
    for value in (*node.args, *(word.value for word in node.keywords)):
        yield from (
            ast.unparse(part)
            for part in ast.walk(value)
            if isinstance(value, ast.Attribute | ast.BinOp) and ast.unparse(part).startswith("re.")
        )
