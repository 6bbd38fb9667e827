"""A clock that the tests turn themselves, and who has a second step or lacks one."""

from types import SimpleNamespace

import pytest

from house import throttle
from house.models import Position, Role
from tests.cast import days, make_person
from tests.house.second.steps import (
    NOW,
    make_passkey,
    prove_herself,
)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    hands = {"now": NOW}
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: hands["now"]))
    monkeypatch.setattr(throttle.time, "sleep", lambda seconds: None)
    return hands


@pytest.fixture
def newcomer(house):
    """A trainer since eight days, who has no second step."""
    person = make_person("Sam")
    Position.objects.create(person=person, house=house, role=Role.TRAINER, from_on=days(-8))
    return person


@pytest.fixture
def key_of(as_):
    """A passkey that this person has."""

    made = {}

    def key_of(person):
        if person.pk not in made:
            hers = as_(person)
            prove_herself(hers)
            made[person.pk] = make_passkey(hers)
        return made[person.pk]

    return key_of
