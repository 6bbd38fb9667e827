"""A room is never held twice: every verb that takes a room, against every other, at the same moment."""

import os
import subprocess
import sys
from datetime import time, timedelta
from itertools import combinations, count
from uuid import uuid4

import pytest

from programs.models import Closure, Series, Session
from programs.planning.closures.services import pause_series, reopen
from programs.planning.edits.services.apply import edit_series
from programs.planning.edits.services.request import EditRequest
from programs.planning.services.change import change_room, move_session, restore_session
from programs.planning.services.layout import lay_out
from tests import cast
from tests.built import ROOT
from tests.programs.conftest import TUESDAY, local
from tests.programs.test_changing import run_together
from tests.server import test_database

WHY = "De bus is laat."
AT, LATER = time(10, 30), time(15)
NEXT_WEEK = TUESDAY + timedelta(days=7)


class Claims:
    """For each verb something that takes this room on Tuesday of next week at half past ten, ready to be done."""

    def __init__(self, plan, actor, room, attic):
        self.plan, self.actor, self.room, self.attic = plan, actor, room, attic

    def by(self, verb):
        return getattr(self, verb)()

    def _session(self, at=AT, room=None):
        series = self.plan(at=at, from_on=NEXT_WEEK, until_on=NEXT_WEEK, room_id=(room or self.room).pk)
        return series.sessions.get()

    def start_series(self):
        return lambda: self._session()

    def lay_out(self):
        session = self._session()
        session.delete()
        Series.objects.filter(pk=session.series_id).update(laid_out_until=None)
        return lambda: lay_out(session.series_id)

    def move_session(self):
        told = {"session_id": self._session(LATER).pk, "starts_at": local(2026, 10, 20, 10, 30), "why": WHY}
        return lambda: move_session(actor=self.actor, **told)

    def change_room(self):
        told = {"session_id": self._session(room=self.attic()).pk, "room_id": self.room.pk, "why": WHY}
        return lambda: change_room(actor=self.actor, **told)

    def _lapsed(self):
        session = self._session()
        days = {"from_on": NEXT_WEEK, "until_on": NEXT_WEEK + timedelta(days=1)}
        pause_series(actor=self.actor, series_id=session.series_id, **days)
        return session

    def restore_session(self):
        session = self._lapsed()
        return lambda: restore_session(actor=self.actor, session_id=session.pk)

    def reopen(self):
        closure = Closure.objects.get(series=self._lapsed().series)
        return lambda: reopen(actor=self.actor, closure_id=closure.pk)

    def edit_series(self):
        told = {
            "series_id": self._session(LATER).series_id,
            "edit_request": EditRequest(from_on=TUESDAY, new={"start_time": AT}),
        }
        return lambda: edit_series(actor=self.actor, why=WHY, key=uuid4(), **told)


VERBS = ["move_session", "change_room", "start_series", "lay_out", "restore_session", "reopen", "edit_series"]


def held_twice():
    held = Session.objects.filter(takes_room=True).order_by("starts_at")
    return [
        (one, other)
        for one, other in combinations(held, 2)
        if one.room_id == other.room_id and one.starts_at < other.ends_at and other.starts_at < one.ends_at
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", VERBS)
def test_a_room_is_never_held_twice(plan, eva, house, verb):
    """Three at once for each pair of verbs, in a room of their own."""
    names = map("Kamer {}".format, count())
    for other in VERBS[VERBS.index(verb) :]:
        room = cast.make_room(house, next(names))
        claims = Claims(plan, eva, room, lambda: cast.make_room(house, next(names)))

        outcomes = run_together(claims.by(verb), claims.by(other), claims.by(verb))

        assert set(outcomes) <= {"Session", "Series", "list", "Effect", "Edit", "RoomTaken"}, (verb, other, outcomes)
        assert held_twice() == [], (verb, other)
        assert Session.objects.filter(room=room, takes_room=True, starts_at=local(2026, 10, 20, 10, 30)).count() == 1


@pytest.mark.process
@pytest.mark.django_db(transaction=True)
def test_of_two_processes_that_move_into_one_room_one_is_refused_each_time(plan, dewi, eva, house):
    """Twenty rooms, two processes, each moving a session of its own into the same room at the same time."""
    sessions = {"dewi": [], "eva": []}
    for number in range(20):
        room = cast.make_room(house, f"Kamer {number}")
        for name, at in zip(sessions, (AT, time(13)), strict=True):
            session = plan(at=at, until_on=TUESDAY, room_id=room.pk).sessions.get()
            sessions[name].append(str(session.pk))

    said = in_two_processes(sessions)

    assert [sorted(pair) for pair in zip(*said, strict=True)] == [["moved", "room_taken"]] * 20
    assert held_twice() == []


def in_two_processes(sessions):
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.served_settings", "DATABASE_URL": test_database()}
    command = [sys.executable, "-m", "tests.programs.mover"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT, "env": env}
    movers = [subprocess.Popen([*command, name, *hers], **pipes) for name, hers in sessions.items()]
    for mover in movers:
        assert mover.stdout.readline() == "ready\n"
    for mover in movers:
        mover.stdin.write("go\n")
        mover.stdin.flush()
    return [mover.communicate(timeout=60)[0].split() for mover in movers]
