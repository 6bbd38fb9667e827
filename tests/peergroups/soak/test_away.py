"""A phone that was away, a second tab, a seat that ends, a clock that is wrong."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from house.sign_in.sessions import SessionStore
from peergroups.care.services import moderate_message
from peergroups.forgetting import fade
from peergroups.models import Message
from peergroups.seats.services.lifecycle import end_seat, freeze_seat
from peergroups.talk.services.change import edit_message, react, take_back
from tests import cast
from tests.peergroups.live.conftest import PACE
from tests.peergroups.live.talker import connected, post, talking
from tests.peergroups.soak.scale import scaled
from tests.peergroups.soak.tab import chattering, living, until
from tests.peergroups.soak.tally import head_of, settle, talk_of
from tests.server import running_server, test_database

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]

DAY_S = 24 * 60 * 60
EIGHT_DAYS = scaled(400, 8000)
JOINS = scaled(15, 300)


async def test_what_was_erased_and_faded_while_a_phone_was_away(own_server, group, tab_of, say, cleo, gina, tally, do):
    """She comes back: what was taken back, moderated, edited and faded is so on her screen too, and nothing else."""
    amal = tab_of("amal", own_server)
    for number in range(60):
        await do(say, cleo, f"woorden {number}")
    async with living(amal):
        await settle(group, [amal], tally, do)
    where = {"group_id": group.pk}
    await do(take_back, actor=cleo, number=20, **where)
    await do(moderate_message, actor=gina, number=21, **where)
    await do(edit_message, actor=cleo, number=22, text="andere woorden", **where)
    await do(react, actor=gina, number=23, name="sun", **where)
    long_ago = timezone.now() - timedelta(days=91)
    await do(Message.objects.filter(number__lte=10).update, said_at=long_ago)
    await do(fade)
    before = dict(amal.shown)
    async with living(amal):
        await settle(group, [amal], tally, do)

    assert min(before) == 1
    assert min(amal.shown) == 11
    assert [amal.shown[number]["state"] for number in (20, 21, 22)] == ["taken_back", "moderated", "said"]
    assert (amal.shown[22]["text"], list(amal.shown[23]["reactions"])) == ("andere woorden", ["sun"])
    assert not {before[20]["text"], before[21]["text"]} & {told["text"] for told in amal.shown.values()}


async def test_eight_days_away_is_caught_up_page_by_page_while_others_talk_on(
    own_server, group, tab_of, say, cleo, tally, do
):
    """Each page is bounded (a tab notes any that is not), and nothing is skipped while the talk goes on and changes."""
    amal, bo, gina = (tab_of(name, own_server) for name in ("amal", "bo", "gina"))

    def talk_for_eight_days():
        for number in range(EIGHT_DAYS):
            say(cleo, f"dag {number * 8 // EIGHT_DAYS}, {number}")

    await do(talk_for_eight_days)
    async with living(amal, bo, gina):
        async with chattering(gina, pause_s=0.01):
            await until(lambda: gina.acked)
            for number in range(4, 60, 5):
                await gina.change(number, "react", "heart")
            await until(lambda: min(amal.have, bo.have) > EIGHT_DAYS)
        await settle(group, [amal, bo, gina], tally, do)

    tally.did(f"{EIGHT_DAYS} messages behind, caught up in {amal.heard['page']} pages")
    assert amal.heard["page"] >= EIGHT_DAYS // 50


async def test_what_is_said_while_she_comes_in_is_not_missed(transactional_db, proven_keys, group, tab_of, tally, do):
    """Over and over, under a stream of messages, and with a beat so slow that no heads can heal a hole."""
    with running_server(PACE | {"LINE_BEAT_S": "600"}, database=test_database()) as server:
        cleo, gina = tab_of("cleo", server), tab_of("gina", server)
        comers = [tab_of("amal", server, name=f"amal {number}") for number in range(JOINS)]
        async with living(cleo, gina), chattering(cleo, gina, pause_s=0.01):
            await until(lambda: cleo.have > 40)
            for comer in comers:
                comer.have = cleo.have - 30
                async with living(comer):
                    await until(lambda comer=comer: comer.shown)
                    latest = cleo.have
                    await until(lambda comer=comer, latest=latest: comer.have > latest)
        holes = [comer.name for comer in comers if len(comer.shown) != max(comer.shown) - min(comer.shown) + 1]
        async with living(cleo, gina):
            await settle(group, [cleo, gina], tally, do)

    tally.did(f"came in {JOINS} times under a stream of {len(cleo.written) + len(gina.written)} messages")
    tally.lost += len(holes)
    assert holes == []
    assert not any(comer.faults for comer in comers)
    assert sum(comer.heard["heads"] for comer in comers) == 0


async def test_two_tabs_of_one_person_show_one_talk(own_server, group, tab_of, tally, do):
    one, two = tab_of("amal", own_server, name="een"), tab_of("amal", own_server, name="twee")
    async with living(one, two):
        async with chattering(one, two):
            await until(lambda: len(one.acked) > 30 and len(two.acked) > 30)
            one.cut()
            await until(lambda: len(one.acked) > 60)
        await settle(group, [one, two], tally, do)

    assert one.shown == two.shown


async def test_signing_out_in_one_tab_closes_the_other_within_a_beat(own_server, group, sessions, do):
    """Also where no news of it comes: the session is just gone."""
    async with talking(own_server, sessions["amal"]) as other_tab:
        await do(post, own_server, sessions["amal"], reverse("house:sign_out"))
        assert await other_tab.hear_close() == 4401
    async with talking(own_server, sessions["cleo"]) as other_tab:
        await do(SessionStore(sessions["cleo"]).delete)
        assert await other_tab.hear_close() == 4401


async def test_who_signs_out_between_the_door_and_hello_is_shown_nothing(own_server, group, sessions, say, cleo, do):
    """The connection stood open, and its session ended unheard before the first frame."""
    await do(say, cleo, "niet voor wie er niet meer is")
    async with connected(own_server, sessions["amal"]) as amal:
        await asyncio.sleep(0.5)
        await do(SessionStore(sessions["amal"]).delete)
        await amal.tell(t="hello", v=1, have={str(group.pk): 0})
        assert await amal.hear_close() == 4401

    assert amal.frames == [{"t": "cover", "reason": "signed_out"}]


async def test_a_seat_that_ends_while_its_owner_types(own_server, group, tab_of, seat_of, amal, gina, tally, do):
    """What was acknowledged stays; what came after is refused, not stored, and nothing more is shown to her."""
    hers, cleo = tab_of("amal", own_server), tab_of("cleo", own_server)
    seat = await do(seat_of, amal)
    async with living(hers, cleo), chattering(hers, cleo):
        await until(lambda: len(hers.acked) > 20 and len(cleo.acked) > 20)
        await do(freeze_seat, actor=gina, seat_id=seat.pk)
        head = await do(head_of, group.pk)
        await until(lambda: hers.is_gone)
        said = len(cleo.acked)
        await until(lambda: len(cleo.acked) > said + 20)

    stored = {told[0]: number for number, told in (await do(talk_of, group.pk)).items()}
    assert {key for key in hers.written if key in stored} >= set(hers.acked)
    assert all(code in ("frozen", "not_here") for code in hers.refused.values())
    assert not any(key in stored for key in hers.refused)
    assert max(hers.shown) <= head
    assert max(cleo.shown) > head
    assert not hers.faults + cleo.faults


async def test_a_seat_given_again_shows_nothing_of_before(own_server, group, tab_of, seat_of, amal, eva, tally, do):
    """She left and came back: what was said meanwhile, and before, stays with those who were there."""
    cleo = tab_of("cleo", own_server)
    seat = await do(seat_of, amal)
    async with living(cleo):
        async with chattering(cleo):
            await until(lambda: len(cleo.acked) > 20)
            await do(end_seat, actor=eva, seat_id=seat.pk)
            said = len(cleo.acked)
            await until(lambda: len(cleo.acked) > said + 20)
            again = await do(cast.take_seat, actor=eva, group_id=group.pk, person_id=amal.pk, alias="Linde")
            hers = tab_of("amal", own_server)
            hers.from_number = again.from_number
            async with living(hers):
                await until(lambda: len(hers.shown) > 20)
        async with living(hers):
            await settle(group, [hers, cleo], tally, do)

    assert min(hers.shown) == again.from_number


async def test_a_clock_that_jumps_a_day_changes_no_order(
    transactional_db, proven_keys, group, tmp_path, tab_of, tally, do
):
    """Two servers: the clock of one jumps a day ahead and a day back; numbers go on, `at` is its own."""
    clock, ahead = tmp_path / "clock", tmp_path / "ahead"
    clock.write_text("0")
    off = {"CLOCK_FILE": str(clock)}
    with (
        running_server(PACE, database=test_database()) as one,
        running_server(PACE | off, database=test_database()) as two,
    ):
        tabs = [tab_of("amal", one), tab_of("bo", two), tab_of("cleo", two)]
        async with living(*tabs):
            async with chattering(*tabs, pause_s=0.01):
                for jump in (DAY_S, -DAY_S, 0) * scaled(1, 20):
                    ahead.write_text(str(jump))
                    ahead.replace(clock)
                    acked = [len(tab.acked) for tab in tabs]
                    await until(
                        lambda acked=acked: all(
                            len(tab.acked) > before + 10 for tab, before in zip(tabs, acked, strict=True)
                        )
                    )
            await settle(group, tabs, tally, do)

    moments = [tabs[0].shown[number]["at"] for number in sorted(tabs[0].shown)]
    tally.did(f"{3 * scaled(1, 20)} jumps of a day")
    assert moments != sorted(moments)


async def test_a_message_may_not_bring_its_own_time(own_server, group, sessions, do):
    """Her phone may believe it is any day: a frame has no place for that."""
    async with talking(own_server, sessions["amal"]) as amal:
        frame = {"t": "send", "group": str(group.pk), "key": str(uuid4()), "text": "Hoi", "at": "2001-01-01T00:00:00Z"}
        await amal.tell(**frame)

        assert (await amal.hear("refused"))["code"] == "bad_frame"
    assert not await do(Message.objects.filter(group=group, text__isnull=False).exists)
