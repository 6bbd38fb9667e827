"""The keeper sees whether the house runs, and nobody in it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from house.models import TickRun
from house.registry import registry
from tests.cast import make_person


@pytest.fixture
def desk(as_, db):
    return as_(make_person("Otis", is_keeper=True))


def test_a_duty_that_was_passed_over_twice_is_late(desk):
    first, second = registry.ticks[:2]
    TickRun.objects.create(name=first.name, began_at=timezone.now() - first.every)
    TickRun.objects.create(name=second.name, began_at=timezone.now() - 2 * second.every - timedelta(minutes=1))

    duties = {duty["name"]: duty["is_late"] for duty in desk.get("/desk/keeping/").context["duties"]}

    assert (duties[first.name], duties[second.name]) == (False, True)
    assert set(duties) == {tick.name for tick in registry.ticks}


def test_the_page_of_the_keeper_names_nobody(desk, house, amal, eva):
    told = desk.get("/desk/keeping/").content.decode()

    assert "Er is één huis" in told
    assert [name for name in ("Amal", "Eva", "Het huis") if re.search(rf"\b{name}\b", told)] == []
