"""What the documents say of the code is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOPS = ("house", "programs", "peergroups", "tests", "benchmarks")
NAMED = re.compile(r"`(?:tests/)?((?:\w+/)*test_\w+\.py)(?:::(\w+))?`")


def held_by(page):
    """The tests that a page names, each as a path below `tests/` and a name in it."""
    return set(NAMED.findall((ROOT / "docs" / page).read_text()))


@pytest.mark.parametrize("page", ["security.md", "protocol.md"])
def test_every_test_that_is_named_exists(page):
    named = held_by(page)
    files = [str(path.relative_to(ROOT / "tests")) for path in (ROOT / "tests").rglob("test_*.py")]

    lacking = {path for path, _ in named if not any(file.endswith(path) for file in files)}
    lacking |= {name for path, name in named if name and f"def {name}(" not in (ROOT / "tests" / path).read_text()}

    assert len(named) > 5
    assert lacking == set()


def test_every_module_that_is_named_exists():
    """By its path from the top, or by the end of it."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    named = {(page.name, path) for page in pages for path in re.findall(r"`([\w/]+\.py)`", page.read_text())}
    there = [f"/{path.relative_to(ROOT)}" for top in TOPS for path in (ROOT / top).rglob("*.py")]

    assert len(named) > 20
    assert [pair for pair in sorted(named) if not any(path.endswith(f"/{pair[1]}") for path in there)] == []


def test_every_link_between_documents_leads_somewhere():
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    links = [(page, link) for page in pages for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())]

    assert [(page.name, link) for page, link in links if not (page.parent / link).exists()] == []


def test_no_two_decisions_have_one_number():
    numbers = [page.name[:4] for page in (ROOT / "docs" / "decisions").glob("*.md")]

    assert sorted(set(numbers)) == sorted(numbers)
