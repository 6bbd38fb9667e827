"""Her week in a calendar elsewhere: what is in it, who gets it, and when it is over."""

import gzip
import re
from datetime import date, timedelta
from hashlib import sha256

import icalendar
import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from house.access_log.services import log
from house.desk import services as staying
from house.errors import NotHere
from house.models import Position, Role, Stay
from house.sign_in.services import devices
from house.throttle import RateLimit
from programs.feeds import services
from programs.feeds.services import end_feed, end_feed_of, feed_of, make_feed
from programs.models import Feed, Session
from programs.planning.services.change import cancel_session, move_session
from programs.trainings.services import change_training
from tests import cast
from tests.programs.conftest import WE, local

PROPERTIES = set("UID SEQUENCE DTSTAMP LAST-MODIFIED DTSTART DTEND SUMMARY STATUS TRANSP CLASS".split())
WHY = "De trein van Dewi komt later aan."


@pytest.fixture(autouse=True)
def _as_often_as_one_likes(monkeypatch):
    monkeypatch.setattr(services, "fetches", RateLimit(1000, 1000))
    monkeypatch.setattr(services, "misses", RateLimit(1000, 1000))


@pytest.fixture
def fetch(client):
    """What a calendar gets for a key; it has no cookies."""

    def ask(key, method="get", **headers):
        client.cookies.clear()
        return getattr(client, method)(reverse("programs:calendar", args=[key]), headers=headers)

    return ask


def events(response):
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def told(response):
    return [(event["DTSTART"].dt, str(event["SUMMARY"]), str(event["STATUS"])) for event in events(response)]


# What is in it


def test_a_resident_gets_times_and_no_word_of_what_it_is(session, amal, fetch):
    response = fetch(make_feed(actor=amal))

    assert told(response)[0] == (session.starts_at, "Afspraak", "CONFIRMED")
    assert {str(event["SUMMARY"]) for event in events(response)} == {"Afspraak"}


def test_each_session_that_counts_her_in_is_one_event_with_its_own_name(session, coaching, amal, fetch):
    response = fetch(make_feed(actor=amal))

    mine = Session.objects.meant_for(amal)
    assert {str(event["UID"]) for event in events(response)} == {f"{session.pk}@week" for session in mine}
    assert len(events(response)) == mine.count() == 26


def test_nothing_but_times_and_a_quiet_name_leaves_the_house(
    session, coaching, training, house, room, amal, hanne, eva, fetch
):
    title = "Je grens aangeven"
    change_training(actor=eva, training_id=training.pk, theme="body", title=title, quiet_title="Sterk staan")

    for key in (make_feed(actor=amal), make_feed(actor=hanne)):
        response = fetch(key)
        body = response.content.decode()
        assert {name for event in events(response) for name in event} == PROPERTIES
        assert [word for word in (title, "Amal", "Hanne", "Dewi", room.name, house.name) if word in body] == []


def test_who_works_here_gets_what_she_gives_by_its_quiet_title(session, coaching, dewi, eva, training, fetch):
    change_training(
        actor=eva, training_id=training.pk, theme="boundaries", title="Je grens aangeven", quiet_title="Dinsdag, thee"
    )

    response = fetch(make_feed(actor=dewi))

    assert {str(event["SUMMARY"]) for event in events(response)} == {"Dinsdag, thee"}
    assert len(events(response)) == Session.objects.given_by(dewi).count() == 13


def test_her_language_is_that_of_her_calendar(session, amal, fetch):
    amal.language = "en"
    amal.save()

    response = fetch(make_feed(actor=amal), **{"Accept-Language": "nl"})

    assert (told(response)[0][1], response.headers["Content-Language"]) == ("Appointment", "en")


def test_a_moved_session_keeps_its_name_and_counts_its_changes(session, amal, dewi, clock, fetch):
    key = make_feed(actor=amal)
    clock.set(2026, 10, 13, 9)
    move_session(actor=dewi, session_id=session.pk, starts_at=local(2026, 10, 13, 15, 30), why=WHY)

    [event] = [event for event in events(fetch(key)) if event["UID"] == f"{session.pk}@week"]

    assert (event["DTSTART"].dt, event["DTEND"].dt) == (local(2026, 10, 13, 15, 30), local(2026, 10, 13, 17))
    assert (event["SEQUENCE"], event["LAST-MODIFIED"].dt, event["DTSTAMP"].dt) == (1, clock.now, clock.now)


def test_a_cancelled_session_stays_in_it_as_cancelled_until_it_is_four_weeks_old(session, amal, dewi, clock, fetch):
    key = make_feed(actor=amal)
    cancel_session(actor=dewi, session_id=session.pk, why=WHY)
    mine = (session.starts_at, "Afspraak", "CANCELLED")

    assert told(fetch(key))[0] == mine
    clock.set(2026, 11, 15, 23)
    assert told(fetch(key))[0] == mine
    clock.set(2026, 11, 16, 1)
    assert mine not in told(fetch(key))


def test_times_stay_what_they_are_across_the_clock_change(session, amal, fetch):
    starts = {event["DTSTART"].dt.strftime("%H:%M %Z") for event in events(fetch(make_feed(actor=amal)))}

    assert starts == {"10:30 CEST", "10:30 CET"}


# How it is fetched


def test_it_is_a_calendar_with_a_name_that_tells_nothing(session, amal, fetch):
    response = fetch(make_feed(actor=amal))

    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'inline; filename="week.ics"'
    assert (response.headers["Cache-Control"], response.cookies) == ("private, no-cache", {})


def test_what_did_not_change_is_not_sent_again(session, amal, fetch, django_assert_num_queries):
    key = make_feed(actor=amal)
    etag = fetch(key).headers["ETag"]

    with django_assert_num_queries(3):
        again = fetch(key, **{"If-None-Match": etag})

    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    assert not etag.startswith("W/")


def test_what_lapses_on_a_closed_day_is_cancelled_there(session, amal, eva, house, fetch):
    key = make_feed(actor=amal)
    Session.objects.filter(pk=session.pk).update(state=Session.State.LAPSED, takes_room=False)

    assert told(fetch(key))[0] == (session.starts_at, "Afspraak", "CANCELLED")


@pytest.mark.parametrize("change", ["move", "cancel", "title", "language", "room"])
def test_whatever_stands_in_it_changes_its_tag(change, session, training, amal, dewi, eva, fetch):
    key = make_feed(actor=dewi)
    before = fetch(key)
    if change == "move":
        move_session(actor=dewi, session_id=session.pk, starts_at=local(2026, 10, 13, 15, 30), why=WHY)
    elif change == "cancel":
        cancel_session(actor=dewi, session_id=session.pk, why=WHY)
    elif change == "title":
        change_training(actor=eva, training_id=training.pk, theme="boundaries", title="Sterk", quiet_title="Thee")
    elif change == "language":
        dewi.language = "en"
        dewi.save()
    else:
        Session.objects.filter(pk=session.pk).update(room=None, takes_room=False)  # stands not in it

    after = fetch(key)

    assert (after.headers["ETag"] == before.headers["ETag"]) == (change == "room")
    assert after.content == before.content or change not in ("room",)


def test_equal_tags_mean_equal_calendars_after_any_change_by_hand(session, amal, fetch):
    """Also where somebody changed a row and forgot to count it."""
    key = make_feed(actor=amal)
    tags = {fetch(key).headers["ETag"]}
    for change in (
        {"starts_at": local(2026, 10, 13, 9)},
        {"ends_at": local(2026, 10, 13, 13)},
        {"state": "cancelled", "takes_room": False},
        {"held_on": date(2026, 9, 1)},
    ):
        Session.objects.filter(pk=session.pk).update(**change)
        tags.add(fetch(key).headers["ETag"])

    assert len(tags) == 5


def test_a_new_day_alone_changes_nothing(session, amal, fetch, clock):
    key = make_feed(actor=amal)
    etag = fetch(key).headers["ETag"]
    clock.set(2026, 10, 17, 12)

    assert fetch(key).headers["ETag"] == etag


def test_a_zipped_feed_has_a_tag_of_its_own(session, amal, fetch):
    key = make_feed(actor=amal)
    plain, zipped = fetch(key), fetch(key, **{"Accept-Encoding": "gzip, deflate"})

    assert gzip.decompress(zipped.content) == plain.content
    assert (zipped.headers["Content-Encoding"], "Accept-Encoding" in zipped.headers["Vary"]) == ("gzip", True)
    assert zipped.headers["ETag"] != plain.headers["ETag"]
    again = fetch(key, **{"Accept-Encoding": "gzip", "If-None-Match": zipped.headers["ETag"]})
    assert again.status_code == 304


def test_a_feed_answers_get_and_head_alone(session, amal, fetch):
    key = make_feed(actor=amal)
    head = fetch(key, "head")

    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", fetch(key).headers["ETag"])
    assert fetch(key, "post").status_code == 405


def test_three_queries_however_many_sessions(session, plan, room, amal, fetch, django_assert_num_queries):
    plan([WE], room_id=None)
    key = make_feed(actor=amal)
    fetch(key)

    with django_assert_num_queries(3):
        assert len(events(fetch(key))) == 26


def test_she_reads_on_which_day_it_was_fetched_last(session, amal, fetch, clock):
    key = make_feed(actor=amal)
    assert feed_of(amal).last_fetched_on is None

    fetch(key)
    clock.set(2026, 10, 15, 3)
    fetch(key, **{"If-None-Match": fetch(key).headers["ETag"]})

    assert feed_of(amal).last_fetched_on == date(2026, 10, 15)


# Who gets it, and until when


def test_the_key_is_kept_nowhere(amal):
    key = make_feed(actor=amal)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM programs_feed")
        [row] = cursor.fetchall()
    assert len(bytes.fromhex(key)) == 32
    assert (key in str(row), sha256(key.encode()).hexdigest() in str(row)) == (False, True)


def refused(response):
    """All that differs from one answer to the next, if anything does."""
    return response.status_code, response.content, dict(response.headers)


def test_a_key_that_never_was_ended_or_is_over_gets_the_same_answer_for_the_same_questions(
    amal, bo, dewi, eva, fetch, django_assert_num_queries
):
    renewed, over, ended = make_feed(actor=amal), make_feed(actor=bo), make_feed(actor=dewi)
    make_feed(actor=amal)
    staying.end_stay(actor=eva, stay_id=bo.stays.get().pk, on=timezone.localdate())
    end_feed(actor=dewi)

    answers = []
    for key in ("0" * 64, "x", renewed, over, ended):
        with django_assert_num_queries(1):
            answers.append(refused(fetch(key)))

    assert [answer for answer in answers if answer != answers[0]] == []
    assert answers[0][:2] == (404, b"")


def test_a_feed_ends_with_her_stay_and_does_not_come_back_with_the_next(session, amal, eva, house, fetch):
    key = make_feed(actor=amal)
    staying.end_stay(actor=eva, stay_id=amal.stays.get().pk, on=timezone.localdate())
    Stay.objects.create(person=amal, house=house, arrived_on=timezone.localdate())

    assert (fetch(key).status_code, feed_of(amal)) == (404, None)


def test_a_feed_ends_by_itself_with_her_position(session, house, fetch, clock):
    jip = cast.make_worker("Jip", house, Role.TRAINER, until=2)
    key = make_feed(actor=jip)

    assert fetch(key).status_code == 200
    clock.set(2026, 10, 15, 0, 1)
    assert fetch(key).status_code == 404


def test_of_two_positions_it_belongs_to_the_one_that_lasts(house, eva):
    longest = eva.positions.get()
    Position.objects.create(person=eva, house=house, role=Role.COACH, from_on=cast.days(-300), until_on=cast.days(300))

    make_feed(actor=eva)

    assert feed_of(eva).position == longest


def test_who_has_no_place_here_gets_none(cleo, house):
    with pytest.raises(NotHere):
        make_feed(actor=cleo)


def test_an_account_that_was_closed_reads_nothing(session, amal, fetch):
    key = make_feed(actor=amal)
    amal.is_active = False
    amal.save()

    assert fetch(key).status_code == 404


def test_what_she_leaves_is_gone_from_it(coaching, amal, fetch):
    key = make_feed(actor=amal)
    assert len(events(fetch(key))) == 13
    coaching.series.enrolments.update(until_on=date(2026, 10, 20))

    assert len(events(fetch(key))) == 1


def test_signing_out_everywhere_ends_it(amal, fetch):
    key = make_feed(actor=amal)
    devices.end_other_devices(actor=amal, session_key="this one")
    assert fetch(key).status_code == 200

    devices.end_devices(actor=amal, person_id=amal.pk)

    assert fetch(key).status_code == 404


def test_a_coordinator_ends_it_and_she_reads_who_did(amal, eva, fetch):
    key = make_feed(actor=amal)

    end_feed_of(actor=eva, person_id=amal.pk)

    assert fetch(key).status_code == 404
    [(_, [line])] = log.lines_for(amal).days
    assert (line.actor, line.what) == (eva, "haalde de link naar je andere agenda weg")


@pytest.mark.parametrize("who", ["dewi", "hanne", "gina", "bo", "fay", "ida"])
def test_nobody_else_does(who, amal, other_house, request, fetch):
    actor = cast.make_worker("Ida", other_house, Role.COORDINATOR) if who == "ida" else request.getfixturevalue(who)
    key = make_feed(actor=amal)

    with pytest.raises(NotHere):
        end_feed_of(actor=actor, person_id=amal.pk)

    assert fetch(key).status_code == 200


def test_a_feed_belongs_to_one_place(amal, dewi):
    stay, position = amal.stays.get(), dewi.positions.get()
    for places in ({}, {"stay": stay, "position": position}):
        with pytest.raises(IntegrityError, match="a_feed_ends_with_a_stay_or_a_position"), transaction.atomic():
            Feed.objects.create(person=amal, key_hash="x", **places)


# Too often


def test_who_asks_again_and_again_waits(session, amal, fetch, monkeypatch):
    monkeypatch.setattr(services, "fetches", RateLimit(2, 2, clock=lambda: 0.0))
    key, other = make_feed(actor=amal), "0" * 64

    answers = [fetch(key) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "30"
    assert fetch(other).status_code == 404


def test_who_guesses_waits_and_keeps_nobody_else_out(session, amal, fetch, monkeypatch):
    monkeypatch.setattr(services, "misses", RateLimit(2, 2, clock=lambda: 0.0))
    key = make_feed(actor=amal)

    assert [fetch(str(number)).status_code for number in range(3)] == [404, 404, 429]
    assert fetch(key).status_code == 200


# The pages


def test_the_link_is_shown_once(session, amal, as_, client):
    browser = as_(amal)
    page = browser.post("/me/calendar/new/").content.decode()
    address = re.search(r'value="(http://testserver/week/[0-9a-f]{64}\.ics)"', page)[1]

    assert client.get(address).status_code == 200
    assert ".ics" not in browser.get("/me/calendar/").content.decode()


@pytest.mark.parametrize(("who", "warned"), [("amal", True), ("dewi", False)])
def test_a_resident_reads_first_what_she_gives_away(who, warned, as_, request):
    page = as_(request.getfixturevalue(who)).get("/me/calendar/new/").content.decode()

    assert ("Google, Apple of Microsoft haalt je tijden op en bewaart ze" in page) == warned


def test_her_code_is_asked_before_she_makes_one_and_not_before_she_ends_it(amal, as_):
    browser = as_(amal)
    browser.get("/me/")
    make_feed(actor=amal)
    amal.devices.update(opened_at=timezone.now() - timedelta(minutes=6))

    assert [browser.get("/me/calendar/new/").status_code, browser.post("/me/calendar/new/").status_code] == [423, 423]
    assert browser.post("/me/calendar/end/").status_code == 302
    assert feed_of(amal) is None


def test_who_has_no_place_here_sees_no_such_line(cleo, amal, as_):
    assert ["/me/calendar/" in as_(person).get("/me/").content.decode() for person in (cleo, amal)] == [False, True]


def test_the_coordinator_sees_that_there_is_one_and_no_more(amal, bo, eva, as_):
    make_feed(actor=amal)

    pages = [as_(eva).get(f"/desk/people/{person.pk}/").content.decode() for person in (amal, bo)]

    assert ["Haal haar link weg" in page for page in pages] == [True, False]
    assert ".ics" not in pages[0]
