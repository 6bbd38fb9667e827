"""A page in sight is known, so that no device of hers calls her meanwhile."""

import asyncio
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from house.line.consumer import LineConsumer
from house.models import Device, Subscription
from house.sign_in.services import lock
from tests.peergroups.live.talker import connected
from tests.peergroups.live.test_open_pages import begin_device, leave_alone, on_server, open_line


@pytest.fixture
def calls(amal, sessions):
    """A device of hers that may call her."""
    device = begin_device(amal, sessions["amal"])
    Subscription.objects.create(device=device, endpoint="https://push.example/a", keys="-")
    return device


async def looks(do, device, is_looking, within_s=4):
    """Wait until the device is, or is not, taken to be looked at."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        moment = await do(lambda: Device.objects.values_list("looks_until", flat=True).get(pk=device.pk))
        if (moment is not None and moment > timezone.now()) == is_looking and (moment is not None or not is_looking):
            return True
        await asyncio.sleep(0.05)
    return False


@on_server
@pytest.mark.parametrize("have", [None, {}])
async def test_page_is_in_sight_until_it_closes(server, sessions, calls, do, have):
    async with connected(server, sessions["amal"]) as hers:
        await (open_line(hers) if have is None else hers.hello(have))
        assert await looks(do, calls, True)

    assert await looks(do, calls, False)
    assert await do(lambda: Device.objects.get(pk=calls.pk).looks_until) is not None


@on_server
async def test_page_says_when_it_goes_out_of_sight_and_comes_back(server, sessions, calls, do):
    async with connected(server, sessions["amal"]) as hers:
        await open_line(hers)
        assert await looks(do, calls, True)

        await hers.tell(**{"t": "sight", "in": False})
        assert await looks(do, calls, False)
        await hers.tell(**{"t": "sight", "in": True})
        assert await looks(do, calls, True)


@on_server
async def test_one_of_two_pages_in_sight_is_enough(server, sessions, calls, do):
    async with connected(server, sessions["amal"]) as one:
        await open_line(one)
        async with connected(server, sessions["amal"]) as two:
            await open_line(two)
            assert await looks(do, calls, True)
        await asyncio.sleep(0.5)
        assert await looks(do, calls, True)


@on_server
async def test_beats_keep_it_in_sight(server, sessions, calls, do):
    async with connected(server, sessions["amal"]) as hers:
        await open_line(hers)
        assert await looks(do, calls, True)
        first = await do(lambda: Device.objects.get(pk=calls.pk).looks_until)
        await asyncio.sleep(2.5)
        assert await do(lambda: Device.objects.get(pk=calls.pk).looks_until) > first


@on_server
async def test_nothing_is_noted_of_who_is_called_nowhere(server, sessions, amal, do):
    device = await do(begin_device, amal, sessions["amal"])
    async with connected(server, sessions["amal"]) as hers:
        await open_line(hers)
        await asyncio.sleep(2.5)

    assert await do(lambda: Device.objects.get(pk=device.pk).looks_until) is None


@on_server
@pytest.mark.parametrize("frame", [{}, {"in": 1}, {"in": "true"}, {"in": None}, {"in": True, "more": 1}])
async def test_sight_of_a_wrong_shape_is_refused(server, sessions, frame):
    async with connected(server, sessions["amal"]) as hers:
        await open_line(hers)
        await hers.tell(t="sight", **frame)

        assert (await hers.hear("refused"))["code"] == "bad_frame"


@on_server
@pytest.mark.parametrize("how", ["away", "locked"])
async def test_page_that_locked_by_itself_is_in_sight_no_longer(server, sessions, amal, calls, do, how):
    if how == "locked":
        await do(lambda: lock.choose_code(actor=amal, device_id=calls.pk, code="7294"))
    async with connected(server, sessions["amal"]) as hers:
        await open_line(hers)
        assert await looks(do, calls, True)

        await do(leave_alone, calls) if how == "away" else await do(Device.objects.update, locks_at=timezone.now())
        await hers.hear("cover", within_s=6)
        assert await looks(do, calls, False)


def test_tab_that_fell_silent_was_in_sight_until_it_was_heard():
    tab = LineConsumer()
    tab.is_welcomed = True
    tab._heard_at = time.monotonic() - 70

    assert timedelta(seconds=69) < timezone.now() - tab.heard_at() < timedelta(seconds=75)
    tab._heard_at = time.monotonic() - 20
    assert timezone.now() - tab.heard_at() < timedelta(seconds=5)
