"""A locked device hears and says nothing in the talk, for as long as it is locked."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from house.models import Device
from house.sign_in.services import devices, lock
from tests.peergroups.live.talker import connected, post, talking

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]

CODE = "7305"
FRAMES = {
    "send": {"key": "8f14e45f-ceea-467f-a0e6-8d1b3f3b0c11", "text": "Van wie?"},
    "need": {"from": 0},
    "read": {"number": 1},
    "change": {"number": 1, "op": "react", "value": "sun"},
}


@pytest.fixture
def device(sessions, amal):
    """Amal's, with a code."""
    device = devices.find_or_begin(person=amal, session_key=sessions["amal"], agent="", is_remembered=False)
    lock.choose_code(actor=amal, device_id=device.pk, code=CODE)
    return device


def let_it_lock_unheard(device):
    Device.objects.filter(pk=device.pk).update(locks_at=timezone.now() - timedelta(seconds=1))


def be_away(device):
    Device.objects.filter(pk=device.pk).update(there_at=timezone.now() - timedelta(minutes=15))


async def test_locking_closes_her_lines_at_once_and_those_of_nobody_else(server, device, group, sessions, do):
    async with (
        talking(server, sessions["amal"]) as one,
        talking(server, sessions["amal"]) as two,
        talking(server, sessions["cleo"]) as cleo,
    ):
        await do(post, server, sessions["amal"], reverse("house:lock"))

        assert [await one.hear_close(within_s=5), await two.hear_close(within_s=5)] == [4423, 4423]
        await cleo.say(group.pk, "Ik ben er nog")
        await cleo.hear("ack")


async def test_a_lock_that_closed_by_itself_closes_the_line_within_a_beat(server, device, sessions, do):
    async with talking(server, sessions["amal"]) as hers:
        await do(let_it_lock_unheard, device)

        assert await hers.hear_close(within_s=4) == 4423


@pytest.mark.parametrize("kind", ["send", "need", "read", "change"])
async def test_a_locked_device_says_and_asks_nothing(server, device, group, sessions, say, cleo, do, kind):
    await do(say, cleo, "Hoi")
    async with talking(server, sessions["amal"]) as hers:
        await do(let_it_lock_unheard, device)
        await hers.tell(t=kind, group=str(group.pk), **FRAMES[kind])

        assert await hers.hear_close(within_s=4) == 4423
    assert not {"ack", "page", "refused"} & {frame["t"] for frame in hers.frames}


@pytest.mark.parametrize("kind", ["send", "need", "read", "change"])
async def test_a_device_without_a_code_says_and_asks_nothing_after_absence(server, sessions, group, amal, do, kind):
    device = await do(devices.find_or_begin, person=amal, session_key=sessions["amal"], agent="", is_remembered=False)
    async with talking(server, sessions["amal"]) as hers:
        await do(be_away, device)
        await hers.tell(t=kind, group=str(group.pk), **FRAMES[kind])

        assert await hers.hear_close(within_s=4) == 4423
    assert not {"ack", "page", "refused"} & {frame["t"] for frame in hers.frames}
    async with connected(server, sessions["amal"]) as hers:
        await hers.tell(t="hello", v=1, have={})
        assert await hers.hear_close() == 4423


async def test_a_locked_device_is_not_let_in_and_after_her_code_it_is(server, device, sessions, do):
    await do(let_it_lock_unheard, device)
    async with connected(server, sessions["amal"]) as hers:
        assert await hers.hear_close() == 4423

    await do(post, server, sessions["amal"], reverse("house:open_lock"), {"lock-code": CODE})

    async with talking(server, sessions["amal"]) as hers:
        await hers.hear("heads")
