"""The demo houses have a week that can be shown to anyone."""

import pytest

from house import demo
from programs.demo import living, week
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
from programs.services import candidates, rosters_of
from programs.services.drafts import look_over


@pytest.fixture
def told(db):
    demo.fill("samen-verder-lopen")
    week.fill()
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

    assert Joining.objects.filter(has_place=False).values_list("person__sign_in_name", flat=True)[0] == "amal"
    assert Session.objects.visible_to(cleo).told_to(cleo).filter(is_welcome=True).exists()


def test_an_interpreter_is_needed_where_a_guest_gives(told):
    noor = demo.people_by_key()["noor"]
    asked = [one for one in Session.objects.given_by(noor).select_related("series") if one.interpreter]

    assert "tolk Tigrinya" in rosters_of(asked)[asked[0].pk].needs
