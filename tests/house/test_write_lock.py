"""SQLite's one write lock: no page takes it without need."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from house.backends import reading
from house.backends.sqlite3.base import DatabaseWrapper
from house.models import House
from tests import cast
from tests.house.at_once import at_once
from tests.house.test_access_map import ACCESS, path_of
from tests.house.test_foreign_ids import furnished, who_asks

pytestmark = [pytest.mark.only("sqlite"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world():
    """Everybody came before: the first time her device and her visit are written down."""
    world = furnished()
    for browser in world.clients.values():
        browser.get(reverse("programs:week"))
    return world


@pytest.fixture
def begun(monkeypatch):
    """Whether each transaction could write, as they begin."""
    begin, seen = DatabaseWrapper._start_transaction_under_autocommit, []

    def look(wrapper):
        seen.append(not wrapper.only_reads)
        begin(wrapper)

    monkeypatch.setattr(DatabaseWrapper, "_start_transaction_under_autocommit", look)
    return seen


def pages(world):
    """Each page, as one of each house gets it who may."""
    for route, inside in ((route, inside) for (method, route), inside in ACCESS.items() if method == "GET" and inside):
        for name in who_asks(inside):
            yield route, name, path_of(route, world)


def test_a_page_takes_it_to_write_who_looked_and_for_nothing_else(world, begun):
    taken, looks = set(), []

    def note_looks(execute, sql, *rest):
        looks.extend(re.findall(r'INTO "house_look"', sql))
        return execute(sql, *rest)

    for route, name, path in pages(world):
        begun.clear(), looks.clear()
        with connection.execute_wrapper(note_looks):
            world.clients[name].get(path)
        if any(begun) and not looks:
            taken.add(route)

    assert taken == set()


def test_who_only_reads_sees_one_moment_and_is_in_nobodys_way(house):
    with reading():
        before = House.objects.count()
        at_once(lambda: cast.open_house("Een ander huis"))
        meanwhile = House.objects.count()

    assert (before, meanwhile, House.objects.count()) == (1, 1, 2)
