"""A shut device gets no live line."""

import json

import pytest

from house.line.hub import hub
from house.models import Device
from house.sign_in.services.devices import find_or_begin
from tests.peergroups.live.talker import sign_in
from tests.shutting import shut

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in_on_a_device(person):
    key = sign_in(person)
    find_or_begin(person=person, session_key=key, agent="", is_remembered=False)
    return key


async def closed_with(communicator):
    """The reason of the cover and the code with which the socket closes."""
    cover = json.loads(await communicator.receive_from(timeout=5))
    closing = await communicator.receive_output(timeout=5)
    return cover["reason"], closing["code"]


@pytest.mark.parametrize("begin", [sign_in_on_a_device, sign_in])
async def test_socket_of_a_shut_device_is_closed_at_once(do, knock, amal, house, begin):
    await do(shut, house)

    communicator = await knock(await do(begin, amal))

    assert await closed_with(communicator) == ("signed_out", 4401)


async def test_open_socket_is_closed_when_its_device_is_shut(do, knock, amal):
    communicator = await knock(await do(sign_in_on_a_device, amal))
    await communicator.send_to(json.dumps({"t": "hello", "v": 1}))
    assert json.loads(await communicator.receive_from(timeout=5))["t"] == "welcome"

    await do(Device.objects.update, is_shut=True)
    await hub()._look_around(list(hub()._tabs), is_beat=True)

    assert await closed_with(communicator) == ("signed_out", 4401)
