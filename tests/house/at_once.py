"""Doing things in parallel, each with a connection of its own."""

from threading import Barrier, Thread

from django.db import connection

from house.errors import Refusal


def at_once(*deeds):
    """What each deed returned, or the code of its refusal."""
    start, outcomes = Barrier(len(deeds)), [None] * len(deeds)

    def do(number, deed):
        start.wait()
        try:
            outcomes[number] = deed()
        except Refusal as refusal:
            outcomes[number] = refusal.code
        finally:
            connection.close()

    threads = [Thread(target=do, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
