"""The place in the week that an address asks for: `?on=2026-12-03&at=14:00&room=<id>`."""

from contextlib import suppress
from uuid import UUID

from django.utils.dateparse import parse_date, parse_time

READ = {"on": ("on", parse_date), "at": ("at", parse_time), "room": ("room_id", UUID)}


def asked_place(query):
    """What it says of `on`, `at` and `room_id`; what cannot be read is left out. An empty room is no room."""
    place = {"room_id": None} if query.get("room") == "" else {}
    for name, (field, read) in READ.items():
        with suppress(ValueError):
            if found := read(query.get(name, "")):
                place[field] = found
    return place
