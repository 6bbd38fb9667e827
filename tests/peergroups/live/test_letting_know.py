"""What somebody let know, over the line: whoever it is for is told to ask, at once; nobody else hears a frame."""

from uuid import uuid4

import pytest
from django.urls import reverse

from peergroups.care.services import report_message
from peergroups.models import Report
from peergroups.news import CareChanged
from tests.peergroups.live.talker import connected, post, talking

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]


async def heard(talker):
    """The names of the frames that came before the answer to a ping."""
    await talker.tell(t="ping", have={})
    await talker.hear("pong")
    return {frame["t"] for frame in talker.frames}


async def test_a_report_is_told_to_who_may_answer_it_alone(server, group, sessions, cleo, say, do):
    await do(say, cleo, "Je hoort hier niet")
    path = reverse("peergroups:report", args=[group.pk, 1])
    async with (
        talking(server, sessions["gina"]) as gina,
        talking(server, sessions["amal"]) as amal,
        talking(server, sessions["cleo"]) as writer,
        connected(server, sessions["eva"]) as eva,
    ):
        await eva.tell(t="hello", v=1)
        await eva.hear("welcome")

        await do(post, server, sessions["amal"], path)

        assert await gina.hear("care", within_s=5) == {"t": "care", "group": str(group.pk)}
        for other in (amal, writer, eva):
            assert not await heard(other) & {"care", "due", "page"}


async def test_what_a_facilitator_said_is_told_to_the_open_desk_of_the_coordinator(
    server, group, sessions, gina, say, do
):
    await do(say, gina, "Zeur niet zo")
    async with connected(server, sessions["eva"]) as desk, talking(server, sessions["gina"]) as writer:
        await desk.tell(t="hello", v=1)
        await desk.hear("welcome")

        await do(post, server, sessions["amal"], reverse("peergroups:report", args=[group.pk, 1]))

        await desk.hear("due", within_s=5)
        assert not await heard(writer) & {"care", "due"}


async def test_an_answer_is_told_to_the_reporter_in_the_talk_and_on_her_other_pages(
    server, group, sessions, amal, cleo, say, do
):
    await do(say, cleo, "Je hoort hier niet")
    report = await do(report_message, actor=amal, group_id=group.pk, number=1)
    async with (
        talking(server, sessions["amal"]) as hers,
        talking(server, sessions["cleo"]) as writer,
        connected(server, sessions["amal"]) as week,
    ):
        await week.tell(t="hello", v=1)
        await week.hear("badge")

        answer = reverse("peergroups:answer", args=[report.pk])
        await do(post, server, sessions["gina"], answer, {"answer": "Ik sprak haar."})

        assert await hers.hear("care", within_s=5) == {"t": "care", "group": str(group.pk)}
        await week.hear("due", within_s=5)
        assert (await week.hear("badge"))["count"] == 2  # with what Cleo said
        assert "care" not in await heard(writer)

        await do(post, server, sessions["amal"], reverse("peergroups:put_away", args=[report.pk]))

        await hers.hear("care", within_s=5)
        await week.hear("due", within_s=5)
        assert (await week.hear("badge"))["count"] == 1
        assert "care" not in await heard(writer)
    assert (await do(Report.objects.get)).put_away_at


def test_the_hint_between_processes_says_whose_and_where_and_nothing_of_it():
    told = CareChanged(uuid4(), uuid4())

    assert CareChanged.unpacked(told.packed()) == told
    assert told.packed() == {"person": str(told.person_id), "group": str(told.group_id)}
