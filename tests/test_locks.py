"""No verb works on a row that it locked without asking her right to it again."""

import pytest

from tests.lock_sites import LOCKS, TAKEN, Code, code, functions_in

LOCKS_THEMSELVES = [site for site, why in LOCKS.items() if why == TAKEN]


@pytest.fixture(scope="module")
def apps():
    return code()


def test_every_lock_is_taken_with_its_right_or_listed_with_a_reason(apps):
    assert apps.locking == set(LOCKS)


def test_verb_that_locks_what_belongs_to_a_row_takes_that_row(apps):
    assert apps.verbs_that_never_take(LOCKS_THEMSELVES) == set()


@pytest.mark.parametrize(
    "locks",
    [
        "Room.objects.run_by(actor).select_for_update().get(pk=room_id)",
        "House.hold(house_id)",
        'cursor.execute("SELECT 1 FROM house_room FOR UPDATE")',
        "take(lambda _: Room.objects.all(), actor, room_id)",
    ],
)
def test_new_verb_that_locks_by_itself_is_found(locks):
    source = f"""
def keep(*, actor, room_id):
    return {locks}
"""

    assert Code(functions_in(source, file="house/services/new.py")).locking == {"house/services/new.py:keep"}


@pytest.mark.parametrize(
    ("asks", "found"),
    [
        ("find(Room.objects.run_by, actor, room_id)", {"house/services/new.py:keep"}),
        ("take(Room.objects.run_by, actor, room_id)", set()),
    ],
)
def test_new_verb_that_comes_to_a_listed_lock_must_take(asks, found):
    source = f"""
def keep(*, actor, room_id):
    _write({asks})

def _write(room):
    list(room.sessions.select_for_update())
"""
    new = Code(functions_in(source, file="house/services/new.py"))

    assert new.verbs_that_never_take(["house/services/new.py:_write"]) == found
