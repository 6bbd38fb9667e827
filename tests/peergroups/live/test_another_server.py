"""The application without our server: as any ASGI server would run it, in this process."""

import asyncio
import json

import pytest

from house.asgi import application
from house.line import hub

pytestmark = pytest.mark.django_db(transaction=True)


async def tell(communicator, **frame):
    await communicator.send_to(json.dumps(frame))


async def hear(communicator, kind):
    while True:
        frame = json.loads(await communicator.receive_from(timeout=5))
        if frame["t"] == kind:
            return frame


async def test_two_tabs_talk(knock, group, sessions):
    amal, cleo = await knock(sessions["amal"]), await knock(sessions["cleo"])
    for tab in (amal, cleo):
        await tell(tab, t="hello", v=1, have={})
        await hear(tab, "welcome")

    await tell(amal, t="send", group=str(group.pk), key=str(group.pk), text="Hoi")

    assert (await hear(amal, "ack"))["number"] == 1
    assert (await hear(cleo, "page"))["messages"][0]["text"] == "Hoi"


async def test_a_verb_of_this_process_is_heard_at_once(knock, group, sessions, say, cleo, do):
    amal = await knock(sessions["amal"])
    await tell(amal, t="hello", v=1, have={})
    await hear(amal, "welcome")

    await do(say, cleo, "met een formulier")

    assert (await hear(amal, "page"))["messages"][0]["text"] == "met een formulier"


async def test_a_cancelled_consumer_leaves_the_hub(knock, sessions):
    amal = await knock(sessions["amal"])
    await tell(amal, t="hello", v=1, have={})
    await hear(amal, "welcome")
    assert len(hub.hub()._tabs) == 1

    amal.future.cancel()
    await asyncio.sleep(0.05)

    assert hub.hub()._tabs == {}
    assert hub.hub().parts[0].tabs_by_group == {}


async def test_what_comes_in_while_joining_is_shown_after_the_welcome(knock, group, sessions, say, cleo, do):
    amal = await knock(sessions["amal"])
    await tell(amal, t="hello", v=1, have={str(group.pk): 0})
    await do(say, cleo, "precies nu")

    welcome = await hear(amal, "welcome")
    page = await hear(amal, "page")

    assert welcome["groups"][str(group.pk)]["head"] in (0, 1)
    assert [message["text"] for message in page["messages"]] == ["precies nu"]


async def test_the_lifespan_starts_and_ends_the_hub():
    told, answered = asyncio.Queue(), asyncio.Queue()
    life = asyncio.create_task(application({"type": "lifespan"}, told.get, answered.put))
    await told.put({"type": "lifespan.startup"})
    assert await answered.get() == {"type": "lifespan.startup.complete"}
    here = hub.hub()

    await told.put({"type": "lifespan.shutdown"})

    assert await answered.get() == {"type": "lifespan.shutdown.complete"}
    assert here.is_parting
    await life
