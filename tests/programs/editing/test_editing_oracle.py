"""A series under single changes, answers, edits and undos, beside a model of it in plain Python that knows no rows.

The model keeps a list of what is held: for each, the day of the rhythm whose place it takes, when it is, and what
somebody did to it. It goes through the weeks by itself, with its own idea of which day becomes which.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from django.db import transaction
from hypothesis import HealthCheck, given, settings, strategies as st

from programs.attendance.services.answers import say_not_coming
from programs.errors import NothingChanges
from programs.models import Answer, Session
from programs.planning.edits.services.apply import edit_series
from programs.planning.edits.services.request import EditRequest
from programs.planning.edits.services.undo import undo_edit
from programs.planning.edits.services.untouched import Stays
from programs.planning.services.change import cancel_session, move_session
from programs.planning.services.layout import lay_out
from tests.programs.conftest import AMSTERDAM, TUESDAY

UNTIL = date(2027, 1, 11)
"""The Monday up to which this week's house is laid out."""


@dataclass
class Held:
    slot: date
    on: date
    at: time
    minutes: int
    is_off: bool = False
    by_hand: bool = False
    answered: bool = False

    @property
    def told(self):
        return (self.slot, datetime.combine(self.on, self.at), self.minutes, self.is_off)


@dataclass
class Model:
    """A weekly series from Tuesday 13 October on, at eight in the morning of that day."""

    days: list
    at: time = time(10, 30)
    minutes: int = 60
    until: date | None = None
    held: list = field(default_factory=list)

    def __post_init__(self):
        days = [TUESDAY + timedelta(days=count) for count in range((UNTIL - TUESDAY).days)]
        self.held = [Held(on, on, self.at, self.minutes) for on in days if on.weekday() in self.days]

    def names(self, on):
        return on.weekday() in self.days and (self.until is None or on <= self.until)

    def edit(self, from_on, along, days=None, at=None, minutes=None, until="as it is"):
        """Week after week: days that stay keep their place, the others go in order, the rest goes or comes."""
        before = deepcopy(self)
        self.days, self.at, self.minutes = days or self.days, at or self.at, minutes or self.minutes
        self.until = self.until if until == "as it is" else until
        monday = from_on - timedelta(days=from_on.weekday())
        while monday < UNTIL:
            week = [monday + timedelta(days=count) for count in range(7)]
            self._edit_week(before, week, from_on, along, bool(days or at or minutes))
            monday += timedelta(days=7)

    def _edit_week(self, before, week, from_on, along, is_timed):
        there = {one.slot: one for one in self.held if one.slot in week}
        old = sorted(set(there) | {on for on in week if before.names(on)})
        new = [on for on in week if self.names(on)]
        movers = [on for on in old if on not in new]
        free = [on for on in new if on not in old]
        goes_to = {on: on for on in old if on in new} | dict(zip(movers, free, strict=False))
        for slot, one in there.items():
            self._edit_one(one, goes_to.get(slot), from_on, along, is_timed)
        for on in free[len(movers) :]:
            if on >= from_on:
                self.held.append(Held(on, on, self.at, self.minutes))

    def _edit_one(self, one, slot, from_on, along, is_timed):
        was, changed = one.slot, deepcopy(one)
        if slot is None:
            changed.is_off = True
        elif is_timed or slot != was or one.is_off:
            changed = Held(slot, slot, self.at, self.minutes, answered=one.answered)
        else:
            changed.slot = slot
        kept = (one.by_hand and (one.is_off or Stays.MOVED not in along)) or (
            one.answered and not one.by_hand and Stays.ANSWERED not in along
        )
        now = datetime.combine(TUESDAY, time(8))
        is_past = not changed.is_off and datetime.combine(changed.on, changed.at) <= now
        if was < from_on or changed.told[1:] == one.told[1:] or kept or is_past:
            one.slot = slot or was
        else:
            one.__dict__.update(changed.__dict__)


def rows(series):
    """What the database says, in the words of the model."""
    return sorted(
        (
            row.fills_on,
            row.starts_at.astimezone(AMSTERDAM).replace(tzinfo=None),
            row.length_minutes,
            row.is_cancelled,
        )
        for row in series.sessions.all()
    )


WEEKDAYS = st.frozensets(st.integers(0, 6), min_size=1, max_size=3)
DAYS = st.integers(0, 60).map(lambda count: TUESDAY + timedelta(days=count))
TIMES = st.sampled_from([time(9), time(11, 15), time(20)])
NEW = st.fixed_dictionaries(
    {},
    optional={
        "weekdays": WEEKDAYS,
        "start_time": TIMES,
        "length_minutes": st.sampled_from([30, 90]),
        "until_on": st.one_of(st.none(), DAYS),
    },
)
STEPS = st.one_of(
    st.tuples(st.just("edit"), DAYS, NEW, st.frozensets(st.sampled_from([Stays.MOVED, Stays.ANSWERED]))),
    st.tuples(st.just("edit and undo"), DAYS, NEW, st.frozensets(st.sampled_from([Stays.MOVED, Stays.ANSWERED]))),
    st.tuples(st.just("move"), st.integers(0, 40), st.integers(1, 5)),
    st.tuples(st.just("cancel"), st.integers(0, 40)),
    st.tuples(st.just("answer"), st.integers(0, 40)),
)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(weekdays=WEEKDAYS, steps=st.lists(STEPS, min_size=1, max_size=5))
def test_rows_and_model_agree_whatever_happens(plan, eva, amal, weekdays, steps):
    with transaction.atomic():
        series = plan(weekdays, length_minutes=60, room_id=None)
        model = Model(days=sorted(weekdays))
        for step in steps:
            take(series, model, step, eva, amal)
            assert rows(series) == sorted(one.told for one in model.held), step
        series.refresh_from_db()
        series.laid_out_until = None
        series.save()
        assert lay_out(series.pk) == []
        transaction.set_rollback(True)


def take(series, model, step, eva, amal):
    """The same step for both."""
    kind, *what = step
    if kind.startswith("edit"):
        from_on, new, along = what
        edit_request = EditRequest(from_on=from_on, new=new, along=along)
        before = deepcopy(model)
        try:
            done = edit_series(actor=eva, series_id=series.pk, edit_request=edit_request, why="Zo.", key=uuid4())
        except NothingChanges:
            return
        told = {"days": new.get("weekdays"), "at": new.get("start_time"), "minutes": new.get("length_minutes")}
        model.edit(from_on, along, **told, until=new.get("until_on", "as it is"))
        if kind == "edit and undo":
            assert undo_edit(actor=eva, edit_id=done.pk).stayed == []
            model.__dict__.update(before.__dict__)
        return
    coming = sorted((one for one in model.held if not one.is_off), key=lambda one: one.told)
    if not coming:
        return
    one = coming[what[0] % len(coming)]
    session = next(row for row in series.sessions.all() if row.fills_on == one.slot)
    if kind == "move":
        one.on, one.by_hand = one.on + timedelta(days=what[1]), True
        at = datetime.combine(one.on, one.at, AMSTERDAM)
        move_session(actor=eva, session_id=session.pk, starts_at=at, why="Zo.")
    elif kind == "cancel":
        one.is_off = one.by_hand = True
        cancel_session(actor=eva, session_id=session.pk, why="Zo.")
    else:
        one.answered = True
        say_not_coming(actor=amal, session_id=session.pk)
        Answer.objects.filter(session=session).update(at=datetime(2026, 10, 1, tzinfo=AMSTERDAM))


def test_the_model_would_notice(plan):
    """A session at another time than the model's is seen."""
    series, model = plan(length_minutes=60), Model(days=[1])
    assert rows(series) == sorted(one.told for one in model.held)

    Session.objects.filter(pk=series.sessions.first().pk).update(state="cancelled", takes_room=False)

    assert rows(series) != sorted(one.told for one in model.held)
