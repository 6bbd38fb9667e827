"""Fills a migrated house with groups and with talk.

`python -m benchmarks.fill groups 84 12` prints who sits where.

`people 60` prints the sign-in names of sixty people.
"""

import json
import os
import sys
from importlib import import_module
from itertools import product
from uuid import UUID, uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.db import transaction  # noqa: E402
from django.db.models import F  # noqa: E402
from django.utils import timezone  # noqa: E402

from house.door.services.opening import prove_keys  # noqa: E402
from house.models import House, Person, Phase, Position, Role, Stay  # noqa: E402
from peergroups.models import Message, PeerGroup, Seat  # noqa: E402

CHUNK = 20_000


@transaction.atomic
def make_groups(count: int, members: int) -> list[tuple[str, list[str]]]:
    """Groups of residents; returns each group with the session keys of its members."""
    prove_keys()
    house = House.objects.create(name="Het huis", phone="020-000 00 00", phone_answered_by="Eva")
    gina = Person.objects.create(sign_in_name="gina", chosen_name="Gina", password="!")  # noqa: S106
    Position.objects.create(person=gina, house=house, role=Role.FACILITATOR, from_on=timezone.localdate())
    return [_make_group(house, members, gina) for _ in range(count)]


def _make_group(house: House, members: int, facilitator: Person) -> tuple[str, list[str]]:
    """A group that goes on, for its facilitator reads along; she has no line."""
    faces = product(Seat.Dye.values, Seat.Figure.values)
    group = PeerGroup.objects.create(house=house, name="Groep", promise="day")
    people = Person.objects.bulk_create(
        Person(sign_in_name=uuid4().hex, chosen_name="Amal", password="!")  # noqa: S106
        for _ in range(members)
    )
    today, now = timezone.localdate(), timezone.now()
    Stay.objects.bulk_create(Stay(person=one, house=house, arrived_on=today, phase=Phase.TRAINING) for one in people)
    Seat.objects.bulk_create(
        Seat(group=group, person=one, from_number=1, opened_at=now, alias="Wilg", dye=dye, figure=figure)
        for one, (dye, figure) in zip(people, faces, strict=False)
    )
    Seat.objects.create(
        group=group, person=facilitator, kind="facilitator", from_number=1, opened_at=now, alias="Gina", dye="nut"
    )
    return str(group.pk), [_sign_in(person) for person in people]


def _sign_in(person: Person) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key


def make_people(count: int) -> list[str]:
    """People who came in with a passphrase that nobody knows; returns their sign-in names."""
    prove_keys()
    passphrase = make_password(uuid4().hex)
    people = [
        Person(sign_in_name=f"merel-{uuid4().hex[:8]}", chosen_name="Amal", password=passphrase) for _ in range(count)
    ]
    return [person.sign_in_name for person in Person.objects.bulk_create(people)]


def add_messages(group_id: UUID, count: int) -> None:
    """So many more, as if they had been said."""
    seat = Seat.objects.filter(group=group_id).first()
    while count > 0:
        group = PeerGroup.objects.get(pk=group_id)
        more = min(count, CHUNK)
        with transaction.atomic():
            Message.objects.bulk_create(
                Message(
                    group=group,
                    number=group.newest + place,
                    version=group.head + place,
                    seat=seat,
                    author_id=seat.person_id,
                    key=uuid4(),
                    text="x" * 120,
                    lang="nl",
                )
                for place in range(1, more + 1)
            )
            PeerGroup.objects.filter(pk=group_id).update(head=F("head") + more, newest=F("newest") + more)
        count -= more


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["groups", count, members]:
            sys.stdout.write(json.dumps(make_groups(int(count), int(members))))
        case ["people", count]:
            sys.stdout.write(json.dumps(make_people(int(count))))
        case ["messages", group, count]:
            add_messages(UUID(group), int(count))
