"""Hiding a peer, over the line: all her own tabs hear it at once, and nobody else hears a frame."""

import pytest
from django.urls import reverse

from peergroups.news import HidingChanged
from tests.peergroups.live.talker import connected, post, talking

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]


def hidden_in(frame):
    return [seat["alias"] for seat in frame["seats"] if seat.get("hidden") == "yes"]


async def told(talker):
    """The names of the frames that came before the answer to a ping."""
    await talker.tell(t="ping", have={})
    await talker.hear("pong")
    kinds, talker.frames = [frame["t"] for frame in talker.frames], []
    return kinds


async def test_her_own_tabs_hear_it_and_nobody_else_hears_a_frame(server, group, sessions, seat_of, cleo, say, do):
    await do(say, cleo, "Hoi")
    hide, show = [reverse(f"peergroups:{name}", args=[(await do(seat_of, cleo)).pk]) for name in ("hide", "show")]
    async with (
        talking(server, sessions["amal"]) as one,
        talking(server, sessions["amal"]) as two,
        talking(server, sessions["cleo"]) as peer,
        talking(server, sessions["gina"]) as holder,
        connected(server, sessions["amal"]) as week,
    ):
        await week.tell(t="hello", v=1)
        await week.hear("welcome")
        assert (await week.hear("badge"))["count"] == 1
        for tab in (one, two, peer, holder):
            assert hidden_in(await tab.hear("seats")) == []
            await told(tab)

        await do(post, server, sessions["amal"], hide)

        assert [hidden_in(await tab.hear("seats", within_s=5)) for tab in (one, two)] == [["Kaneel"]] * 2
        assert (await week.hear("badge", within_s=5))["count"] == 0
        for tab in (peer, holder):
            assert set(await told(tab)) <= {"heads"}
        await do(post, server, sessions["amal"], show)
        assert hidden_in(await one.hear("seats", within_s=5)) == []
        assert (await week.hear("badge", within_s=5))["count"] == 1


async def test_a_tab_that_comes_in_later_hears_whom_she_hid(server, group, sessions, seat_of, cleo, say, do):
    await do(say, cleo, "Hoi")
    await do(post, server, sessions["amal"], reverse("peergroups:hide", args=[(await do(seat_of, cleo)).pk]))

    async with talking(server, sessions["amal"]) as hers, talking(server, sessions["gina"]) as holder:
        assert hidden_in(await hers.hear("seats")) == ["Kaneel"]
        assert hers.welcome["groups"][str(group.pk)]["unread"] == 0
        assert hidden_in(await holder.hear("seats")) == []


def test_the_hint_between_processes_names_nobody_who_is_hidden(group, amal):
    news = HidingChanged(amal.pk, group.pk)

    assert HidingChanged.unpacked(news.packed()) == news
    assert news.packed() == {"person": str(amal.pk), "group": str(group.pk)}
