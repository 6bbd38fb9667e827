"""What we install is what was looked at: every package pinned, every file with its hash, nothing beside it."""

import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

FOLDER = Path(__file__).resolve().parents[2] / "requirements"


def locked(name):
    """Package to its version and hashes; anything else on a line of its own is a fault."""
    text = re.sub(r"(?m)^\s*#.*\n?", "", (FOLDER / f"{name}.txt").read_text()).replace("\\\n", " ")
    found = {}
    for line in filter(str.strip, text.splitlines()):
        package, version, hashes = re.fullmatch(r"([\w.-]+)==([\w.+!-]+)((?:\s+--hash=\S+)+)\s*", line).groups()
        found[package] = version, hashes.split()
    return found


def asked(name):
    lines = re.sub(r"#.*|^-c .*", "", (FOLDER / f"{name}.in").read_text(), flags=re.MULTILINE).split()
    return {re.match(r"[\w.-]+", line)[0].lower() for line in lines}


@pytest.mark.parametrize("name", ["base", "dev"])
def test_everything_is_pinned_with_strong_hashes(name):
    weak = [
        package
        for package, (_, hashes) in locked(name).items()
        if not all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one) for one in hashes)
    ]

    assert weak == []


@pytest.mark.parametrize("name", ["base", "dev"])
def test_everything_asked_for_is_locked(name):
    assert asked(name) - {package.lower() for package in locked(name)} == set()


def test_what_only_the_oldest_python_needs_is_locked_too():
    """The lock is made with a newer one, for which pip-compile leaves out what that one has by itself."""
    oldest = {"python_version": "3.11", "python_full_version": "3.11.0", "extra": ""}
    have = set(map(canonicalize_name, locked("base")))

    installed = [each for each in metadata.distributions() if canonicalize_name(each.name) in have]
    needed = [Requirement(line) for each in installed for line in each.requires or ()]

    assert len(installed) > 20
    needed_then = {canonicalize_name(each.name) for each in needed if each.marker and each.marker.evaluate(oldest)}
    assert needed_then - have == set()


def test_both_lock_files_name_the_same_versions():
    base, dev = locked("base"), locked("dev")

    assert {name: (base[name][0], dev[name][0]) for name in base.keys() & dev if base[name][0] != dev[name][0]} == {}


def test_nothing_is_installed_without_its_hash():
    makefile = (FOLDER.parent / "Makefile").read_text()
    lines = [line for line in makefile.splitlines() if "pip install" in line]

    loose = [
        line for line in lines if "--require-hashes" not in line and "bench" not in line and "pip-tools" not in line
    ]
    assert loose == []
