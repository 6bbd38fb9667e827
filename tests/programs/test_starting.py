"""Trainings and series begin; people come to a series and leave it."""

from datetime import date, time
from uuid import uuid4

import pytest

from house.errors import AlreadyThere, NotHere
from house.models import Role, Stay
from programs.attendance.services.enrolment import end_enrolment, enrol
from programs.errors import NobodyNamed, NotStaffThere, RoomClosed
from programs.models import Assignment, Enrolment, Series, Session, Theme, Training
from programs.planning.services.start import start_first_series
from programs.recurrence.rhythm import Rhythm
from programs.trainings.services import change_training, start_training
from tests import cast
from tests.programs.conftest import TU, TUESDAY


@pytest.fixture
def group_series(plan, gina):
    return plan(audience="group", trainer_ids=[gina.pk])


def test_a_training_without_a_quiet_title_is_quiet_by_itself(eva, house):
    training = start_training(actor=eva, house_id=house.pk, theme=Theme.COOKING, title="Koken")

    assert training.quiet_title == "Koken"


def test_a_second_training_of_one_title_is_refused(eva, house, training):
    with pytest.raises(AlreadyThere):
        start_training(actor=eva, house_id=house.pk, theme=Theme.COOKING, title=training.title)


@pytest.mark.parametrize("who", ["amal", "dewi", "hanne", "noor", "fay"])
def test_only_the_coordinator_starts_a_training(house, who, request):
    with pytest.raises(NotHere):
        start_training(actor=request.getfixturevalue(who), house_id=house.pk, theme=Theme.COOKING, title="Koken")


def test_a_training_is_told_in_other_words(eva, training):
    change_training(actor=eva, training_id=training.pk, title="Staan", quiet_title="Stil", theme=Theme.BODY)

    training.refresh_from_db()
    assert (training.title, training.quiet_title, training.theme) == ("Staan", "Stil", "body")


def test_the_training_of_another_house_is_not_hers_to_change(training, other_house):
    hanna = cast.make_worker("Hanna", other_house, Role.COORDINATOR)

    with pytest.raises(NotHere):
        change_training(actor=hanna, training_id=training.pk, title="Staan")


def test_a_series_is_given_from_its_first_day(plan, dewi):
    series = plan(from_on=date(2026, 10, 20))

    assert list(Assignment.objects.values_list("series", "person", "from_on")) == [
        (series.pk, dewi.pk, date(2026, 10, 20))
    ]


def test_who_does_not_work_there_gives_nothing(plan, amal):
    with pytest.raises(NotStaffThere):
        plan(trainer_ids=[amal.pk])

    assert not Series.objects.exists()


def test_the_room_of_another_house_is_not_here(plan, other_house):
    with pytest.raises(NotHere):
        plan(room_id=cast.make_room(other_house).pk)


def test_a_closed_room_is_refused(plan, house):
    with pytest.raises(RoomClosed):
        plan(room_id=cast.make_room(house, "Kelder", is_closed=True).pk)


def test_a_personal_series_is_for_somebody(plan):
    with pytest.raises(NobodyNamed):
        plan(audience="personal")


def test_nobody_of_another_house_is_counted_in(plan, fay):
    with pytest.raises(NotHere):
        plan(audience="personal", person_ids=[fay.pk])


def test_a_new_training_and_its_series_start_together_or_not_at_all(eva, house, fay):
    rhythm = Rhythm(weekdays=frozenset({TU}), from_on=TUESDAY)
    words = {"theme": Theme.COOKING, "title": "Koken", "start_time": time(17), "length_minutes": 90}

    with pytest.raises(NotHere):
        start_first_series(actor=eva, house_id=house.pk, rhythm=rhythm, room_id=uuid4(), **words)

    assert not Training.objects.exists()


def test_who_is_enrolled_sees_it_from_that_day(group_series, gina, cleo):
    enrol(actor=gina, series_id=group_series.pk, person_id=cleo.pk, from_on=date(2026, 10, 20))

    assert Session.objects.visible_to(cleo).first().original_on == date(2026, 10, 20)


def test_the_coordinator_enrols_too(group_series, eva, cleo):
    enrolment = enrol(actor=eva, series_id=group_series.pk, person_id=cleo.pk)

    assert (enrolment.from_on, enrolment.until_on) == (TUESDAY, None)


def test_nobody_is_enrolled_twice(group_series, gina, cleo):
    enrol(actor=gina, series_id=group_series.pk, person_id=cleo.pk)

    with pytest.raises(AlreadyThere):
        enrol(actor=gina, series_id=group_series.pk, person_id=cleo.pk)


@pytest.mark.parametrize("who", ["cleo", "amal", "dewi", "fay"])
def test_who_does_not_lead_it_enrols_nobody(group_series, who, cleo, request):
    with pytest.raises(NotHere):
        enrol(actor=request.getfixturevalue(who), series_id=group_series.pk, person_id=cleo.pk)


def test_who_never_lived_here_is_not_enrolled(group_series, gina, fay):
    with pytest.raises(NotHere):
        enrol(actor=gina, series_id=group_series.pk, person_id=fay.pk)


def test_a_series_for_the_house_enrols_nobody(plan, eva, amal):
    with pytest.raises(NotHere):
        enrol(actor=eva, series_id=plan().pk, person_id=amal.pk)


def test_an_enrolment_ends_at_once(group_series, gina, cleo):
    enrol(actor=gina, series_id=group_series.pk, person_id=cleo.pk)

    end_enrolment(actor=gina, series_id=group_series.pk, person_id=cleo.pk)

    assert not Session.objects.visible_to(cleo).exists()


def test_she_ends_her_own_enrolment(group_series, gina, cleo):
    enrol(actor=gina, series_id=group_series.pk, person_id=cleo.pk)

    end_enrolment(actor=cleo, series_id=group_series.pk, person_id=cleo.pk)

    assert Enrolment.objects.get().until_on == TUESDAY


def test_she_does_not_end_the_enrolment_of_another(group_series, gina, cleo, amal):
    enrol(actor=gina, series_id=group_series.pk, person_id=cleo.pk)

    with pytest.raises(NotHere):
        end_enrolment(actor=amal, series_id=group_series.pk, person_id=cleo.pk)


def test_she_comes_back_to_the_group(group_series, gina, cleo):
    enrol(actor=gina, series_id=group_series.pk, person_id=cleo.pk)
    end_enrolment(actor=gina, series_id=group_series.pk, person_id=cleo.pk)

    enrol(actor=gina, series_id=group_series.pk, person_id=cleo.pk)

    assert Enrolment.objects.filter(until_on=None).count() == 1


def test_leaving_the_house_keeps_her_group(group_series, gina, amal):
    enrol(actor=gina, series_id=group_series.pk, person_id=amal.pk)
    Stay.objects.filter(person=amal).update(left_on=TUESDAY)

    assert Session.objects.visible_to(amal).count() == 13
