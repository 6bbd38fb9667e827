"""The path of the live connection, and a check of its origin."""

from __future__ import annotations

from urllib.parse import urlsplit

from channels.routing import URLRouter
from channels.security.websocket import WebsocketDenier
from channels.sessions import CookieMiddleware
from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.urls import path, re_path

from house.line import hub
from house.line.consumer import LineConsumer


class OwnPagesOnly:
    """Only a page of this site may open a connection, whatever other site her browser shows."""

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        application = self.application if _is_own_page(scope) else WebsocketDenier()
        await application(scope, receive, send)


def _is_own_page(scope) -> bool:
    headers = dict(scope["headers"])
    host = headers.get(b"host", b"").decode("latin1").lower()
    origin = headers.get(b"origin", b"").decode("latin1").lower()
    if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        return False
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and (parts.netloc == host or origin in settings.CSRF_TRUSTED_ORIGINS)


websocket = OwnPagesOnly(
    CookieMiddleware(URLRouter([path("ws/", LineConsumer.as_asgi()), re_path("", WebsocketDenier.as_asgi())]))
)


async def lifespan(scope, receive, send):
    """Start with the server, and finish when it stops: what was sent is stored and answered before it closes."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            hub.hub()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await hub.part()
            await send({"type": "lifespan.shutdown.complete"})
            return
