"""When a seat begins to read: nobody lets anybody in alone."""

from datetime import time

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from house.access_log.services import log
from house.door.services import cards, vouches
from house.errors import NotHere
from house.models import House, Person, Position, Role, Stay, What
from peergroups.agreements.services import agree
from peergroups.errors import NotInYet, NotOpenYet
from peergroups.groups.queries import places_of, seats_that_count
from peergroups.meetings.services import start_meetings
from peergroups.models import Seat, SeatQuestion
from peergroups.seats.services.admission import (
    answer_about_seat,
    answerers_of,
    ask_about_seat,
    open_seat,
    open_told_seats,
    openers_of,
)
from peergroups.seats.services.lifecycle import freeze_seat, give_seat, pause_seat, resume_seat, thaw_seat
from peergroups.talk.queries import history
from peergroups.talk.services.unread import unread_counts
from programs.models import Enrolment, Session
from programs.recurrence.rhythm import Rhythm
from tests import cast
from tests.house.test_returning import later
from tests.shutting import shut

CHOICE = {"sign_in_name": "merel-42", "passphrase": "drie gewone woorden"}


@pytest.fixture
def given(group, eva, bo):
    """Eva gave Bo a seat; nobody said that she met her."""
    return cast.give_seat(actor=eva, group_id=group.pk, person_id=bo.pk, alias="Stip")


@pytest.fixture
def joke(house):
    return cast.make_worker("Joke", house, Role.FACILITATOR)


@pytest.fixture
def coming(group, eva, joke):
    """Eva gave Joke a place to hold the group; the group reads it from now on."""
    return give_seat(actor=eva, group_id=group.pk, person_id=joke.pk, kind=Seat.Kind.FACILITATOR)


@pytest.fixture
def witness(house):
    return cast.make_worker("Pia", house, Role.WITNESS)


def reads(person, group):
    try:
        history(actor=person, group_id=group.pk)
    except NotOpenYet:
        return False
    return True


def rights_of(person, group):
    """Whether she is let in, by every question that asks it."""
    return {
        "reads": reads(person, group),
        "is shown what is said": person.pk in seats_that_count([group.pk])[group.pk],
        "has a live place": any(not place.out for place in places_of([person.pk]).get(person.pk, [])),
        "has something to read": group.pk in unread_counts(person),
    }


def test_a_given_seat_reads_nothing_yet(given, group, bo, say):
    assert set(rights_of(bo, group).values()) == {False}
    with pytest.raises(NotOpenYet):
        say(bo)


def test_a_peers_seat_opens_when_who_holds_the_group_says_that_she_met_her(given, group, bo, gina, say, amal):
    say(amal, "van voor Bo")

    open_seat(actor=gina, seat_id=given.pk)

    assert set(rights_of(bo, group).values()) == {True}
    assert history(actor=bo, group_id=group.pk).messages == []
    agree(actor=bo, group_id=group.pk, number=1)
    assert say(bo, "Hoi").number == 2


@pytest.mark.parametrize("who", ["eva", "dewi", "hanne", "amal", "bo", "fay", "joke"])
def test_nobody_elses_word_opens_it(given, request, who):
    with pytest.raises(NotHere):
        open_seat(actor=request.getfixturevalue(who), seat_id=given.pk)


def test_an_account_that_nobody_met_opens_no_seat(given, gina):
    gina.vouch.delete()

    assert openers_of(given) == []


def test_a_colleague_whom_the_giver_made_opens_no_seat(given, eva, gina):
    vouches.note_made(maker=eva, person=gina)

    assert openers_of(given) == []


def test_the_maker_or_voucher_of_the_giver_opens_no_seat(given, eva, gina):
    """Else a facilitator who runs the house gives by an invented coordinator, and opens by herself."""
    vouches.note_made(maker=gina, person=eva)
    assert openers_of(given) == []

    eva.makings.all().delete()
    eva.vouch.delete()
    cast.vouch_for(eva, by=gina)
    given.refresh_from_db()

    assert openers_of(given) == []


def test_who_gave_a_seat_does_not_open_it_as_a_facilitator_either(given, house, group, eva):
    Position.objects.create(person=eva, house=house, role=Role.FACILITATOR, from_on=cast.days(-9))
    cast.take_seat(actor=eva, group_id=group.pk, person_id=eva.pk, kind=Seat.Kind.FACILITATOR)

    with pytest.raises(NotHere):
        open_seat(actor=eva, seat_id=given.pk)


def test_the_database_refuses_that_one_person_gives_and_opens(given, eva):
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(pk=given.pk).update(opened_at=timezone.now(), opened_by=eva)


def test_the_second_pair_of_eyes_opens_it_only_where_nobody_nearer_counts(given, gina, witness):
    assert openers_of(given) == [gina]

    gina.vouch.delete()

    assert openers_of(given) == [witness]
    assert open_seat(actor=witness, seat_id=given.pk).opened_by == witness


def test_a_seat_opens_for_nobody_who_never_came_in(group, house, eva, gina):
    """Her first card is made by one person, so whoever holds it might come in as her."""
    ada = Person.objects.create(chosen_name="Ada")
    Stay.objects.create(person=ada, house=house, arrived_on=cast.days(0))
    seat = give_seat(actor=eva, group_id=group.pk, person_id=ada.pk)

    with pytest.raises(NotInYet):
        open_seat(actor=gina, seat_id=seat.pk)


def test_she_reads_who_gave_her_seat_and_who_opened_it(given, bo, eva, gina, group):
    open_seat(actor=gina, seat_id=given.pk)

    told = [(line.actor, line.what) for _, of_day in log.lines_for(bo).days for line in of_day]
    assert told == [
        (gina, What.SEAT_OPENED.in_words("Keukentafel")),
        (eva, What.SEAT_GIVEN.in_words("Keukentafel")),
    ]


@pytest.fixture
def meetings(group, gina):
    tomorrow = cast.days(1)
    rhythm = Rhythm(weekdays=frozenset({tomorrow.weekday()}), from_on=tomorrow)
    told = {"title": "Bijeenkomst", "start_time": time(19, 30), "length_minutes": 90, "room_id": None}
    return start_meetings(actor=gina, group_id=group.pk, rhythm=rhythm, **told).series


def test_a_waiting_seat_does_not_tell_when_the_group_meets(meetings, given, bo, gina):
    assert not Session.objects.visible_to(bo).filter(series=meetings).exists()

    open_seat(actor=gina, seat_id=given.pk)

    assert Session.objects.visible_to(bo).filter(series=meetings).exists()


# Who comes to hold a group


def test_who_holds_a_new_group_sits_there_from_the_start_and_is_named(group, gina):
    assert rights_of(gina, group)["reads"]


def test_a_new_facilitator_reads_nothing_before_the_group_read_of_her_for_two_days(coming, group, joke, monkeypatch):
    for hours in (0, 47):
        later(monkeypatch, hours=hours)
        open_told_seats()
        assert not reads(joke, group)

    later(monkeypatch, hours=1, minutes=1)
    open_told_seats()

    assert set(rights_of(joke, group).values()) == {True}


def test_while_the_house_is_shut_the_two_days_do_not_pass(coming, group, joke, house, monkeypatch):
    shut(house)
    later(monkeypatch, hours=49)
    open_told_seats()
    House.objects.update(shut_at=None)

    open_told_seats()
    assert not reads(joke, group)

    later(monkeypatch, hours=48, minutes=1)
    open_told_seats()
    assert reads(joke, group)


def test_she_reads_what_is_said_from_then_on(coming, group, joke, say, amal, monkeypatch):
    say(amal, "van voor Joke")
    later(monkeypatch, hours=49)

    open_told_seats()

    assert history(actor=joke, group_id=group.pk).messages == []


def test_nobody_opens_a_facilitators_new_seat_sooner(coming, gina, witness):
    assert openers_of(coming) == []
    with pytest.raises(NotHere):
        open_seat(actor=gina, seat_id=coming.pk)


@pytest.mark.parametrize("who", ["amal", "gina"])
def test_while_somebody_asks_who_she_is_her_seat_waits(coming, group, joke, monkeypatch, request, who):
    ask_about_seat(actor=request.getfixturevalue(who), seat_id=coming.pk)
    ask_about_seat(actor=request.getfixturevalue(who), seat_id=coming.pk)
    later(monkeypatch, days=30)

    open_told_seats()

    assert not reads(joke, group)
    assert SeatQuestion.objects.count() == 1


def test_after_the_answer_she_waits_on_for_as_long_as_the_question_did(coming, group, joke, amal, gina, monkeypatch):
    later(monkeypatch, hours=10)
    ask_about_seat(actor=amal, seat_id=coming.pk)
    later(monkeypatch, hours=100)
    answer_about_seat(actor=gina, seat_id=coming.pk, answer="Zij werkte met mij in het andere huis.")

    later(monkeypatch, hours=37)
    open_told_seats()
    assert not reads(joke, group)
    later(monkeypatch, hours=2)
    open_told_seats()

    assert reads(joke, group)


@pytest.mark.parametrize("who", ["bo", "fay", "dewi", "eva", "joke"])
def test_only_who_sits_there_asks(coming, request, who):
    with pytest.raises(NotHere):
        ask_about_seat(actor=request.getfixturevalue(who), seat_id=coming.pk)


def test_who_gave_the_seat_does_not_answer_nor_does_somebody_whom_nobody_met(coming, eva, gina, witness, amal):
    ask_about_seat(actor=amal, seat_id=coming.pk)
    assert answerers_of(coming) == [gina, witness]

    gina.vouch.delete()

    for other in (eva, gina, amal):
        with pytest.raises(NotHere):
            answer_about_seat(actor=other, seat_id=coming.pk, answer="Ik ken haar.")


def test_a_facilitator_whose_post_ended_meanwhile_is_still_named(coming, group, joke, as_, amal):
    """Else she could be unnamed for two days, and then read at once."""
    Position.objects.filter(person=joke).update(until_on=cast.days(0))

    page = as_(amal).get(f"/groups/{group.pk}/about/").content.decode()

    assert "Joke" in page


# Coming back


@pytest.fixture
def back(eva, group):
    """Eva asked for it, and somebody comes in with a new card for this person: `back(amal)`."""

    def back(person):
        _, code = cards.issue(person=person, house=group.house, made_by=eva)
        return cards.come_in(code=code, **CHOICE)

    return back


def test_who_comes_back_reads_nothing_until_a_colleague_says_that_she_met_her(back, group, say, seat_of, amal, hanne):
    say(amal, "van voor haar weg was")

    back(amal)

    assert set(rights_of(amal, group).values()) == {False}
    open_seat(actor=hanne, seat_id=seat_of(amal).pk)
    told = history(actor=amal, group_id=group.pk).messages
    assert [message["text"] for message in told] == ["van voor haar weg was"]


@pytest.mark.parametrize("turn", ["pause", "freeze"])
def test_a_paused_or_frozen_seat_waits_too(back, group, seat_of, amal, gina, turn):
    if turn == "pause":
        pause_seat(actor=amal, group_id=group.pk)
    else:
        freeze_seat(actor=gina, seat_id=seat_of(amal).pk)

    back(amal)
    if turn == "pause":
        resume_seat(actor=amal, group_id=group.pk)
    else:
        thaw_seat(actor=gina, seat_id=seat_of(amal).pk)

    assert not reads(amal, group)


def test_who_asked_the_return_does_not_open_the_seat(back, house, group, seat_of, amal, eva, gina):
    Position.objects.create(person=eva, house=house, role=Role.COACH, from_on=cast.days(-9))

    back(amal)

    assert openers_of(seat_of(amal)) == [gina]
    with pytest.raises(NotHere):
        open_seat(actor=eva, seat_id=seat_of(amal).pk)


def test_after_a_return_a_trainer_opens_nothing(back, seat_of, amal, gina, dewi, witness):
    gina.vouch.delete()

    back(amal)

    assert openers_of(seat_of(amal)) == [witness]


def test_a_facilitator_who_comes_back_waits_for_a_colleague(back, group, seat_of, gina, hanne):
    back(gina)

    assert not reads(gina, group)
    assert openers_of(seat_of(gina)) == [hanne]


def test_who_comes_back_does_not_read_when_the_group_meets(meetings, back, group, seat_of, amal, hanne):
    back(amal)
    assert not Enrolment.objects.current().filter(person=amal, series=meetings).exists()

    open_seat(actor=hanne, seat_id=seat_of(amal).pk)

    assert Enrolment.objects.current().filter(person=amal, series=meetings).exists()


def test_a_first_card_closes_what_was_open_before_it_too(group, seat_of, amal, eva, gina):
    """As in a house where seats were there before they waited for anybody."""
    amal.sign_in_name = None
    amal.save()
    _, code = cards.make_card(actor=eva, person_id=amal.pk)

    cards.come_in(code=code, **CHOICE)

    assert not reads(amal, group)
    assert openers_of(seat_of(amal)) == [gina]
