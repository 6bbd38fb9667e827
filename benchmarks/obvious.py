"""The consumer that one writes first, with what ours promises: a seat that counts, sealed words, unique keys.

One save and one `group_send` for each message. It speaks the frames of docs/protocol.md as far as the load needs them.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.db import database_sync_to_async  # noqa: E402
from channels.generic.websocket import AsyncJsonWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402
from django.db import connections, transaction  # noqa: E402
from django.urls import path  # noqa: E402

from peergroups.models import Message, PeerGroup, Seat  # noqa: E402
from peergroups.talk.queries import message_as_dict  # noqa: E402

connections.settings["default"]["CONN_MAX_AGE"] = None  # as somebody does who looked once where the time goes


class ObviousConsumer(AsyncJsonWebsocketConsumer):
    async def connect(self):
        self.person = self.scope["user"]
        await self.accept()

    async def disconnect(self, code):
        for group in self.groups_joined:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def receive_json(self, frame):
        if frame["t"] == "hello":
            self.groups_joined = [f"group.{pk}" for pk in await self.groups_of_hers()]
            for group in self.groups_joined:
                await self.channel_layer.group_add(group, self.channel_name)
            await self.send_json({"t": "welcome"})
        elif frame["t"] == "send":
            message = await self.store(frame)
            await self.channel_layer.group_send(f"group.{frame['group']}", {"type": "said", "message": message})
            await self.send_json({"t": "ack", "key": frame["key"], "group": frame["group"]})

    async def said(self, event):
        await self.send_json({"t": "page", "to": event["message"]["version"], "messages": [event["message"]]})

    @database_sync_to_async
    def groups_of_hers(self):
        return list(PeerGroup.objects.visible_to(self.person).values_list("pk", flat=True))

    @database_sync_to_async
    @transaction.atomic
    def store(self, frame):
        group = PeerGroup.objects.select_for_update().get(pk=frame["group"])
        seat = Seat.objects.counting().get(group=group, person=self.person)
        group.head += 1
        group.newest += 1
        group.save(update_fields=["head", "newest"])
        message = Message.objects.create(
            group=group,
            number=group.newest,
            version=group.head,
            seat=seat,
            author=self.person,
            key=frame["key"],
            text=frame["text"],
            lang=self.person.language,
        )
        return message_as_dict(message)


application = ProtocolTypeRouter(
    {
        "http": get_asgi_application(),
        "websocket": AuthMiddlewareStack(URLRouter([path("ws/", ObviousConsumer.as_asgi())])),
    }
)
