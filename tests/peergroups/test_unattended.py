"""A group whose facilitator is gone rests by itself, and who runs the house is told."""

import pytest
from django.urls import reverse

from house.desk.services import end_position
from house.models import House, Position, Role
from peergroups.errors import Resting, Unattended
from peergroups.groups.services import close_group, rest_unattended, wake_group
from peergroups.models import PeerGroup, Seat
from peergroups.seats.services.lifecycle import give_seat
from tests import cast


def state_of(group):
    return PeerGroup.objects.get(pk=group.pk).state


def text_of(answer):
    return answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_group_rests_at_once_when_its_facilitator_is_one_no_more(group, gina, eva, amal, say, told):
    position = Position.objects.get(person=gina)

    end_position(actor=eva, position_id=position.pk, on=cast.days(0))

    assert state_of(group) == "resting"
    assert "GroupTurned" in [type(news).__name__ for news in told]
    with pytest.raises(Resting):
        say(amal)


def test_a_post_that_ends_by_its_date_is_found_by_the_tick(group, other_group, gina):
    rest_unattended()
    assert state_of(group) == "open"

    gina.positions.update(until_on=cast.days(0))
    rest_unattended()

    assert [state_of(each) for each in (group, other_group)] == ["resting", "resting"]


def test_a_group_with_another_facilitator_goes_on(group, house, eva, gina):
    joke = cast.make_worker("Joke", house, Role.FACILITATOR)
    cast.take_seat(actor=eva, group_id=group.pk, person_id=joke.pk, kind=Seat.Kind.FACILITATOR)
    gina.positions.update(until_on=cast.days(0))

    rest_unattended()

    assert state_of(group) == "open"


def test_only_the_groups_of_this_person_are_looked_at(group, gina, amal):
    gina.positions.update(until_on=cast.days(0))

    rest_unattended(amal.pk)
    assert state_of(group) == "open"

    rest_unattended(gina.pk)
    assert state_of(group) == "resting"


def test_a_closed_group_stays_closed(group, eva, gina):
    close_group(actor=eva, group_id=group.pk)
    gina.positions.update(until_on=cast.days(0))

    rest_unattended()

    assert state_of(group) == "closed"


def test_while_the_house_is_shut_nothing_changes(group, house, gina, monkeypatch):
    gina.positions.update(until_on=cast.days(0))
    House.objects.filter(pk=house.pk).update(shut_at=cast.soon())

    rest_unattended()

    assert state_of(group) == "open"


def test_it_wakes_only_when_a_facilitator_reads_along(group, house, eva, gina):
    gina.positions.update(until_on=cast.days(0))
    rest_unattended()
    joke = cast.make_worker("Joke", house, Role.FACILITATOR)
    seat = give_seat(actor=eva, group_id=group.pk, person_id=joke.pk, kind=Seat.Kind.FACILITATOR)

    with pytest.raises(Unattended):
        wake_group(actor=eva, group_id=group.pk)
    Seat.objects.filter(pk=seat.pk).update(opened_at=cast.soon())

    assert wake_group(actor=eva, group_id=group.pk).state == "open"


def test_who_runs_the_house_is_told_and_nobody_else(as_, group, gina, eva, hanne):
    sentence = "Er leest nu geen begeleider mee."
    desk = [
        reverse("programs:sessions"),
        reverse("peergroups:desk_groups"),
        reverse("peergroups:desk_group", args=[group.pk]),
    ]
    assert [sentence in text_of(as_(eva).get(page)) for page in desk] == [False, False, False]
    gina.positions.update(until_on=cast.days(0))

    rest_unattended()

    assert [sentence in text_of(as_(eva).get(page)) for page in desk] == [True, True, True]
    assert sentence not in text_of(as_(hanne).get(desk[0]))


def test_waking_it_too_early_says_why(as_, group, gina, eva):
    gina.positions.update(until_on=cast.days(0))
    rest_unattended()

    answer = as_(eva).post(reverse("peergroups:turn_group", args=[group.pk]), {"turn": "wake"})

    assert answer.status_code == 409
    assert "Geef eerst iemand die plek" in text_of(answer)
