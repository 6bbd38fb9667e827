"""What comes from elsewhere is what it says it is."""

import tomllib
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "house" / "static" / "house" / "vendored"
FILES = tomllib.loads((FOLDER / "vendored.toml").read_text())["file"]


def test_every_vendored_file_is_the_one_that_was_looked_at():
    found = {file["path"]: sha256((FOLDER / file["path"]).read_bytes()).hexdigest() for file in FILES}

    assert found == {file["path"]: file["sha256"] for file in FILES}


def test_every_vendored_file_comes_with_its_licence():
    assert all((FOLDER / file["licence_file"]).read_text().strip() for file in FILES)


def test_no_script_lies_here_unnamed():
    named = {file["path"] for file in FILES}

    assert {path.name for path in FOLDER.glob("*.js")} <= named
