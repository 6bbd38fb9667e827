"""Files of a page as a real house serves them: each under a name that changes with what is in it."""

import json
import re

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.test import override_settings

from house.offline.script import ENTRY
from house.static_files import StrangeScript, imported, joined, served
from tests.built import ROOT

ASKED_FOR = re.compile(r"""(?:src|href)="{% static '([^']+)' %}""")
PAGES = sorted((ROOT / "templates").rglob("*.html"))
TALK = "peergroups/talk/talk.js"


def scripts():
    """Every script of ours, by the name that a page gives it."""
    found = {}
    for app in ("house", "programs", "peergroups"):
        top = ROOT / app / "static"
        found |= {path.relative_to(top).as_posix(): path.read_text() for path in top.rglob("*.js")}
    return {name: text for name, text in found.items() if "/vendored/" not in name}


def named():
    return {name for page in PAGES for name in ASKED_FOR.findall(page.read_text()) if name.endswith(".js")}


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The folder that a real house serves, and in it the name of each file."""
    folder = tmp_path_factory.mktemp("static")
    storages = project.STORAGES | {"staticfiles": {"BACKEND": "house.static_files.NamedByContent"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        for _time in range(2):  # what was collected before changes nothing
            call_command("collectstatic", interactive=False, verbosity=0)
    return folder, json.loads((folder / "staticfiles.json").read_text())["paths"]


def test_every_script_that_a_page_names_is_one_file(collected):
    folder, names = collected

    texts = {name: (folder / names[name]).read_text() for name in named()}

    assert [name for name, text in texts.items() if re.search(r"(?m)^(?:import|export)\b", text)] == []
    assert "adopt();" in texts[TALK]
    assert (folder / TALK).read_text() == texts[TALK]


def test_a_script_that_is_a_part_of_others_is_not_served(collected):
    folder, names = collected

    served_names = {name for name in names if name.startswith("peergroups/") and name.endswith(".js")}

    assert served_names == {TALK}
    assert [path.name for path in (folder / "peergroups/talk").glob("deeds*")] == []


def test_what_is_served_says_what_the_sources_say_without_comments(collected):
    folder, names = collected
    sheet = (folder / names["house/house.css"]).read_text()

    assert "/*" not in sheet
    assert sheet.count("{") == (ROOT / "house/static/house/house.css").read_text().count("{")


def test_no_text_in_a_sheet_holds_a_sign_whose_space_is_taken():
    sheets = [path for app in ("house", "programs", "peergroups") for path in (ROOT / app).rglob("*.css")]
    texts = [text for sheet in sheets for text in re.findall(r'"[^"]*"', re.sub(r"/\*.*?\*/", "", sheet.read_text()))]

    assert len(texts) > 5
    assert [text for text in texts if set("{};") & set(text)] == []


def test_each_module_lies_in_a_function_of_its_own():
    modules = {
        "a/one.js": 'import { last, first } from "./lib/two.js";\nimport "../b/three.js";\n\nfirst(last); // why\n',
        "a/lib/two.js": "// Two\nexport const { first, y: last } = self;\nexport async function go() {\n  await 1\n}\n",
        "b/three.js": 'const last = "a; // b";\n',
    }

    assert joined("a/one.js", modules).splitlines() == [
        "const part0 = (() => {", "const { first, y: last } = self;", "async function go() {", "await 1", "}",
        "return { first, last, go };", "})();",
        "try {", "(() => {", 'const last = "a; // b";', "})();", "} catch (error) {",
        "setTimeout(() => { throw error; });", "}",
        "try {", "(() => {", "const { last, first } = part0;", "first(last);", "})();", "} catch (error) {",
        "setTimeout(() => { throw error; });", "}",
    ]  # fmt: skip
    assert served(modules).keys() == {"a/one.js", "b/three.js"}


@pytest.mark.parametrize(
    "strange",
    [
        "export let count = 0;", "export default go;", "export { go };", "export const [a, b] = both;",
        'import go from "./go.js";', 'import * as go from "./go.js";', 'import { go as run } from "./go.js";',
        'import { go } from "./go.js"; go();', 'import { go } from "go";', 'const go = await import("./go.js");',
        "const here = import.meta.url;", "const text = `one", "/* a comment */", 'import "./not-there.js";',
        'import "./one.js";',
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused(strange):
    modules = {"a/one.js": f"{strange}\n", "a/go.js": "export const go = 1;\n"}

    with pytest.raises(StrangeScript):
        joined("a/one.js", modules)


def test_no_script_has_more_than_300_lines():
    assert [name for name, text in scripts().items() if text.count("\n") > 300] == []


def test_every_script_is_named_by_a_page_or_imported_or_the_worker():
    modules = scripts()
    used = named() | {ENTRY} | {one for name, text in modules.items() for one in imported(name, text)}

    assert modules.keys() - used == set()
    assert named() - modules.keys() == {"house/vendored/htmx.min.js"}
