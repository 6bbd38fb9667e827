"""What of a group a telephone calls somebody for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from peergroups.care.queries import newest_reports
from peergroups.care.services import answer_report, report_message
from peergroups.models import Message, Seat
from peergroups.seats.services.lifecycle import end_seat, freeze_seat
from peergroups.seats.services.quiet import mute_group
from peergroups.talk.services.unread import newest_unread, read_up_to


def now():
    return timezone.now() + timedelta(seconds=1)


def new_to(*people):
    """The people for whom a message is new."""
    return {person for person, _ in newest_unread([person.pk for person in people], now())}


def test_message_of_another_is_new_at_its_moment(group, amal, cleo, gina, say):
    say(amal)

    assert new_to(amal, cleo, gina) == {cleo.pk, gina.pk}
    [(_, at)] = newest_unread([cleo.pk], now())
    assert at == Message.objects.get().said_at


def test_newest_of_several_counts(group, amal, cleo, say):
    for _ in range(3):
        say(amal)

    [(_, at)] = newest_unread([cleo.pk], now())
    assert at == Message.objects.latest("number").said_at


def test_message_of_this_very_moment_waits(group, amal, cleo, say):
    say(amal)
    Message.objects.update(said_at=timezone.now() - timedelta(seconds=10))
    say(amal)

    [(_, at)] = newest_unread([cleo.pk], timezone.now() - timedelta(seconds=5))
    assert at == Message.objects.get(number=1).said_at


def test_what_she_read_is_not_new(group, amal, cleo, say):
    say(amal)
    read_up_to(actor=cleo, group_id=group.pk, number=1)

    assert new_to(cleo) == set()


@pytest.mark.parametrize("end", ["end", "freeze", "mute", "quiet", "taken back", "hidden"])
def test_nothing_is_new_where_she_does_not_read_or_wants_no_sign(group, amal, cleo, gina, eva, say, seat_of, end):
    say(amal)
    assert new_to(cleo) == {cleo.pk}

    seat = seat_of(cleo)
    if end == "end":
        end_seat(actor=eva, seat_id=seat.pk)
    elif end == "freeze":
        freeze_seat(actor=gina, seat_id=seat.pk)
    elif end == "mute":
        mute_group(actor=cleo, group_id=group.pk)
    elif end == "quiet":
        hour = timezone.localtime().hour
        type(cleo).objects.filter(pk=cleo.pk).update(quiet_from=hour, quiet_until=(hour + 1) % 24)
    elif end == "taken back":
        Message.objects.update(state=Message.State.TAKEN_BACK)
    else:
        seat.hidings.create(peer=seat_of(amal))

    assert new_to(cleo) == set()


def test_stranger_and_neighbour_house_have_nothing_new(group, amal, bo, fay, say):
    say(amal)

    assert new_to(bo, fay) == set()


def test_report_is_new_to_who_may_answer_it_alone(group, amal, cleo, gina, eva, say):
    say(cleo)
    report_message(actor=amal, group_id=group.pk, number=1, reason="")

    assert {person for person, _ in newest_reports([each.pk for each in (amal, cleo, gina, eva)], now())} == {gina.pk}


def test_report_about_the_facilitator_is_new_to_the_coordinator(group, amal, cleo, gina, eva, say):
    say(gina)
    report_message(actor=amal, group_id=group.pk, number=1, reason="")

    assert {person for person, _ in newest_reports([each.pk for each in (amal, cleo, gina, eva)], now())} == {eva.pk}


def test_answer_is_new_to_who_reported(group, amal, cleo, gina, eva, say):
    say(cleo)
    report = report_message(actor=amal, group_id=group.pk, number=1, reason="")
    answer_report(actor=gina, report_id=report.pk, answer="Ik heb met haar gepraat.")

    assert {person for person, _ in newest_reports([each.pk for each in (amal, cleo, gina, eva)], now())} == {amal.pk}
    assert Seat.objects.filter(person=amal).exists()
