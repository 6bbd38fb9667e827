"""The ASGI application for the web and the live connection; any ASGI server can run it."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "house.settings")

web = get_asgi_application()

from house.line import routing  # noqa: E402  the apps are ready from here on

application = ProtocolTypeRouter({"http": web, "websocket": routing.websocket, "lifespan": routing.lifespan})
