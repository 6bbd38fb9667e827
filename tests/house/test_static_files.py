"""Files of a page as a real house serves them: each under a name that changes with what is in it."""

import json
import re

import pytest
from django.conf import settings as project
from django.core.management import call_command

from tests.built import ROOT

IMPORTED = re.compile(r"""(?:^import|\bfrom) "\./([^"]+)";$""", re.MULTILINE)
ASKED_FOR = re.compile(r"""(?:src|href)="{% static '([^']+)' %}""")
PAGES = sorted((ROOT / "templates").rglob("*.html"))


def scripts():
    """Every script of ours, by the name that a page gives it."""
    found = {}
    for app in ("house", "programs", "peergroups"):
        top = ROOT / app / "static"
        found |= {path.relative_to(top).as_posix(): path.read_text() for path in top.rglob("*.js")}
    return {name: text for name, text in found.items() if "/vendored/" not in name}


def neighbours(name, text):
    """What a module imports, by the names that pages give."""
    return {f"{name.rpartition('/')[0]}/{imported}" for imported in IMPORTED.findall(text)}


@pytest.fixture
def collected(settings, tmp_path):
    """The folder that a real house serves, and in it the name of each file."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = project.STORAGES | {"staticfiles": {"BACKEND": "house.static_files.NamedByContent"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path, json.loads((tmp_path / "staticfiles.json").read_text())["paths"]


def test_a_module_imports_its_neighbours_by_the_names_that_they_were_given(collected):
    folder, names = collected
    modules = {name: neighbours(name, text) for name, text in scripts().items()}

    found = {name: neighbours(name, (folder / names[name]).read_text()) for name in modules}

    assert found == {name: {names[one] for one in imported} for name, imported in modules.items()}
    assert len(found["peergroups/talk/talk.js"]) > 5


def test_no_script_has_more_than_300_lines():
    assert [name for name, text in scripts().items() if text.count("\n") > 300] == []


def test_a_page_that_names_a_module_names_all_that_it_imports():
    modules, missed = scripts(), {}
    for page in PAGES:
        asked = {name for name in ASKED_FOR.findall(page.read_text()) if name in modules}
        missed[page.name] = {one for name in asked for one in neighbours(name, modules[name])} - asked

    assert {page: names for page, names in missed.items() if names} == {}


def test_every_script_is_named_by_a_page():
    named = {name for page in PAGES for name in ASKED_FOR.findall(page.read_text())}

    assert scripts().keys() - named == set()
