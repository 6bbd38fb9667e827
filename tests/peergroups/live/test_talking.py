"""Hello, pages, acks, heads, need: over a real socket, with a real server."""

import asyncio
from uuid import uuid4

import pytest

from peergroups.models import Message
from tests import cast
from tests.peergroups.live.talker import talking

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]


async def test_hello_is_answered_with_counts_and_seats(server, group, sessions, seat_of, say, amal, cleo, do):
    await do(say, cleo)
    seat = str((await do(seat_of, amal)).pk)

    async with talking(server, sessions["amal"]) as amal:
        seats = await amal.hear("seats")

    assert amal.welcome == {
        "t": "welcome",
        "v": 1,
        "beat_s": 1.0,
        "groups": {str(group.pk): {"seat": seat, "head": 1, "floor": 1, "read": 0, "unread": 1}},
    }
    assert [(seat["alias"], seat["kind"]) for seat in seats["seats"]] == [
        ("Gina", "facilitator"),
        ("Wilg", "peer"),
        ("Kaneel", "peer"),
    ]


async def test_what_one_says_everyone_sees_and_the_writer_gets_an_ack(server, group, sessions, seat_of, amal, do):
    seat = await do(seat_of, amal)
    async with talking(server, sessions["amal"]) as hers, talking(server, sessions["cleo"]) as cleos:
        key = await hers.say(group.pk, "Hoi Cleo")

        assert await hers.hear("ack") == {"t": "ack", "key": key, "group": str(group.pk), "number": 1, "version": 1}
        page = await cleos.hear("page")

    (message,) = page.pop("messages")
    at = message.pop("at")
    assert page == {"t": "page", "group": str(group.pk), "from": 0, "to": 1, "more": False, "floor": 1}
    assert message == {
        "number": 1,
        "version": 1,
        "seat": str(seat.pk),
        "text": "Hoi Cleo",
        "lang": "nl",
        "reactions": {},
        "state": "said",
        "key": key,
    }
    assert at.endswith("Z")


async def test_what_leads_out_is_marked_for_who_holds_the_group_alone(server, group, sessions, gina, do):
    async with (
        talking(server, sessions["amal"]) as amal,
        talking(server, sessions["cleo"]) as cleos,
        talking(server, sessions["gina"]) as ginas,
    ):
        for _ in range(2):  # the first time she is asked whether she means it
            await amal.say(group.pk, "Bel me op 06 87 65 43 21", "0dd8bd15-5db2-4b06-a5b3-fb0a7b4d6b05")
        live = {name: (await one.hear("page"))["messages"] for name, one in {"cleo": cleos, "gina": ginas}.items()}
        for one in (cleos, ginas):
            await one.tell(t="need", group=str(group.pk), **{"from": 0})
        later = {name: (await one.hear("page"))["messages"] for name, one in {"cleo": cleos, "gina": ginas}.items()}

    assert [one.get("signs") for one in live["cleo"] + later["cleo"]] == [None, None]
    assert [one.get("signs") for one in live["gina"] + later["gina"]] == ["een telefoonnummer of een vraag ernaar"] * 2


async def test_the_same_key_gets_the_same_ack(server, group, sessions):
    key = uuid4()
    async with talking(server, sessions["amal"]) as amal:
        await amal.say(group.pk, "Hoi", key)
        first = await amal.hear("ack")
        await amal.say(group.pk, "Hoi", key)
        again = await amal.hear("ack")

    assert again == first


async def test_twenty_sends_at_once_with_one_key_are_one_message(server, group, sessions, do):
    key = uuid4()
    async with talking(server, sessions["amal"]) as one, talking(server, sessions["amal"]) as two:
        for _ in range(10):
            await one.say(group.pk, "Hoi", key)
            await two.say(group.pk, "Hoi", key)
        acks = [await tab.hear("ack") for tab in (one, two) for _ in range(10)]

    assert {ack["number"] for ack in acks} == {1}
    assert await do(Message.objects.count) == 1


async def test_a_bad_draft_among_good_ones_is_refused_alone(server, group, sessions):
    async with talking(server, sessions["amal"]) as amal:
        await amal.say(group.pk, "Een")
        bad = await amal.say(group.pk, "  ")
        await amal.say(group.pk, "Twee")
        refused = await amal.hear("refused")
        acks = [await amal.hear("ack"), await amal.hear("ack")]

    assert (refused["ref"], refused["key"], refused["code"]) == ("send", bad, "empty")
    assert [ack["number"] for ack in acks] == [1, 2]


async def test_who_comes_back_gets_what_she_missed(server, group, sessions, say, cleo, do):
    for text in ("een", "twee", "drie"):
        await do(say, cleo, text)

    async with talking(server, sessions["amal"], {str(group.pk): 1}) as amal:
        page = await amal.hear("page")

    assert (page["from"], page["to"]) == (1, 3)
    assert [message["text"] for message in page["messages"]] == ["twee", "drie"]


async def test_who_was_away_long_asks_on_until_there_is_no_more(server, group, sessions, say, cleo, do):
    for number in range(120):
        await do(say, cleo, str(number))

    texts, have = [], 0
    async with talking(server, sessions["amal"], {str(group.pk): 0}) as amal:
        page = await amal.hear("page")
        while True:
            texts += [message["text"] for message in page["messages"]]
            have = page["to"]
            if not page["more"]:
                break
            await amal.tell(t="need", group=str(group.pk), **{"from": have})
            page = await amal.hear("page")

    assert texts == [str(number) for number in range(120)]


async def test_heads_come_with_every_beat(server, group, sessions, say, cleo, do):
    await do(say, cleo)

    async with talking(server, sessions["amal"]) as amal:
        assert await amal.hear("heads") == {"t": "heads", "groups": {str(group.pk): 1}}
        assert await amal.hear("heads") == {"t": "heads", "groups": {str(group.pk): 1}}


async def test_changes_are_told_to_everyone(server, group, sessions, seat_of, cleo, do):
    seat = await do(seat_of, cleo)
    async with talking(server, sessions["amal"]) as amal, talking(server, sessions["cleo"]) as cleos:
        await amal.say(group.pk, "Hoi")
        await cleos.hear("page")
        await cleos.tell(t="change", group=str(group.pk), number=1, op="react", value="sun")
        reacted = (await cleos.hear("page"))["messages"][0]
        await amal.tell(t="change", group=str(group.pk), number=1, op="edit", value="Dag")
        edited = (await cleos.hear("page"))["messages"][0]
        await amal.tell(t="change", group=str(group.pk), number=1, op="take_back")
        gone = (await cleos.hear("page"))["messages"][0]

    assert reacted["reactions"] == {"sun": [str(seat.pk)]}
    assert (edited["text"], "edited_at" in edited, edited["version"]) == ("Dag", True, 3)
    assert (gone["text"], gone["state"], gone["reactions"]) == ("", "taken_back", {})


async def test_a_read_position_is_kept_and_told_to_nobody(server, group, sessions, say, cleo, do):
    for _ in range(3):
        await do(say, cleo)
    async with talking(server, sessions["amal"]) as amal, talking(server, sessions["cleo"]) as cleos:
        await amal.tell(t="read", group=str(group.pk), number=2)
        await amal.tell(t="ping", have={})
        await amal.hear("pong")
        heard = {frame["t"] for frame in cleos.frames}

    async with talking(server, sessions["amal"]) as again:
        assert again.welcome["groups"][str(group.pk)]["unread"] == 1
    assert heard <= {"seats", "heads"}


async def test_a_newcomer_is_shown_nothing_from_before(server, group, sessions, say, amal, bo, eva, do):
    await do(say, amal, "oud")
    await do(cast.take_seat, actor=eva, group_id=group.pk, person_id=bo.pk, alias="Stip")

    async with talking(server, sessions["bo"], {str(group.pk): 0}) as hers, talking(server, sessions["cleo"]) as cleos:
        first = await hers.hear("page")
        await cleos.tell(t="change", group=str(group.pk), number=1, op="react", value="sun")
        changed = await hers.hear("page")
        await cleos.say(group.pk, "nieuw")
        new = await hers.hear("page")

    assert (first["to"], first["messages"]) == (1, [])
    assert (changed["to"], changed["messages"]) == (2, [])
    assert [message["text"] for message in new["messages"]] == ["nieuw"]


async def test_a_seat_given_meanwhile_appears_by_itself(server, group, other_group, sessions, amal, eva, do):
    async with talking(server, sessions["amal"]) as hers:
        await do(cast.take_seat, actor=eva, group_id=other_group.pk, person_id=amal.pk, alias="Berk")
        async with asyncio.timeout(5):
            while str(other_group.pk) not in (await hers.hear("heads"))["groups"]:
                pass
        async with asyncio.timeout(5):
            while (await hers.hear("seats"))["group"] != str(other_group.pk):
                pass
