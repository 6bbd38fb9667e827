"""The list of first steps on today's page: ticked by what is there, and gone when all is done."""

from datetime import time, timedelta
from html import unescape

import pytest
from django.utils import timezone

from house.door.services.cards import make_card
from house.models import Person, Role, Stay
from house.site.beginning import beginning_of
from programs.models import Session, Theme
from programs.planning.services.start import start_first_series
from programs.recurrence.rhythm import Rhythm
from tests.cast import days, make_resident, make_room, make_worker


def done_by(person):
    return [[is_done for _, is_done in steps] for steps in beginning_of(person).lists]


def page(response):
    return unescape(response.content.decode())


def everything_is_there(eva, house):
    make_room(house)
    make_resident("Amal", house)
    start_first_series(
        actor=eva,
        house_id=house.pk,
        title="Koken",
        theme=Theme.BODY,
        rhythm=Rhythm(weekdays=frozenset(range(7)), from_on=days(1)),
        start_time=time(15),
        length_minutes=60,
        trainer_ids=[eva.pk],
    )
    Session.objects.update(starts_at=timezone.now() - timedelta(hours=1))


def test_new_house_has_everything_to_do(as_, eva, house):
    house.phone = ""
    house.save()

    told = page(as_(eva).get("/sessions/"))

    assert (done_by(eva), told.count("Nog te doen")) == ([[False] * 6], 6)


def test_each_line_is_ticked_by_what_is_there(eva, house):
    make_room(house, is_closed=True)
    resident = Person.objects.create(chosen_name="Ada")
    Stay.objects.create(person=resident, house=house, arrived_on=days(0))
    before = done_by(eva)
    make_card(actor=eva, person_id=resident.pk)
    make_room(house, "Tuin")

    assert before == [[True, False, True, False, False, False]]
    assert done_by(eva) == [[True, True, True, False, True, False]]


def test_what_another_house_has_ticks_nothing(eva, other_house):
    everything_is_there(make_worker("Nadia", other_house, Role.COORDINATOR), other_house)

    assert done_by(eva) == [[True, False, False, False, False, False]]


def test_list_goes_when_all_is_done(as_, eva, house):
    everything_is_there(eva, house)

    assert (done_by(eva), "Zo begint het huis" in page(as_(eva).get("/sessions/"))) == ([], False)


@pytest.mark.parametrize("who", ["dewi", "hanne", "amal", "cleo"])
def test_who_runs_no_house_is_not_led(db, who, request):
    assert not beginning_of(request.getfixturevalue(who))


def test_beginning_is_read_in_one_query(eva, django_assert_num_queries):
    with django_assert_num_queries(2):  # and her standing
        assert beginning_of(eva)
