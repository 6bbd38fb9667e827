from functools import partial

import pytest

from house.errors import AlreadyAnswered, NotHere
from house.models import Position
from peergroups import limits
from peergroups.care.services import answer_report, moderate_message, report_message
from peergroups.errors import Frozen
from peergroups.limits import SharedRateLimit
from peergroups.models import Message, Report
from peergroups.seats.services.lifecycle import freeze_seat
from peergroups.talk.queries import history
from peergroups.talk.services.change import take_back
from tests import cast
from tests.house.at_once import at_once


@pytest.fixture
def report(group, say, amal, cleo):
    """Amal reports what Cleo said."""
    say(cleo, "Je hoort hier niet")
    return report_message(actor=amal, group_id=group.pk, number=1, reason="Dit voelt niet goed")


def test_a_report_keeps_the_words_of_that_moment(group, report, cleo):
    take_back(actor=cleo, group_id=group.pk, number=1)

    report.refresh_from_db()
    assert (report.words, report.reason, report.state) == ("Je hoort hier niet", "Dit voelt niet goed", "waiting")


def test_the_facilitator_finds_it_and_the_writer_does_not(report, amal, bo, cleo, eva, fay, gina):
    assert list(Report.objects.to_answer_by(gina)) == [report]
    assert list(Report.objects.visible_to(amal)) == [report]
    for other in (bo, cleo, eva, fay):
        assert not Report.objects.visible_to(other).exists()
        assert not Report.objects.to_answer_by(other).exists()


def test_the_reporter_hears_what_was_done(report, amal, gina):
    answer_report(actor=gina, report_id=report.pk, answer="Ik heb met haar gepraat.")

    heard = Report.objects.visible_to(amal).get()
    assert (heard.answer, heard.state, heard.answered_by) == ("Ik heb met haar gepraat.", "answered", gina)


def test_an_answer_may_take_the_message_away(report, gina):
    answer_report(actor=gina, report_id=report.pk, answer="Weggehaald.", removes_message=True)

    message = Message.objects.get()
    assert (message.text, message.state, message.version) == ("", "moderated", 2)


def test_a_report_is_answered_once_and_by_who_holds_the_group(report, amal, cleo, eva, gina):
    for other in (amal, cleo, eva):
        with pytest.raises(NotHere):
            answer_report(actor=other, report_id=report.pk, answer="?")
    answer_report(actor=gina, report_id=report.pk, answer="Gedaan.")

    with pytest.raises(AlreadyAnswered):
        answer_report(actor=gina, report_id=report.pk, answer="Nog eens.")


def test_reporting_twice_is_once(group, report, amal):
    assert report_message(actor=amal, group_id=group.pk, number=1) == report


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_are_one_report(group, say, amal, cleo):
    say(cleo)
    let_know = partial(report_message, actor=amal, group_id=group.pk, number=1)

    reports = at_once(let_know, let_know)

    assert reports == [Report.objects.get()] * 2


def test_reporting_is_never_too_fast(group, say, amal, cleo, monkeypatch):
    for _ in range(3):
        say(cleo)
    monkeypatch.setattr(limits, "messages", SharedRateLimit(0, 1))

    for number in (1, 2, 3):
        report_message(actor=amal, group_id=group.pk, number=number)

    assert Report.objects.count() == 3


def test_what_a_facilitator_said_goes_to_the_coordinator(group, say, amal, eva, gina):
    say(gina, "Zeur niet zo")

    report = report_message(actor=amal, group_id=group.pk, number=1)

    assert list(Report.objects.to_answer_by(eva)) == [report]
    assert not Report.objects.to_answer_by(gina).exists()
    answer_report(actor=eva, report_id=report.pk, answer="Wij praten met haar.", removes_message=True)
    assert Message.objects.get().state == "moderated"


def test_where_nobody_holds_the_group_the_coordinator_answers(report, eva, gina):
    Position.objects.filter(person=gina).update(until_on=cast.days(0))

    assert list(Report.objects.to_answer_by(eva)) == [report]


def test_nobody_reports_what_she_cannot_see(group, report, bo, eva, amal, cleo):
    take_back(actor=cleo, group_id=group.pk, number=1)
    with pytest.raises(NotHere):
        report_message(actor=bo, group_id=group.pk, number=1)
    with pytest.raises(NotHere):
        report_message(actor=amal, group_id=group.pk, number=1)


def test_a_frozen_seat_hears_whom_to_call(group, report, seat_of, amal, gina):
    freeze_seat(actor=gina, seat_id=seat_of(amal).pk)

    with pytest.raises(Frozen):
        report_message(actor=amal, group_id=group.pk, number=1)


def test_a_facilitator_takes_words_away(group, gina, amal, cleo, say):
    said = say(amal, "Dit hoort hier niet")

    moderate_message(actor=gina, group_id=group.pk, number=said.number)

    (read,) = history(actor=cleo, group_id=group.pk).messages
    assert (read["text"], read["state"]) == ("", "moderated")


@pytest.mark.parametrize("who", ["cleo", "eva", "gina"])
def test_nobody_else_takes_words_away_and_a_facilitator_not_her_own(group, gina, say, request, who):
    said = say(gina, "Welkom")

    with pytest.raises(NotHere):
        moderate_message(actor=request.getfixturevalue(who), group_id=group.pk, number=said.number)

    assert Message.objects.get().text == "Welkom"
