"""What a group promises about answers, to the minute."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape
from hypothesis import given, strategies as st

from peergroups.groups.promises import Promise, answer_due
from peergroups.groups.services import describe_group
from peergroups.models import PeerGroup
from tests import cast

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
AN_HOUR = timedelta(hours=1)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
FREE = st.frozensets(st.dates(date(2020, 1, 1), date(2035, 1, 31)), max_size=8)


def at(text):
    """'2026-11-30 10:00' on the clock of the house."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("promise", "asked", "due"),
    [
        ("day", "2026-11-30 10:30", "2026-12-01 10:30"),
        ("day", "2026-10-24 10:30", "2026-10-25 10:30"),  # the clock goes back: 25 hours
        ("day", "2026-03-28 10:30", "2026-03-29 10:30"),  # and forward: 23
        ("three_days", "2026-11-27 23:59", "2026-11-30 23:59"),
        ("week", "2026-12-28 00:00", "2027-01-04 00:00"),
        ("workday", "2026-11-30 16:59", "2026-11-30 17:00"),
        ("workday", "2026-11-30 17:00", "2026-12-01 17:00"),
        ("workday", "2026-11-27 17:00", "2026-11-30 17:00"),  # Friday evening
        ("workday", "2026-11-28 09:00", "2026-11-30 17:00"),  # Saturday
        ("workday", "2026-12-24 18:00", "2026-12-28 17:00"),  # Christmas, which is a Friday and a Saturday
        ("next_workday", "2026-11-30 00:01", "2026-12-01 17:00"),
        ("next_workday", "2026-11-27 09:00", "2026-11-30 17:00"),
        ("next_workday", "2026-12-24 09:00", "2026-12-28 17:00"),
    ],
)
def test_until_when_an_answer_is_in_time(promise, asked, due):
    christmas = {date(2026, 12, 25), date(2026, 12, 26)}

    assert answer_due(promise, at(asked), christmas) == at(due)


def test_without_a_promise_nothing_is_due():
    assert answer_due("", at("2026-11-30 10:00")) is None


@given(promise=st.sampled_from(Promise), asked=MOMENTS, free=FREE)
def test_a_promise_lies_ahead_and_on_a_day_that_counts(promise, asked, free):
    due = answer_due(promise, asked, free)

    assert due.astimezone(UTC) > asked
    local = timezone.localtime(due)
    if promise in (Promise.WORKDAY, Promise.NEXT_WORKDAY):
        assert (local.hour, local.minute) == (17, 0)
        assert local.weekday() < 5
        assert local.date() not in free
    else:
        days = {Promise.DAY: 1, Promise.THREE_DAYS: 3, Promise.WEEK: 7}[promise] * 24 * AN_HOUR
        assert abs(due.astimezone(UTC) - asked - days) <= AN_HOUR


@given(promise=st.sampled_from(Promise), asked=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=9)), free=FREE)
def test_who_asks_later_never_hears_earlier(promise, asked, later, free):
    first, second = answer_due(promise, asked, free), answer_due(promise, asked + later, free)

    assert first.astimezone(UTC) <= second.astimezone(UTC) + AN_HOUR * (promise in ("day", "three_days", "week"))


def in_own_words(group, words):
    group.promise, group.answer_time = "", words
    group.save()
    return group


@pytest.mark.parametrize(
    ("words", "promise"),
    [
        ("elke werkdag voor 17:00", "workday"),
        (" Elke  werkdag voor 17:00. ", "workday"),
        ("Binnen drie dagen", "three_days"),
        ("elke werkdag voor 20:00", ""),
        ("elke dag voor 17:00", ""),
        ("meestal snel", ""),
        ("binnen 24 uur", ""),
    ],
)
def test_old_words_become_a_promise_only_where_they_say_the_same(group, words, promise):
    in_own_words(group, words)

    import_module("peergroups.migrations.0008_known_words_become_promises").choose(apps, None)

    group.refresh_from_db()
    assert (group.promise, group.answer_time) == (promise, "" if promise else words)
    assert group.answer_words.casefold() == " ".join(words.split()).rstrip(".").casefold()


def test_a_promise_is_said_in_the_language_of_the_reader(group):
    with translation.override("en"):
        assert group.answer_words == "every working day before 17:00"


@pytest.mark.django_db(transaction=True)
def test_a_promise_and_words_beside_it_are_refused(group):
    with pytest.raises(IntegrityError), transaction.atomic():
        PeerGroup.objects.filter(pk=in_own_words(group, "ooit").pk).update(promise="day")


def test_old_words_stand_until_the_coordinator_chooses(as_, amal, eva, group):
    in_own_words(group, "als het kan")
    desk = reverse("peergroups:desk_group", args=[group.pk])
    talk = reverse("peergroups:talk", args=[group.pk])
    assert "Antwoord: als het kan." in as_(amal).get(talk).content.decode()
    assert "Kies wanneer er antwoord komt" in as_(eva).get(desk).content.decode()
    form = reverse("peergroups:describe_group", args=[group.pk])
    words = {"name": "Keukentafel", "review_on": "2026-12-31"}

    refused = as_(eva).post(form, words | {"promise": ""})
    as_(eva).post(form, words | {"promise": "week"})

    assert refused.status_code == 422
    assert escape("Antwoord: binnen een week.") in as_(amal).get(talk).content.decode()
    assert "Kies wanneer er antwoord komt" not in as_(eva).get(desk).content.decode()


def test_choosing_once_leaves_no_old_words(eva, group):
    in_own_words(group, "als het kan")

    describe_group(actor=eva, group_id=group.pk, name="Tafel", promise="day", review_on=cast.days(90))

    group.refresh_from_db()
    assert (group.promise, group.answer_time, group.answer_words) == ("day", "", "binnen een dag")
