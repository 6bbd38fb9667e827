"""A seat wakes by proof: with her passphrase on a device of before, or when somebody met her."""

from functools import partial

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from house.door.services import cards
from house.errors import NotHere
from peergroups.errors import Frozen, NotOpenYet, Paused
from peergroups.forgetting import fade
from peergroups.models import Freeze, Message
from peergroups.seats.services.admission import close_seats, open_seat, openers_of
from peergroups.seats.services.lifecycle import end_seat, freeze_seat, pause_seat, thaw_seat
from peergroups.seats.services.sleeping import SLEEPS_AFTER, knows_from_before, let_seats_sleep, wake_seat
from peergroups.talk.queries import history, where_she_left
from tests import cast
from tests.cast import PASSPHRASE
from tests.house.at_once import at_once
from tests.peergroups.asleep import LONG, away, device_of, on_her_old_phone

CHOICE = {"sign_in_name": "amal", "passphrase": "heel-lang-en-anders"}


def test_she_wakes_it_on_a_device_of_before(group, asleep, say, seat_of, amal, cleo):
    say(cleo, "Intussen")

    wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=LONG + 1))

    seat = seat_of(amal)
    assert (seat.state, seat.awake_on, seat.from_number, seat.read_number) == ("active", cast.days(0), 1, 2)
    assert [told["text"] for told in history(actor=amal, group_id=group.pk).messages] == [
        "Geheim van Kaneel",
        "Van mij",
        "Intussen",
    ]
    let_seats_sleep()
    assert seat_of(amal).state == "active"


@pytest.mark.parametrize(("days", "knows"), [(LONG + 1, True), (1, True), (0, False), (-1, False)])
def test_a_device_knows_her_when_it_began_before_the_seat_slept(group, asleep, amal, days, knows):
    """The seat fell asleep today, since she was there 180 days ago."""
    assert knows_from_before(device_of(amal, days=days), asleep) is knows


def test_on_a_new_device_it_waits_for_a_colleague_who_meets_her(group, asleep, say, seat_of, amal, cleo, gina, eva):
    say(cleo, "Intussen")

    wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=0))

    with pytest.raises(NotOpenYet):
        history(actor=amal, group_id=group.pk)
    assert openers_of(seat_of(amal)) == [gina]
    for other in (eva, cleo, amal):
        with pytest.raises(NotHere):
            open_seat(actor=other, seat_id=asleep.pk)
    open_seat(actor=gina, seat_id=asleep.pk)
    assert seat_of(amal).state == "active"
    assert len(history(actor=amal, group_id=group.pk).messages) == 3


def test_what_waits_for_a_talk_is_woken_by_no_passphrase(group, asleep, amal):
    wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=0))

    with pytest.raises(NotOpenYet):
        wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=LONG + 1))


def test_who_comes_back_with_a_new_card_waits_too(group, asleep, seat_of, amal, gina, hanne, eva):
    amal.sign_in_name = None
    amal.save()
    _, code = cards.make_card(actor=eva, person_id=amal.pk)
    cards.come_in(code=code, **CHOICE)

    with pytest.raises(NotOpenYet):
        wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=LONG + 1))
    open_seat(actor=gina, seat_id=asleep.pk)

    assert (seat_of(amal).state, seat_of(amal).from_number) == ("active", 1)


def test_what_is_left_after_fading_reads_well(as_, group, asleep, say, seat_of, amal, cleo):
    for number in range(3):
        say(cleo, f"Vroeg {number}")
    Message.objects.update(said_at=timezone.now() - 2 * SLEEPS_AFTER)
    say(cleo, "Van nu")
    fade()

    wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=LONG + 1))

    arrival = where_she_left(seat_of(amal), language="nl", hidden=set())
    assert [told["text"] for told in arrival.history.messages] == ["Van nu"]
    assert (arrival.first_new, arrival.unread, arrival.history.has_older) == (6, 1, False)
    page = as_(amal).get(reverse("peergroups:talk", args=[group.pk])).content.decode()
    assert "Van nu" in page


def test_a_group_in_which_everything_faded_greets_her(as_, group, asleep, amal):
    Message.objects.update(said_at=timezone.now() - 2 * SLEEPS_AFTER)
    fade()
    wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=LONG + 1))

    assert as_(amal).get(reverse("peergroups:talk", args=[group.pk])).status_code == 200


def test_waking_twice_is_waking_once(group, asleep, amal):
    for _again in range(2):
        assert wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=LONG + 1)).state == "active"


@pytest.mark.django_db(transaction=True)
def test_two_tabs_wake_it_once(group, asleep, seat_of, amal):
    device = device_of(amal, days=LONG + 1)
    wake = partial(wake_seat, actor=amal, group_id=group.pk, device=device)

    outcomes = at_once(wake, wake)

    assert [seat.state for seat in outcomes] == ["active", "active"]


def test_a_stranger_wakes_nothing(group, asleep, bo, fay, eva):
    for other in (bo, fay, eva):
        with pytest.raises(NotHere):
            wake_seat(actor=other, group_id=group.pk, device=device_of(other, days=LONG + 1))


def test_a_pause_sleeps_too_and_wakes_awake(group, seat_of, amal):
    """To read along again after a pause takes one tap, without any proof."""
    pause_seat(actor=amal, group_id=group.pk)
    away(seat_of(amal))
    let_seats_sleep()
    assert seat_of(amal).is_asleep

    wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=LONG + 1))

    assert seat_of(amal).state == "active"


def test_a_pause_is_no_way_round_the_passphrase(as_, group, seat_of, amal):
    pause_seat(actor=amal, group_id=group.pk)
    away(seat_of(amal))
    let_seats_sleep()

    answer = as_(amal).post(reverse("peergroups:resume", args=[group.pk]))

    assert answer["Location"] == reverse("peergroups:wake", args=[group.pk])
    assert seat_of(amal).is_asleep


def test_a_frozen_seat_stays_frozen_and_counts_anew_from_its_thaw(group, seat_of, amal, gina):
    freeze_seat(actor=gina, seat_id=seat_of(amal).pk)
    away(seat_of(amal))
    let_seats_sleep()
    assert seat_of(amal).is_frozen

    thaw_seat(actor=gina, seat_id=seat_of(amal).pk)
    let_seats_sleep()

    assert seat_of(amal).state == "active"


def test_sleep_outlives_a_freeze(group, asleep, seat_of, amal, gina):
    freeze_seat(actor=gina, seat_id=asleep.pk)
    with pytest.raises(Frozen):
        wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=LONG + 1))

    thaw_seat(actor=gina, seat_id=asleep.pk)

    assert (seat_of(amal).state, seat_of(amal).awake_on) == ("asleep", asleep.awake_on)


def test_who_was_met_while_frozen_does_not_sleep_after_it(group, asleep, seat_of, amal, gina, hanne):
    freeze_seat(actor=gina, seat_id=asleep.pk)
    with transaction.atomic():
        close_seats(amal.pk, None)
    open_seat(actor=gina, seat_id=asleep.pk)
    assert seat_of(amal).is_frozen
    assert Freeze.objects.get().state_before == "active"

    thaw_seat(actor=gina, seat_id=asleep.pk)

    assert seat_of(amal).state == "active"


def test_a_paused_seat_is_not_woken(group, seat_of, amal):
    pause_seat(actor=amal, group_id=group.pk)

    with pytest.raises(Paused):
        wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=LONG + 1))


def test_an_ended_seat_is_not_woken(group, asleep, amal, eva):
    end_seat(actor=eva, seat_id=asleep.pk)

    with pytest.raises(NotHere):
        wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=LONG + 1))


def test_the_page_to_wake_it_on_a_device_of_before_asks_her_passphrase(as_, group, asleep, seat_of, amal):
    hers, wake = on_her_old_phone(as_, amal), reverse("peergroups:wake", args=[group.pk])
    assert "Met je wachtwoord wordt hij weer wakker." in hers.get(wake).content.decode()

    for wrong in ("", "1234", "iets-heel-anders-dan-dat"):
        assert hers.post(wake, {"passphrase": wrong}).status_code == 422
        assert seat_of(amal).is_asleep
    answer = hers.post(wake, {"passphrase": PASSPHRASE})

    assert answer["Location"] == reverse("peergroups:talk", args=[group.pk])
    assert seat_of(amal).state == "active"
    assert hers.post(wake, {"passphrase": PASSPHRASE})["Location"] == reverse("peergroups:talk", args=[group.pk])


def test_the_page_to_wake_it_on_a_new_device_leads_to_a_talk(as_, group, asleep, seat_of, amal, gina):
    hers, wake = as_(amal), reverse("peergroups:wake", args=[group.pk])
    assert "Daarom spreekt iemand van het huis je eerst" in hers.get(wake).content.decode()

    page = hers.post(wake, {"passphrase": PASSPHRASE}, follow=True).content.decode()

    assert "Iemand van het huis zegt eerst dat ze jou zag." in page
    assert seat_of(amal).is_waiting
    cast.prove(gins := as_(gina))
    opening = gins.get(reverse("peergroups:open_seat", args=[asleep.pk])).content.decode()
    assert "Haar plek sliep" in opening
    assert "nieuwe kaart" not in opening
