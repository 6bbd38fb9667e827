"""What is not allauth's public face is named in one module, which says in which release it was read."""

from importlib.metadata import version

from house.sign_in.allauth_internals import READ_IN
from tests.built import ROOT


def test_allauth_internals_were_read_in_the_installed_release():
    assert version("django-allauth") == READ_IN


def test_only_one_module_names_internals_of_allauth():
    naming = [
        path.relative_to(ROOT).as_posix()
        for app in ("house", "programs", "peergroups")
        for path in (ROOT / app).rglob("*.py")
        if any("allauth." in line and ".internal" in line for line in path.read_text().splitlines())
    ]
    assert naming == ["house/sign_in/allauth_internals.py"]
