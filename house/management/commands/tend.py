"""`manage.py tend`: the worker's ticks alone, beside one or more servers."""

import signal
from threading import Event

from django.core.management.base import BaseCommand
from django.db import connection

from house.management.starting import prove_ready
from house.worker import run_due, tend


class Command(BaseCommand):
    help = "Do the duties of the house as they come round."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Do what is due now, and stop.")

    def handle(self, *, once, **options):
        prove_ready()
        if once:
            for name in run_due():
                self.stdout.write(f"Done: {name}")
            return
        connection.close()  # the main thread asks nothing more
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write("The duties are done as they come round (stop with Ctrl+C)")
        self.stdout.flush()
        tend(stop)
