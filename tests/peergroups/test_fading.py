from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from house import retention
from peergroups import forgetting
from peergroups.care.services import answer_report, report_message
from peergroups.errors import TooLate
from peergroups.forgetting import fade
from peergroups.models import FadedKey, Message, Report
from peergroups.talk.queries import page_since


def make_older(numbers, days):
    Message.objects.filter(number__in=numbers).update(said_at=timezone.now() - timedelta(days=days))


def test_old_words_go_and_the_floor_rises(group, say, amal, cleo):
    for _ in range(4):
        say(amal)
    make_older([1, 2], days=91)

    fade()

    group.refresh_from_db()
    assert [message.number for message in Message.objects.all()] == [3, 4]
    assert (group.floor, group.head, group.newest) == (3, 5, 4)
    page = page_since(actor=cleo, group_id=group.pk, version=4)
    assert (page.floor, page.to_version, page.messages) == (3, 5, [])


def test_nothing_fades_before_its_time(group, say, amal):
    say(amal)
    make_older([1], days=89)

    fade()

    group.refresh_from_db()
    assert (group.floor, group.head) == (1, 1)


def test_what_is_kept_is_the_end_of_the_talk(group, say, amal):
    for _ in range(3):
        say(amal)
    make_older([1, 3], days=91)

    fade()

    assert [message.number for message in Message.objects.all()] == [2, 3]


def test_talk_fades_in_steps_and_numbers_go_on(group, say, amal, monkeypatch):
    monkeypatch.setattr(forgetting, "STEP_MESSAGES", 2)
    for _ in range(5):
        say(amal)
    make_older(range(1, 6), days=91)

    fade()

    group.refresh_from_db()
    assert (group.floor, group.head) == (6, 8)
    assert say(amal).number == 6


def test_fading_twice_is_once(group, say, amal):
    say(amal)
    make_older([1], days=91)
    fade()
    fade()

    group.refresh_from_db()
    assert group.head == 2


def test_a_key_that_faded_is_no_new_message(group, say, amal, cleo):
    key = uuid4()
    say(amal, "Hoi", key)
    make_older([1], days=91)
    fade()

    with pytest.raises(TooLate):
        say(amal, "Hoi", key)
    assert say(cleo, "Hoi", key).number == 2


def test_the_trace_says_neither_who_nor_where(group, say, amal):
    key = uuid4()
    say(amal, "Hoi", key)
    make_older([1], days=91)
    fade()

    mark = bytes(FadedKey.objects.get().mark)
    assert len(mark) == 16
    assert mark not in (key.bytes, amal.pk.bytes, group.pk.bytes)


def test_reports_fade_too_some_time_after_their_answer_or_without_one(group, say, amal, cleo, gina):
    for _ in range(4):
        say(cleo)
    old, late, forgotten, new = [
        report_message(actor=amal, group_id=group.pk, number=number) for number in (1, 2, 3, 4)
    ]
    for report in (old, late):
        answer_report(actor=gina, report_id=report.pk, answer="Gedaan.")
    long_ago, lately = [timezone.now() - timedelta(days=days) for days in (91, 89)]
    Report.objects.filter(pk__in=[old.pk, late.pk, forgotten.pk]).update(reported_at=long_ago)
    Report.objects.filter(pk=new.pk).update(reported_at=lately)
    Report.objects.filter(pk=old.pk).update(answered_at=long_ago)

    fade()

    assert set(Report.objects.all()) == {late, new}


def test_the_group_says_how_long_words_stay_and_it_is_so(as_, group, say, amal, monkeypatch):
    monkeypatch.setattr(retention, "TALK", timedelta(days=23))
    for _ in range(2):
        say(amal)
    make_older([1], days=24)
    make_older([2], days=22)

    fade()

    assert [message.number for message in Message.objects.all()] == [2]
    about = as_(amal).get(reverse("peergroups:about", args=[group.pk])).content.decode()
    assert "Berichten verdwijnen na 23 dagen." in about
