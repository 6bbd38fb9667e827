"""Files that people send: looking at one costs work and memory, so nobody sends one after the other without end."""

from __future__ import annotations

from house.models import Person
from house.throttle import RateLimit
from programs.errors import TooOften

files = RateLimit(burst=20, per_minute=4)


def mind_pace(actor: Person) -> None:
    """Call it before a file is read. Raises TooOften."""
    if wait_s := files.wait_s(actor.pk):
        raise TooOften(wait_s)
