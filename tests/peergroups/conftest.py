"""A group with Amal and Cleo (who moved out), held by Gina; Bo has no seat in it."""

from datetime import time
from uuid import uuid4

import pytest
from django.utils import timezone

from house.line import news
from peergroups import limits
from peergroups.limits import SharedRateLimit
from peergroups.models import Seat
from peergroups.seats.services.sleeping import let_seats_sleep
from peergroups.talk.services.store import post_message
from peergroups.talk.services.unread import read_up_to
from programs.models import Audience
from programs.planning.services.start import start_first_series
from programs.recurrence.rhythm import Rhythm
from tests import cast
from tests.peergroups.asleep import away


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """Each test starts with a full allowance."""
    monkeypatch.setattr(limits, "messages", SharedRateLimit(1_000_000, 1_000_000))


@pytest.fixture
def group(house, eva, gina, amal, cleo):
    group = cast.open_group(
        actor=eva,
        house_id=house.pk,
        name="Keukentafel",
        facilitator_id=gina.pk,
        promise="workday",
        agreements="Wat we hier zeggen, blijft hier.",
    )
    cast.take_seat(actor=eva, group_id=group.pk, person_id=amal.pk, alias="Wilg")
    cast.take_seat(actor=eva, group_id=group.pk, person_id=cleo.pk, alias="Kaneel")
    return group


@pytest.fixture
def seat_of(group):
    def seat_of(person):
        return Seat.objects.get(group=group, person=person)

    return seat_of


@pytest.fixture
def say(group):
    """Somebody says something in the group: `say(amal, "Hoi")`."""

    def say(person, text="Hoi", key=None, **more):
        return post_message(actor=person, group_id=group.pk, text=text, key=key or uuid4(), **more)

    return say


@pytest.fixture
def other_group(house, eva, gina):
    """A second table in the same house, at which only Gina sits."""
    return cast.open_group(actor=eva, house_id=house.pk, name="Theepot", facilitator_id=gina.pk, promise="next_workday")


@pytest.fixture
def told(monkeypatch):
    """What the verbs told, in order."""
    heard = []
    monkeypatch.setattr(news, "listeners", [heard.extend])
    return heard


@pytest.fixture
def series(house, eva):
    """A series for a group, each Wednesday evening."""
    return start_first_series(
        actor=eva,
        house_id=house.pk,
        title="Keukentafel",
        theme="house",
        rhythm=Rhythm(weekdays=frozenset({2}), from_on=timezone.localdate()),
        start_time=time(19, 30),
        length_minutes=90,
        audience=Audience.GROUP,
    )


@pytest.fixture
def asleep(group, say, seat_of, amal, cleo):
    """Amal read the first message and wrote one, and then stayed away."""
    say(cleo, "Geheim van Kaneel")
    say(amal, "Van mij")
    read_up_to(actor=amal, group_id=group.pk, number=2)
    away(seat_of(amal))
    let_seats_sleep()
    seat = seat_of(amal)
    assert seat.is_asleep
    return seat
