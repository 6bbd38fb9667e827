"""What is asked of many weeks in one is what each week says by itself."""

from collections import Counter
from datetime import time, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st

from house.models import Person
from programs.attendance.services.answers import say_coming, say_not_coming
from programs.attendance.services.welcome import welcome_to_series
from programs.household.services.notes import add_appointment
from programs.household.services.reminders import choice_of, choose_reminders, remind, soon_in, with_reminders
from programs.models import Appointment, Session
from programs.planning.services.change import move_session
from programs.sessions.models.sessions import UNDONE_WITHIN
from programs.sessions.queries.her_sessions import her_sessions, sessions_of_each
from programs.sessions.services.notices import note_visit, with_news
from tests.news import news_for
from tests.programs.conftest import TU, TUESDAY, WE, local
from tests.programs.test_one_truth import Act, _was_done, house_at_work, numbers  # noqa: F401  a fixture

DAY = timedelta(days=1)
EXAMPLES = 25
FACTS = [name for name in Session.__annotations__ if name != "objects"]


class ActOfAnybody(Act):
    """Besides, the acts of those whose weeks they are."""

    def _anybody(self, number):
        people = list(Person.objects.order_by("pk"))
        return people[number % len(people)]

    def look(self, a, b, c):
        note_visit(actor=self._anybody(a))

    def answer(self, a, b, c):
        (say_coming if c % 2 else say_not_coming)(actor=self._anybody(a), session_id=self._session(b))

    def count_places(self, a, b, c):
        series = self._series(a)
        type(series).objects.filter(pk=series.pk).update(places=1 + b % 2)

    def welcome(self, a, b, c):
        cleo = Person.objects.get_by_natural_key("cleo")
        welcome_to_series(actor=self.eva, series_id=self._series(a).pk, person_ids=[cleo.pk])

    def be_reminded(self, a, b, c):
        for person in Person.objects.all():
            choose_reminders(actor=person, an_hour_before=True, evening_before=True)
        self.clock.now = max(self.clock.now, local(2026, 10, *((13, 9), (13, 19), (14, 9))[a % 3], 45))
        remind()

    def appoint(self, a, b, c):
        at = time(9 + c % 9) if c % 2 else None
        add_appointment(actor=self._anybody(a), on=TUESDAY + (b % 3) * DAY, at=at, words="Tandarts")


ACTS = sorted(name for each in (Act, ActOfAnybody) for name in vars(each) if not name.startswith("_"))
steps = st.lists(st.tuples(st.sampled_from(ACTS), numbers, numbers, numbers), min_size=1, max_size=8)


def test_many_weeks_say_what_each_says(house_at_work, cast_of_two_houses, eva, clock):  # noqa: F811
    began, did = clock.now + timedelta(hours=1), Counter()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=steps)
    def agree(steps):
        clock.now = began
        with transaction.atomic():
            act = ActOfAnybody(house_at_work, eva, clock)
            act.be_reminded(*steps[0][1:])
            for name, *numbers_drawn in steps:
                did[name] += _was_done(getattr(act, name), numbers_drawn)
            did["news"] += _news_agrees(cast_of_two_houses)
            did["reminders"] += _reminders_agree(cast_of_two_houses)
            _sessions_agree(cast_of_two_houses)
            transaction.set_rollback(True)

    agree()
    assert did["news"] > EXAMPLES, did
    assert did["reminders"] > EXAMPLES, did


@pytest.fixture
def cast_of_two_houses(amal, bo, cleo, dewi, eva, fay):
    for person in (bo, cleo, fay):
        note_visit(actor=person, at=local(2026, 10, 13, 7))
    return [amal, bo, cleo, dewi, eva, fay]


def _news_agrees(people):
    told = with_news(_ids(people))
    assert told == {person.pk for person in people if news_for(person)}
    return len(told)


def _reminders_agree(people):
    today = timezone.localdate()
    told = with_reminders(_ids(people))
    assert told == {person.pk for person in people if _reminders(person, today, today + 2 * DAY)}
    return len(told)


def _reminders(person, *days):
    return soon_in(choice_of(person), her_sessions(person, *days), Appointment.objects.of_days(person, *days))


def _sessions_agree(people):
    days = TUESDAY, TUESDAY + 5 * DAY
    together = {person: _in_words(hers) for person, hers in sessions_of_each(_ids(people), *days)}
    assert together == {person.pk: _in_words(her_sessions(person, *days)) for person in people}


def _in_words(hers):
    """Of her notices and reminders those alone of which she has a session: the rest tells her nothing."""
    of_days, told = [
        [[session.pk, *(getattr(session, name) for name in FACTS)] for session in some]
        for some in (hers.of_days, hers.told)
    ]
    reminded = {(session.pk, session.starts_at) for session in hers.of_days} & hers.reminded
    return of_days, told, sorted(map(str, hers.notices)) if told else [], reminded


def _ids(people):
    return [person.pk for person in people]


@pytest.mark.parametrize("ask", [with_news, with_reminders])
def test_queries_do_not_grow_with_weeks(plan, hanne, bo, dewi, cast_of_two_houses, count_queries, ask):
    plan([TU, WE])
    plan([WE], time(14), audience="personal", person_ids=[bo.pk], trainer_ids=[hanne.pk])
    for person in cast_of_two_houses:
        choose_reminders(actor=person, an_hour_before=True, evening_before=True)

    assert count_queries(lambda: ask(_ids(cast_of_two_houses))) == count_queries(lambda: ask([bo.pk, dewi.pk])) > 2


def test_asking_for_a_call_shows_her_nothing(session, amal, eva, clock):
    """A page that shows a change notes that, for what she saw is not taken back without a word."""
    note_visit(actor=amal, at=clock.now - DAY)
    move_session(actor=eva, session_id=session.pk, starts_at=local(2026, 10, 13, 15), why="De bus.")
    clock.now += UNDONE_WITHIN / 2

    assert with_news([amal.pk]) == {amal.pk}
    amal.visit.refresh_from_db()
    assert amal.visit.shown_at is None
    news_for(amal)
    amal.visit.refresh_from_db()
    assert amal.visit.shown_at == clock.now
