"""A right that ends, ends the sight at once; a lost hint is healed by the next beat."""

import asyncio

import pytest
from django.urls import reverse

from house.models import Person, Position
from house.sign_in.sessions import SessionStore
from peergroups.models import Seat
from peergroups.seats.services.admission import open_seat
from peergroups.seats.services.lifecycle import end_seat, give_seat
from peergroups.seats.services.naming import choose_alias
from tests import cast
from tests.peergroups.live.talker import post, talking

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]


async def test_a_frozen_seat_is_shown_out_at_once(server, group, sessions, seat_of, amal, do):
    seat = await do(seat_of, amal)
    async with talking(server, sessions["amal"]) as hers, talking(server, sessions["cleo"]) as cleo:
        await do(post, server, sessions["gina"], reverse("peergroups:freeze", args=[seat.pk]))
        await cleo.say(group.pk, "Zonder haar")
        gone = await hers.hear("gone", within_s=5)
        await hers.hear("heads")

    assert gone["group"] == str(group.pk)
    assert gone["reason"] == "frozen"
    assert "page" not in {frame["t"] for frame in hers.frames}


async def test_an_ended_seat_loses_one_group_and_keeps_the_other(
    server, group, other_group, sessions, seat_of, amal, eva, do
):
    await do(cast.take_seat, actor=eva, group_id=other_group.pk, person_id=amal.pk)
    seat = await do(seat_of, amal)
    async with talking(server, sessions["amal"]) as hers:
        await do(post, server, sessions["eva"], reverse("peergroups:end_seat", args=[seat.pk]))
        gone = await hers.hear("gone", within_s=5)
        assert (gone["group"], gone["reason"]) == (str(group.pk), "ended")
        await hers.say(other_group.pk, "Ik ben er nog")
        await hers.hear("ack")
        await hers.say(group.pk, "En hier?")
        assert (await hers.hear("refused"))["code"] == "not_here"


async def test_a_seat_that_waits_is_shown_nothing_and_hears_of_the_group_once_it_opens(
    server, other_group, sessions, amal, eva, gina, do
):
    seat = await do(give_seat, actor=eva, group_id=other_group.pk, person_id=amal.pk)
    async with talking(server, sessions["amal"]) as hers, talking(server, sessions["gina"]) as ginas:
        await ginas.say(other_group.pk, "Van voor Amal")
        await ginas.hear("ack")
        await hers.say(other_group.pk, "Mag ik al?")
        assert (await hers.hear("refused"))["code"] == "waiting"
        assert "page" not in {frame["t"] for frame in hers.frames}

        await do(open_seat, actor=gina, seat_id=seat.pk)

        async with asyncio.timeout(5):
            while str(other_group.pk) not in (await hers.hear("heads"))["groups"]:
                pass
        await hers.say(other_group.pk, "Wie ben ik?")
        assert (await hers.hear("refused"))["code"] == "must_choose"
        face = {"dye": "plum", "figure": "owl"}
        await do(choose_alias, actor=amal, group_id=other_group.pk, alias="Wilg", **face)
        await hers.say(other_group.pk, "Ja")
        assert (await hers.hear("ack"))["number"] == 2


async def test_a_seat_that_ended_unheard_is_shown_nothing_more(server, group, sessions, amal, do):
    """No hint of it came, yet what is said next passes her by."""
    async with talking(server, sessions["amal"]) as hers, talking(server, sessions["cleo"]) as cleo:
        await do(Seat.objects.filter(person=amal).update, state=Seat.State.FROZEN)
        await cleo.say(group.pk, "Zonder haar")
        await cleo.hear("ack")
        await hers.hear("gone")
        await hers.hear("heads")

    assert "page" not in {frame["t"] for frame in hers.frames}


async def test_a_seat_that_was_given_again_unheard_takes_along_what_she_read_there(
    server, group, sessions, seat_of, amal, eva, do
):
    seat = await do(seat_of, amal)
    async with talking(server, sessions["amal"]) as hers:
        await do(end_seat, actor=eva, seat_id=seat.pk)
        await do(cast.take_seat, actor=eva, group_id=group.pk, person_id=amal.pk)

        gone = await hers.hear("gone", within_s=5)
        assert (gone["group"], gone["reason"]) == (str(group.pk), "ended")


async def test_a_position_that_ends_closes_the_talk_within_a_beat(server, group, sessions, gina, do):
    async with talking(server, sessions["gina"]) as hers:
        await do(Position.objects.filter(person=gina).update, until_on=cast.days(0))

        gone = await hers.hear("gone", within_s=4)
        assert (gone["group"], gone["reason"]) == (str(group.pk), "out_of_post")


async def test_a_stay_that_ends_leaves_her_seat(server, group, sessions, amal, do):
    async with talking(server, sessions["amal"]) as hers:
        await do(amal.stays.update, left_on=cast.days(0))
        await hers.hear("heads")
        await hers.hear("heads")
        await hers.say(group.pk, "Ik woon nu ergens anders")

        assert (await hers.hear("ack"))["number"] == 1


async def test_signing_out_in_one_tab_closes_the_others(server, sessions, do):
    async with talking(server, sessions["amal"]) as one, talking(server, sessions["amal"]) as two:
        await do(post, server, sessions["amal"], reverse("house:sign_out"))

        assert [await one.hear_close(within_s=5), await two.hear_close(within_s=5)] == [4401, 4401]


async def test_a_session_that_vanished_closes_within_a_beat(server, sessions, do):
    async with talking(server, sessions["amal"]) as hers:
        await do(SessionStore(sessions["amal"]).delete)

        assert await hers.hear_close(within_s=4) == 4401


async def test_a_session_that_vanished_says_nothing_more(server, group, sessions, do):
    async with talking(server, sessions["amal"]) as hers, talking(server, sessions["cleo"]) as cleo:
        await do(SessionStore(sessions["amal"]).delete)
        await hers.say(group.pk, "Hoi")

        assert await hers.hear_close() == 4401
        await cleo.say(group.pk, "Alleen ik")
        assert (await cleo.hear("page"))["messages"][0]["text"] == "Alleen ik"


async def test_a_new_passphrase_ends_the_other_devices(server, sessions, amal, do):
    async with talking(server, sessions["amal"]) as hers:
        await do(Person.objects.filter(pk=amal.pk).update, password="iets anders")

        assert await hers.hear_close(within_s=4) == 4401


async def test_a_lost_hint_is_healed_by_the_heads(server, group, sessions, say, cleo, do):
    async with talking(server, sessions["amal"]) as hers:
        await do(say, cleo, "in een ander proces, zonder hint")
        while (await hers.hear("heads"))["groups"][str(group.pk)] != 1:
            pass
        await hers.tell(t="need", group=str(group.pk), **{"from": 0})

        assert (await hers.hear("page"))["messages"][0]["text"] == "in een ander proces, zonder hint"
