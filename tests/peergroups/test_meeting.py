from datetime import time

import pytest
from django.utils import timezone

from house.errors import AlreadyThere, NotHere
from peergroups import services
from programs.models import Audience, Enrolment, Session
from programs.rhythm import Rhythm
from programs.services import start_first_series


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


def counted_in(person, series):
    return Enrolment.objects.current().filter(series=series, person=person).exists()


def test_who_sits_there_is_counted_in(group, series, eva, amal, cleo, bo, gina):
    services.hold_meetings(actor=eva, group_id=group.pk, series_id=series.pk)

    assert [counted_in(person, series) for person in (amal, cleo, bo, gina)] == [True, True, False, False]


def test_her_meetings_stand_in_her_week_after_she_moved_out(group, series, eva, cleo, bo):
    services.hold_meetings(actor=eva, group_id=group.pk, series_id=series.pk)

    assert Session.objects.visible_to(cleo).filter(series=series).exists()
    assert not Session.objects.visible_to(bo).filter(series=series).exists()


def test_a_seat_that_is_given_counts_in_and_one_that_ends_counts_out(group, series, seat_of, eva, amal, bo):
    services.hold_meetings(actor=eva, group_id=group.pk, series_id=series.pk)

    services.give_seat(actor=eva, group_id=group.pk, person_id=bo.pk)
    services.end_seat(actor=eva, seat_id=seat_of(amal).pk)

    assert counted_in(bo, series)
    assert not counted_in(amal, series)


def test_a_series_belongs_to_one_group_and_to_who_runs_the_house(group, other_group, series, eva, gina):
    services.hold_meetings(actor=eva, group_id=group.pk, series_id=series.pk)

    with pytest.raises(AlreadyThere):
        services.hold_meetings(actor=eva, group_id=other_group.pk, series_id=series.pk)
    with pytest.raises(NotHere):
        services.hold_meetings(actor=gina, group_id=group.pk, series_id=series.pk)
