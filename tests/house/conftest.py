import pytest

from house import throttle
from tests.house import looks
from tests.once import once
from tests.world import build_world


@pytest.fixture(scope="module")
def _built(django_db_setup, django_db_blocker):
    with once(django_db_blocker):
        world = build_world()
        world.sign_in()
        yield world


@pytest.fixture
def world(_built, db):
    """One world for all tests of a module, with everybody signed in; each leaves it as it found it."""
    return _built


@pytest.fixture(scope="module")
def _renamed(_built, django_db_blocker):
    with django_db_blocker.unblock():
        looks.rename(_built)
    return _built


@pytest.fixture
def renamed(_renamed, db):
    """The same world, with names that stand nowhere else. A module that asks for it has no other."""
    return _renamed


@pytest.fixture
def naps(monkeypatch):
    """The seconds somebody had to wait; the tests themselves do not."""
    waited = []
    monkeypatch.setattr(throttle.time, "sleep", waited.append)
    return waited
