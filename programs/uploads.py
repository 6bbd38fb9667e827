"""Limit how many files one person may send: reading a file costs work and memory."""

from __future__ import annotations

from house.models import Person
from house.throttle import RateLimit
from programs.errors import TooOften

files = RateLimit(burst=20, per_minute=4)


def mind_pace(actor: Person) -> None:
    """Count one file; call it before the file is read. Raises TooOften."""
    if wait_s := files.wait_s(actor.pk):
        raise TooOften(wait_s)
