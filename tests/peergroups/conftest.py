"""A group with Amal and Cleo (who moved out), held by Gina; Bo has no seat in it."""

from uuid import uuid4

import pytest

from house.line import news
from peergroups import limits
from peergroups.limits import SharedRateLimit
from peergroups.models import Seat
from peergroups.talk.services.store import post_message
from tests import cast


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
