"""Pages lie in the rooms of their subjects, as the code does, and their arrows point the same way."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.built import ROOT

APPS = ["house", "programs", "peergroups"]
NAMED = re.compile(r"""["']((?:house|programs|peergroups)/[\w/]+\.(?:html|css|js))""")
FLOORS = {
    contract["containers"][0]: [[name.strip() for name in layer.split("|")] for layer in contract["layers"]]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    if contract["name"].startswith("Rooms of")
}
"""App to its rooms, highest first."""


def room_of(path):
    """App and room of a file of ours, and None for what lies in an app outside its rooms, or in the frame."""
    parts = Path(path).parts
    return (parts[0], parts[1] if len(parts) > 2 else None)


def height(app, room):
    """How high a room lies: 0 is the ground. What lies outside the rooms is for all of them."""
    floors = [number for number, rooms in enumerate(reversed(FLOORS[app])) if room in rooms]
    return floors[0] if floors else 0


def drawn():
    """Every file that a page is made of, by the name that others give it."""
    folders = [(ROOT / "templates", "*.html"), *((ROOT / app / "static", "*.[cj]s*") for app in APPS)]
    return {path.relative_to(top).as_posix(): path for top, kind in folders for path in top.rglob(kind)}


def naming():
    """Whoever names such a file, and which: code and pages of our apps."""
    code = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    pages = [path for name, path in drawn().items() if name.startswith(tuple(APPS)) and name.endswith(".html")]
    tops = (ROOT / "templates", ROOT)
    for path in [*code, *pages]:
        who = path.relative_to(next(top for top in tops if path.is_relative_to(top))).as_posix()
        for name in NAMED.findall(path.read_text()):
            yield who, name


@pytest.mark.parametrize("app", APPS)
def test_every_folder_of_pages_and_files_is_a_room(app):
    rooms = {name for layer in FLOORS[app] for name in layer if (ROOT / app / name).is_dir()}
    folders = {
        path.name for top in ("templates", f"{app}/static") for path in (ROOT / top / app).iterdir() if path.is_dir()
    }

    assert folders - {"vendored"} <= rooms


def test_every_name_of_a_page_or_file_is_there():
    names = {name for _who, name in naming()}

    assert len(names) > 150
    assert names - set(drawn()) == set()


def test_nobody_draws_what_lies_higher():
    wrong = []
    for who, name in naming():
        (app, room), (its_app, its_room) = room_of(who), room_of(name)
        is_higher = APPS.index(its_app) > APPS.index(app) or (
            its_app == app and room is not None and height(app, its_room) > height(app, room)
        )
        if is_higher:
            wrong.append(f"{who} -> {name}")
    assert sorted(set(wrong)) == []
