"""A session is held once more: what comes of it, and when the answer is no."""

from datetime import date, time

import pytest

from house.errors import NotHere
from house.models import Role
from programs.errors import DayClosed, MomentPassed, NotLaidOutYet, RoomTaken
from programs.models import Notice, Series
from programs.planning.services.again import repeat_session
from programs.planning.services.change import cancel_session
from tests import cast
from tests.programs.conftest import local

THURSDAY = local(2026, 10, 15, 14)


def again(session, actor, starts_at=THURSDAY, **more):
    more = {"room_id": session.room_id} | more
    return repeat_session(actor=actor, session_id=session.pk, starts_at=starts_at, **more)


@pytest.fixture
def ida(other_house):
    return cast.make_worker("Ida", other_house, Role.COORDINATOR)


def test_the_same_training_is_held_once_more_by_the_same_people(session, eva, dewi):
    copy = again(session, eva)

    assert (copy.training, copy.length_minutes, copy.room) == (session.training, 90, session.room)
    assert (copy.held_on, copy.givers()) == (date(2026, 10, 15), [dewi])
    assert copy.series.sessions.count() == 1
    assert copy.series != session.series


def test_it_is_told_as_new(session, eva, amal):
    Notice.objects.all().delete()

    copy = again(session, eva)

    assert list(amal.notices.values_list("kind", "series")) == [("new", copy.series_id)]


def test_a_talk_of_one_person_stays_hers(coaching, eva, amal, bo):
    copy = again(coaching, eva)

    assert copy.series.people() == [amal]
    assert copy.series.audience == "personal"


def test_places_and_needs_come_along(session, eva):
    Series.objects.filter(pk=session.series_id).update(places=4, interpreter="ar")

    copy = again(session, eva)

    assert (copy.place_count, copy.series.interpreter) == (4, "ar")


def test_a_cancelled_session_may_be_held_another_day(session, eva):
    cancel_session(actor=eva, session_id=session.pk, why="De kamer is bezet.")

    assert again(session, eva).goes_on


def test_who_no_longer_works_there_is_left_out(session, eva, dewi):
    dewi.positions.update(until_on=date(2026, 10, 15))

    assert again(session, eva).givers() == []


def test_a_taken_room_is_refused_and_leaves_nothing(session, plan, eva):
    plan(at=time(13, 30), weekdays=[3], from_on=date(2026, 10, 15), trainer_ids=[])
    before = Series.objects.count()

    with pytest.raises(RoomTaken):
        again(session, eva)
    assert Series.objects.count() == before


def test_neither_yesterday_nor_a_closed_day_nor_next_year(session, eva, house):
    house.closures.create(kind="own", name="Uitje", from_on=date(2026, 10, 15), until_on=date(2026, 10, 16))

    for starts_at, refusal in (
        (local(2026, 10, 12, 14), MomentPassed),
        (THURSDAY, DayClosed),
        (local(2027, 9, 12, 14), NotLaidOutYet),
    ):
        with pytest.raises(refusal):
            again(session, eva, starts_at)


def test_only_who_runs_its_house_repeats_a_session(session, dewi, amal, ida):
    for stranger in (dewi, amal, ida):
        with pytest.raises(NotHere):
            again(session, stranger)


def test_a_meeting_of_a_group_is_the_groups_own(session, eva):
    Series.objects.filter(pk=session.series_id).update(audience="group")

    with pytest.raises(NotHere):
        again(session, eva)


def test_the_page_proposes_the_next_day_that_its_room_is_free(session, eva, as_):
    page = as_(eva).get(f"/sessions/{session.pk}/again/").content.decode()

    assert 'value="2026-10-14"' in page  # the same series has its own next week


def test_sent_twice_it_is_held_once_more_once(session, eva, as_):
    told = {"on": "2026-10-15", "at": "14:00", "room_id": str(session.room_id), "csrfmiddlewaretoken": "a" * 32}

    first, second = (as_(eva).post(f"/sessions/{session.pk}/again/", told) for _ in range(2))

    assert first.url == second.url
    assert Series.objects.count() == 2


def test_a_busy_trainer_is_told_and_may_be_overruled(session, plan, eva, dewi, as_):
    plan(at=time(14), weekdays=[3], from_on=date(2026, 10, 15), room_id=None)
    told = {"on": "2026-10-15", "at": "14:00", "room_id": ""}
    path = f"/sessions/{session.pk}/again/"

    assert "Dewi geeft dan ook" in as_(eva).post(path, told).content.decode()
    assert as_(eva).post(path, told | {"despite": "Joke begint."}).status_code == 302
