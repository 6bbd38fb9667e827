"""Who may send what over the live connection: every frame, tried as each of the cast."""

from contextlib import suppress

import pytest
import websockets

from house.models import Role
from tests import cast
from tests.peergroups.live.talker import connected, sign_in
from tests.world import CAST, build_world

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]

SEATED = {"amal", "bo", "cleo", "gina"}
FROZEN = "mia"
FRAMES = {
    "send": ({"key": "6f3cfd5e-7f0c-4a9e-9a53-0d6a4f4e8a11", "text": "Dag"}, "ack"),
    "change": ({"number": 1, "op": "react", "value": "sun"}, "page"),
    "read": ({"number": 1}, "pong"),
    "need": ({"from": 0}, "page"),
}


@pytest.fixture
def world(server):
    world = build_world()
    fay, ida = world.cast["fay"], world.cast["ida"]
    house = fay.stays.current().first().house
    gerda = cast.make_worker("Gerda", house, Role.FACILITATOR)
    group = cast.open_group(actor=ida, house_id=house.pk, name="Theepot", facilitator_id=gerda.pk, promise="day")
    cast.take_seat(actor=ida, group_id=group.pk, person_id=fay.pk)
    return world


async def answer_to(talker, kind, group, told, good):
    """What comes back: a frame's name, the code of a refusal, or the code of a close."""
    with suppress(websockets.ConnectionClosed):
        await talker.tell(t="hello", v=1, have={})
        await talker.tell(t=kind, group=str(group), **told)
        if kind == "read":  # which is not answered when all is well
            await talker.tell(t="ping", have={})
    while True:
        frame = await talker.next_frame()
        if frame["t"] == "close":
            return frame["code"]
        if frame["t"] in (good, "refused"):
            return frame.get("code", frame["t"])


@pytest.mark.parametrize("kind", FRAMES)
async def test_who_gets_an_answer(world, server, kind, do):
    told, answer = FRAMES[kind]
    group = world.things["group_id"]
    keys = {name: await do(sign_in, person) if person else None for name, person in world.cast.items()}

    answers = {}
    for name in CAST:
        async with connected(server, keys[name]) as talker:
            answers[name] = await answer_to(talker, kind, group, told, answer)

    expected = {name: answer if name in SEATED else "not_here" for name in CAST}
    assert answers == expected | {"visitor": 4401, FROZEN: "frozen"}
