from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from house.errors import AlreadyThere, NotHere
from house.models import Device, Role
from peergroups.meetings.services import hold_meetings, start_meetings
from peergroups.models import PeerGroup
from peergroups.seats.services.lifecycle import end_seat
from programs.models import Enrolment, Notice, Session
from programs.planning.edits.services.apply import edit_series
from programs.planning.edits.services.request import EditRequest
from programs.recurrence.rhythm import Rhythm
from tests import cast
from tests.programs.editing.test_editing_pages import seen_in


def counted_in(person, series):
    return Enrolment.objects.current().filter(series=series, person=person).exists()


def test_who_sits_there_is_counted_in(group, series, eva, amal, cleo, bo, gina):
    hold_meetings(actor=eva, group_id=group.pk, series_id=series.pk)

    assert [counted_in(person, series) for person in (amal, cleo, bo, gina)] == [True, True, False, False]


def test_her_meetings_stand_in_her_week_after_she_moved_out(group, series, eva, cleo, bo):
    hold_meetings(actor=eva, group_id=group.pk, series_id=series.pk)

    assert Session.objects.visible_to(cleo).filter(series=series).exists()
    assert not Session.objects.visible_to(bo).filter(series=series).exists()


def test_a_seat_that_is_given_counts_in_and_one_that_ends_counts_out(group, series, seat_of, eva, amal, bo):
    hold_meetings(actor=eva, group_id=group.pk, series_id=series.pk)

    cast.take_seat(actor=eva, group_id=group.pk, person_id=bo.pk)
    end_seat(actor=eva, seat_id=seat_of(amal).pk)

    assert counted_in(bo, series)
    assert not counted_in(amal, series)


def test_a_series_belongs_to_one_group_and_to_who_runs_the_house(group, other_group, series, eva, gina):
    hold_meetings(actor=eva, group_id=group.pk, series_id=series.pk)

    with pytest.raises(AlreadyThere):
        hold_meetings(actor=eva, group_id=other_group.pk, series_id=series.pk)
    with pytest.raises(NotHere):
        hold_meetings(actor=gina, group_id=group.pk, series_id=series.pk)


@pytest.fixture
def meetings(group, house):
    """Gina or Eva starts the meetings of the group: `meetings(gina)`, each week from tomorrow on."""

    def start(actor, **more):
        tomorrow = timezone.localdate() + timedelta(days=1)
        rhythm = Rhythm(weekdays=frozenset({tomorrow.weekday()}), from_on=tomorrow)
        told = {
            "rhythm": rhythm,
            "title": "Bijeenkomst",
            "start_time": time(19, 30),
            "length_minutes": 90,
            "room_id": None,
        }
        return start_meetings(actor=actor, group_id=group.pk, **{"room_id": None} | told | more).series

    return start


@pytest.mark.parametrize("who", ["gina", "eva"])
def test_who_holds_the_group_or_runs_its_house_starts_its_meetings(meetings, who, amal, cleo, bo, gina, request):
    series = meetings(request.getfixturevalue(who))

    assert [counted_in_from(person, series) for person in (amal, cleo, bo)] == [True, True, False]
    assert series.givers() == [gina]


def counted_in_from(person, series):
    return Session.objects.meant_for(person).filter(series=series).exists()


@pytest.fixture
def joke(house):
    return cast.make_worker("Joke", house, Role.FACILITATOR)


def seat(eva, group, person):
    return cast.take_seat(actor=eva, group_id=group.pk, person_id=person.pk, kind="facilitator")


def leads(person, series):
    return Session.objects.given_by(person).filter(series=series).to_come().exists()


def test_who_comes_to_hold_the_group_leads_its_meetings_from_then_on(meetings, group, gina, eva, joke):
    series = meetings(gina)
    before = leads(joke, series)

    seat(eva, group, joke)

    assert (before, leads(joke, series), leads(gina, series)) == (False, True, True)


def test_who_holds_it_no_longer_leads_them_no_more(meetings, group, gina, eva, joke):
    hers = seat(eva, group, joke)
    series = meetings(gina)
    before = leads(joke, series)

    end_seat(actor=eva, seat_id=hers.pk)

    assert (before, leads(joke, series), leads(gina, series)) == (True, False, True)


def test_who_comes_back_to_hold_it_leads_them_again(meetings, group, gina, eva, joke):
    series = meetings(gina)
    end_seat(actor=eva, seat_id=seat(eva, group, joke).pk)

    seat(eva, group, joke)

    assert (leads(joke, series), set(series.givers())) == (True, {gina, joke})


def test_who_comes_reads_that_another_leads_them_and_she_that_they_are_new_to_her(
    meetings, group, gina, eva, joke, amal, cleo
):
    series = meetings(gina)
    Notice.objects.all().delete()

    seat(eva, group, joke)

    told = set(Notice.objects.filter(series=series).values_list("person", "kind"))
    assert told == {(amal.pk, "giver"), (cleo.pk, "giver"), (gina.pk, "giver"), (joke.pk, "new")}


def test_meetings_that_were_there_before_are_led_by_who_holds_the_group(group, series, eva, gina):
    hold_meetings(actor=eva, group_id=group.pk, series_id=series.pk)

    assert leads(gina, series)


@pytest.mark.parametrize("who", ["amal", "cleo", "bo", "dewi", "hanne", "fay"])
def test_nobody_else_starts_them(meetings, who, request):
    with pytest.raises(NotHere):
        meetings(request.getfixturevalue(who))


def test_a_facilitator_of_another_group_starts_none_here(meetings, house):
    iris = cast.make_worker("Iris", house, Role.FACILITATOR)

    with pytest.raises(NotHere):
        meetings(iris)


def test_a_group_has_one_series_of_meetings_to_come(meetings, gina, eva):
    meetings(gina)

    with pytest.raises(AlreadyThere):
        meetings(eva)


def edited(actor, series, **new):
    """From today on, by the verb of the programme."""
    edit_request = EditRequest(from_on=timezone.localdate(), new=new)
    return edit_series(
        actor=actor, series_id=series.pk, edit_request=edit_request, why="De bus rijdt anders.", key=uuid4()
    )


def test_who_holds_the_group_changes_them_and_they_stay_its_own(meetings, group, gina, cleo):
    series = meetings(gina)

    edited(gina, series, start_time=time(18))

    group.refresh_from_db()
    assert group.series == series
    times = {timezone.localtime(one.starts_at).time() for one in Session.objects.meant_for(cleo).filter(series=series)}
    assert times == {time(18)}


@pytest.mark.parametrize("who", ["amal", "cleo", "dewi"])
def test_nobody_else_changes_them(meetings, gina, who, request):
    with pytest.raises(NotHere):
        edited(request.getfixturevalue(who), meetings(gina), start_time=time(18))


def test_after_they_ended_others_may_begin(meetings, group, gina, cleo):
    series = meetings(gina)
    edited(gina, series, until_on=timezone.localdate())

    again = meetings(gina)

    assert PeerGroup.objects.get().series == again
    assert set(Session.objects.meant_for(cleo).to_come().values_list("series", flat=True)) == {again.pk}


def test_the_page_starts_them_and_leads_to_where_they_are_changed(as_, group, gina):
    browser, path, tomorrow = as_(gina), f"/groups/{group.pk}/meetings/", timezone.localdate() + timedelta(days=1)
    moment = {"weekdays": [tomorrow.weekday()], "every_weeks": 1, "length_minutes": 90, "from_on": tomorrow}
    browser.post(f"{path}start/", moment | {"title": "Thee", "start_time": "19:30"})

    page = browser.get(path).content.decode()

    group.refresh_from_db()
    ways = [f"/sessions/series/{group.series_id}/{part}/" for part in ("edit", "stop")]
    assert page.count("Verplaats die van") == 8
    assert [(way in page, browser.get(way).status_code) for way in ways] == [(True, 200), (True, 200)]


def test_the_page_tells_where_the_room_is_taken_before_it_starts_them(as_, group, series, gina, eva, house):
    room = cast.make_room(house, "Zolderkamer")
    edited(eva, series, room_id=room.pk)
    words = {"weekdays": [2], "every_weeks": 1, "length_minutes": 90, "from_on": timezone.localdate()}
    words |= {"title": "Thee", "start_time": "20:00", "room_id": room.pk}
    browser, path = as_(gina), f"/groups/{group.pk}/meetings/start/"

    answer = browser.post(path, words)

    group.refresh_from_db()
    assert (answer.status_code, b"De kamer is dan bezet" in answer.content, group.series) == (422, True, None)
    assert browser.post(path, words | {"seen": seen_in(answer)}).status_code == 302
    group.refresh_from_db()
    assert {session.lacks_room for session in group.series.sessions.all()} == {True}


def test_an_alumna_reads_where_on_the_day_and_after_her_code(as_, group, meetings, gina, cleo, house):
    today = timezone.localdate()
    rhythm = Rhythm(weekdays=frozenset({today.weekday()}), from_on=today)
    series = meetings(gina, rhythm=rhythm, room_id=cast.make_room(house, "Zolderkamer").pk, start_time=time(23, 50))
    first, second = series.sessions.all()[:2]
    phone = as_(cleo)

    told = [b"Zolderkamer" in phone.get(f"/sessions/{one.pk}/").content for one in (first, second)]
    Device.objects.update(there_at=timezone.now() - timedelta(minutes=16))
    after = phone.get(f"/sessions/{first.pk}/").content

    assert (told, b"Zolderkamer" in after, b"Lees meer met je code" in after) == ([True, False], False, True)
    assert b"Zolderkamer" not in phone.get("/week/").content
