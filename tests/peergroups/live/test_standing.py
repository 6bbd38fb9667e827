"""What happens to a group or to a seat is told at once, in words of its own; a lost hint costs a beat."""

import pytest
from django.db import transaction

from house.models import Person
from house.registry import right_ended
from peergroups.groups import services as groups
from peergroups.groups.standing import GroupStanding
from peergroups.models import PeerGroup, Seat
from peergroups.seats.services import admission, lifecycle
from peergroups.seats.services.sleeping import let_seats_sleep
from peergroups.talk.services.leaving import leave_group
from tests import cast
from tests.peergroups.live.talker import talking

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]


async def next_standing(talker, state):
    """The frame that tells this state; the one of before is passed over."""
    while (frame := await talker.hear("standing", within_s=5))["state"] != state:
        pass
    return frame


@pytest.mark.parametrize(
    ("turn", "state", "writes"),
    [(groups.rest_group, "resting", False), (groups.close_group, "closed", False), (groups.wake_group, "open", True)],
)
async def test_every_turn_of_a_group_is_told_at_once(server, group, sessions, eva, do, turn, state, writes):
    if writes:
        await do(groups.rest_group, actor=eva, group_id=group.pk)
    async with talking(server, sessions["amal"]) as hers, talking(server, sessions["cleo"]) as cleo:
        await do(turn, actor=eva, group_id=group.pk)
        told = [await next_standing(tab, state) for tab in (hers, cleo)]

    frame = {"t": "standing", "group": str(group.pk), "state": state, "writes": writes}
    assert told == [frame | {"sentence": str(GroupStanding(state, 1, 1, "peer", "owl").sentence)}] * 2


async def test_a_turn_of_which_no_hint_came_is_told_with_the_beat(server, group, sessions, do):
    async with talking(server, sessions["amal"]) as hers:
        await do(PeerGroup.objects.update, state=PeerGroup.State.RESTING)

        assert (await next_standing(hers, "resting"))["writes"] is False


async def test_who_comes_in_hears_how_the_group_is_and_hears_it_once(server, group, sessions, eva, do):
    await do(groups.close_group, actor=eva, group_id=group.pk)
    async with talking(server, sessions["amal"]) as hers:
        assert (await hers.hear("standing"))["state"] == "closed"
        await hers.hear("heads")
        await hers.hear("heads")

    assert "standing" not in {frame["t"] for frame in hers.frames}


async def test_it_is_told_in_her_language(server, group, sessions, amal, eva, do):
    await do(Person.objects.filter(pk=amal.pk).update, language="en")
    async with talking(server, sessions["amal"]) as hers:
        await do(groups.rest_group, actor=eva, group_id=group.pk)

        assert (await next_standing(hers, "resting"))["sentence"] == "The group is resting now. You can still read."


async def test_a_closed_group_refuses_in_words_of_its_own(server, group, sessions, eva, do):
    await do(groups.close_group, actor=eva, group_id=group.pk)
    async with talking(server, sessions["amal"]) as hers:
        await hers.say(group.pk, "Nog iets")
        refused = await hers.hear("refused")

    assert (refused["code"], refused["message"]) == (
        "closed",
        "De groep is gesloten. Lezen kan tot de berichten weg zijn.",
    )


def pause(group, amal, **others):
    lifecycle.pause_seat(actor=amal, group_id=group.pk)


def freeze(group, amal, gina, **others):
    lifecycle.freeze_seat(actor=gina, seat_id=Seat.objects.get(group=group, person=amal).pk)


def sleep(group, amal, **others):
    Seat.objects.filter(group=group, person=amal).update(awake_on=cast.days(-180))
    let_seats_sleep()


def leave(group, amal, **others):
    leave_group(actor=amal, group_id=group.pk, takes_words=True)


def end(group, amal, eva, **others):
    lifecycle.end_seat(actor=eva, seat_id=Seat.objects.get(group=group, person=amal).pk)


def close(group, amal, **others):
    with transaction.atomic():
        admission.close_seats(amal.pk, None)
    right_ended(amal.pk)


WAYS_OUT = [
    (pause, "paused", True),
    (freeze, "frozen", True),
    (sleep, "asleep", True),
    (leave, "left", False),
    (end, "ended", False),
    (close, "waiting", True),
]


@pytest.mark.parametrize(("way", "reason", "again"), WAYS_OUT)
async def test_each_way_out_says_which_it_is(server, group, sessions, amal, eva, gina, do, way, reason, again):
    people = {"amal": amal, "eva": eva, "gina": gina}
    async with talking(server, sessions["amal"]) as hers:
        await do(way, group, **people)
        gone = await hers.hear("gone", within_s=5)
        await hers.say(group.pk, "Mag ik nog?")
        refused = await hers.hear("refused")

    assert (gone["reason"], gone.get("again")) == (reason, "yes" if again else None)
    assert refused["code"] == (reason if again else "not_here")


@pytest.mark.parametrize(("way", "reason", "again"), WAYS_OUT)
async def test_a_page_that_is_older_than_the_end_hears_of_it_when_it_comes_in(
    server, group, sessions, amal, eva, gina, do, way, reason, again
):
    await do(way, group, amal=amal, eva=eva, gina=gina)
    async with talking(server, sessions["amal"], {str(group.pk): 0}) as hers:
        assert hers.welcome["groups"] == {}
        assert (await hers.hear("gone"))["reason"] == reason


async def test_a_stranger_hears_of_a_group_what_she_hears_of_none(server, group, other_group, sessions):
    nowhere = "7b1d5f36-0000-4000-8000-000000000000"
    async with talking(server, sessions["bo"], {str(group.pk): 0, nowhere: 0}) as hers:
        told = [await hers.hear("gone"), await hers.hear("gone")]

    assert [frame.pop("group") for frame in told] == [str(group.pk), nowhere]
    assert told[0] == told[1]
    assert told[0]["reason"] == "not_here"


async def test_who_may_come_back_hears_of_the_group_again_on_the_same_line(server, group, sessions, amal, gina, do):
    async with talking(server, sessions["amal"]) as hers:
        await do(freeze, group, amal=amal, gina=gina)
        await hers.hear("gone", within_s=5)
        seat = await do(Seat.objects.get, group=group, person=amal)
        await do(lifecycle.thaw_seat, actor=gina, seat_id=seat.pk)
        while str(group.pk) not in (await hers.hear("heads", within_s=5))["groups"]:
            pass


async def test_a_facilitator_without_a_post_hears_why(server, group, sessions, gina, do):
    async with talking(server, sessions["gina"]) as hers:
        await do(gina.positions.update, until_on=cast.days(0))

        assert (await hers.hear("gone", within_s=4))["reason"] == "out_of_post"
