"""`manage.py serve`: the web, the live connection and the worker's ticks in one process."""

import os

from daphne.endpoints import build_endpoint_description_strings
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from house.management.starting import prove_collected, prove_ready
from house.worker import Worker


class Command(BaseCommand):
    help = "Serve the house: pages, talk and duties. PORT says where; SIGTERM stops politely."

    def add_arguments(self, parser):
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--without-ticks", action="store_true", help="Leave the duties to `manage.py tend`.")

    def handle(self, *, host, port, without_ticks, **options):
        prove_ready()
        prove_collected()
        if settings.IS_BEHIND_TLS and settings.ADDRESS_HEADER == "REMOTE_ADDR":
            self.stderr.write("ADDRESS_HEADER is not set: all who come through one proxy count as one address.")
        connection.close()  # the main thread asks nothing more
        from house.asgi import application
        from house.server import Server

        def tell():
            address = settings.HOUSE_ADDRESS or f"http://{host}:{port}"
            self.stdout.write(f"The house is open at {address} (stop with Ctrl+C)")
            self.stdout.flush()

        endpoints = build_endpoint_description_strings(host=host, port=port)
        server = Server(application, endpoints=endpoints, opened=tell)
        if without_ticks:
            server.run()
        else:
            with Worker():
                server.run()
        if server.failure:
            raise CommandError(f"Nothing was started: {server.failure}")
