"""The demo houses have a week that can be shown to anyone."""

import pytest
from django.utils import timezone

from house import demo
from house.models import Person
from programs.attendance.services.attendance import rosters_of
from programs.demo import living, week
from programs.importing.services.overview import look_over
from programs.models import (
    Answer,
    Appointment,
    Attendance,
    Audience,
    Change,
    Chore,
    Draft,
    Duty,
    HouseNote,
    Joining,
    Series,
    Session,
    Swap,
    Theme,
)
from programs.recurrence.rhythm import WEEK, monday_of
from programs.sessions.queries.her_sessions import her_sessions, sessions_for_staff
from programs.staffing.queries.stepping_in import candidates
from tests.once import once
from tests.programs.conftest import NOW


@pytest.fixture(scope="module")
def _filled(django_db_setup, django_db_blocker):
    with once(django_db_blocker):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(timezone, "now", lambda: NOW)
            demo.fill("samen-verder-lopen")
            week.fill()
        yield


@pytest.fixture
def told(_filled, db):
    return week.words()


def test_the_demo_house_is_filled_as_it_is_written(told):
    plain = [entry for entry in told["series"] if entry["audience"] != Audience.GROUP]
    houses = {entry["training"] for entry in plain}

    assert Series.objects.count() == len(plain)
    assert Change.objects.count() == sum(change["training"] in houses for change in told["changes"])
    assert Answer.objects.count() == sum(answer["training"] in houses for answer in told["answers"])


def test_the_six_themes_body_work_and_coaching_are_on_the_week(told):
    themes = set(Session.objects.values_list("series__training__theme", flat=True))

    assert {*Theme.values[:7], Theme.COACHING, Theme.WORK, Theme.HOUSE} <= themes


def test_somebody_left_somebody_is_asked_and_somebody_took_it_on(told):
    assert set(Duty.objects.values_list("state", flat=True)) == {"left", "asked", "declined", "accepted", "replaced"}
    assert all(find_who_is_free(session) for session in Session.objects.left_open())


def find_who_is_free(session):
    eva = demo.people_by_key()["eva"]
    return [one for one in candidates(eva, Session.objects.with_story().get(pk=session.pk)) if one.is_free]


def test_every_session_has_its_room(told):
    assert not Session.objects.filter(lacks_room=True).exists()


def test_past_weeks_are_noted_and_coming_ones_are_not(told, clock):
    past = Session.objects.filter(ends_at__lte=clock.now, state="planned")

    assert Attendance.objects.filter(session__in=past).exists()
    assert not Attendance.objects.exclude(session__in=past).exists()


def test_amal_and_fay_share_no_session(told):
    people = demo.people_by_key()
    hers, fays = (set(Session.objects.visible_to(people[key])) for key in ("amal", "fay"))

    assert (len(hers) > 100, len(fays) > 50, hers & fays) == (True, True, set())


def test_the_series_of_a_group_waits_for_its_group(told):
    entry = week.group_entries()["keukentafel"]
    cleo = demo.people_by_key()["cleo"]

    series = week.start(entry, {cleo: cleo.stays.get().arrived_on})
    week.tell_story(series, entry)

    assert Session.objects.visible_to(cleo).filter(series=series).count() == series.sessions.count() > 5


def test_they_live_together_as_it_is_written(told):
    living.fill()

    written = living.words()
    counts = {model: model.objects.count() for model in (HouseNote, Chore, Appointment)}
    assert list(counts.values()) == [len(written[name]) for name in ("notes", "chores", "appointments")]
    assert Swap.objects.count() == 1


def test_a_programme_waits_to_be_read(told):
    overview = look_over(Draft.objects.get())

    assert [line.state for line in overview.lines] == ["new", "new", "new", "new", "broken"]
    assert [question.name for question in overview.questions] == ["Naar de bieb", "Tess", "Filmkamer"]


def test_somebody_waits_for_a_place_and_an_alumna_is_welcome(told):
    cleo = demo.people_by_key()["cleo"]

    assert Joining.objects.filter(has_place=False)[0].person.sign_in_name == "amal"
    assert any(session.is_welcome for session in Session.objects.visible_to(cleo).told_to(cleo))


def test_an_interpreter_is_needed_where_a_guest_gives(told):
    noor = demo.people_by_key()["noor"]
    asked = [one for one in Session.objects.given_by(noor).select_related("series") if one.interpreter]

    assert "tolk Tigrinya" in rosters_of(asked)[asked[0].pk].needs


def test_what_is_read_by_the_house_is_what_the_doors_say(told):
    """Pages of a week read what is near and ask the rules of it; `in_week_of` and `for_staff` ask the database."""
    found = set()
    for person in Person.objects.all():
        for weeks_on in (-4, -1, 0, 1, 5):
            first = monday_of(timezone.localdate()) + weeks_on * WEEK
            end = first + WEEK
            hers = [session.pk for session in her_sessions(person, first, end).of_days]
            staff = [session.pk for session in sessions_for_staff(person, first, end)]
            found.add((bool(hers), bool(staff)))
            assert hers == pks(Session.objects.in_week_of(person).touching(first, end))
            assert staff == pks(Session.objects.for_staff(person).touching(first, end))

    assert {(True, True), (True, False), (False, False)} <= found


def pks(sessions):
    return list(sessions.values_list("pk", flat=True))
