"""A seat that was not opened for long sleeps: it reads nothing, tells nobody, and wakes by proof."""

from datetime import time
from functools import partial
from itertools import product
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from house.door.services import cards
from house.errors import NotHere
from house.models import Device
from peergroups.agreements.services import agree
from peergroups.care.services import report_message
from peergroups.errors import Asleep, Frozen, NotOpenYet, Paused
from peergroups.forgetting import fade
from peergroups.groups.queries import places_of, seats_that_count
from peergroups.meetings.services import hold_meetings
from peergroups.models import Freeze, Message, PeerGroup, Seat
from peergroups.news import GroupChanges, SeatsChanged
from peergroups.personal_data import kept_of
from peergroups.seats.services.admission import close_seats, open_seat, openers_of
from peergroups.seats.services.lifecycle import end_seat, freeze_seat, pause_seat, thaw_seat
from peergroups.seats.services.naming import choose_alias
from peergroups.seats.services.sleeping import SLEEPS_AFTER, knows_from_before, let_seats_sleep, wake_seat
from peergroups.talk.queries import history, page_since, quotes_for, seats_around, where_she_left
from peergroups.talk.services.change import edit_message, react, take_back, unreact
from peergroups.talk.services.leaving import leave_group
from peergroups.talk.services.unread import read_up_to, seats_with_news, unread_counts
from programs.models import Audience, Enrolment
from programs.planning.services.start import start_first_series
from programs.recurrence.rhythm import Rhythm
from tests import cast
from tests.cast import PASSPHRASE
from tests.house.at_once import at_once
from tests.meanwhile import begun_while_held, rows_are_locked
from tests.shutting import shut

LONG = SLEEPS_AFTER.days
CHOICE = {"sign_in_name": "amal", "passphrase": "heel-lang-en-anders"}


def away(seat, days=LONG):
    """As if she last opened the group so many days ago."""
    Seat.objects.filter(pk=seat.pk).update(awake_on=cast.days(-days))


@pytest.fixture
def asleep(group, say, seat_of, amal, cleo):
    """Amal read the first message and wrote one, and then stayed away."""
    say(cleo, "Geheim van Kaneel")
    say(amal, "Van mij")
    read_up_to(actor=amal, group_id=group.pk, number=2)
    away(seat_of(amal))
    let_seats_sleep()
    seat = seat_of(amal)
    assert seat.is_asleep
    return seat


@pytest.fixture
def meetings(group, house, eva):
    series = start_first_series(
        actor=eva,
        house_id=house.pk,
        title="Keukentafel",
        theme="house",
        rhythm=Rhythm(weekdays=frozenset({2}), from_on=timezone.localdate()),
        start_time=time(19, 30),
        length_minutes=90,
        audience=Audience.GROUP,
    )
    hold_meetings(actor=eva, group_id=group.pk, series_id=series.pk)
    return series


def counted_in(person, series):
    return Enrolment.objects.current().filter(series=series, person=person).exists()


def device_of(person, *, days):
    """A device on which she is signed in since so many days."""
    return Device.objects.create(person=person, session_hash=uuid4().hex, began_on=cast.days(-days))


def on_her_old_phone(as_, person):
    """A browser in which she was signed in before her seat fell asleep."""
    phone = as_(person)
    phone.get(reverse("house:help"))
    assert Device.objects.filter(person=person).update(began_on=cast.days(-LONG - 10))
    return phone


# --- Falling asleep.


@pytest.mark.parametrize(("days", "state"), [(LONG - 1, "active"), (LONG, "asleep"), (LONG + 500, "asleep")])
def test_a_seat_sleeps_after_its_days(group, seat_of, amal, cleo, days, state):
    away(seat_of(amal), days)

    let_seats_sleep()

    assert (seat_of(amal).state, seat_of(cleo).state) == (state, "active")


def test_which_seats_sleep(group, house, seat_of, amal):
    """Each state of the seat, of the group and of the house, with a seat that is open and one that waits."""
    for state, group_state, is_open, is_shut in product(
        ["active", "paused", "frozen", "asleep"], PeerGroup.State.values, [True, False], [True, False]
    ):
        away(seat_of(amal))
        opened_at = timezone.now() if is_open else None
        Seat.objects.filter(person=amal).update(state=state, opened_at=opened_at)
        PeerGroup.objects.update(state=group_state)
        type(house).objects.filter(pk=house.pk).update(shut_at=timezone.now() if is_shut else None)

        let_seats_sleep()

        talks = group_state in ("forming", "open") and not is_shut
        is_due = state in ("active", "paused") and is_open and talks
        assert seat_of(amal).state == ("asleep" if is_due else state), (state, group_state, is_open, is_shut)


def test_days_of_rest_do_not_count(group, seat_of, amal):
    away(seat_of(amal))
    PeerGroup.objects.update(state=PeerGroup.State.RESTING)
    let_seats_sleep()
    PeerGroup.objects.update(state=PeerGroup.State.OPEN)

    let_seats_sleep()

    assert (seat_of(amal).state, seat_of(amal).awake_on) == ("active", cast.days(0))


def test_days_in_a_shut_house_do_not_count(group, house, seat_of, amal):
    away(seat_of(amal))
    shut(house)

    let_seats_sleep()

    assert (seat_of(amal).state, seat_of(amal).awake_on) == ("active", cast.days(0))


def test_a_facilitators_seat_never_sleeps(group, seat_of, gina):
    away(seat_of(gina), 1000)

    let_seats_sleep()

    assert seat_of(gina).state == Seat.State.ACTIVE


def test_the_day_is_written_once(as_, group, seat_of, amal):
    away(seat_of(amal), 3)
    hers, talk = as_(amal), reverse("peergroups:talk", args=[group.pk])

    written = []
    for _visit in range(3):
        with CaptureQueriesContext(connection) as queries:
            hers.get(talk)
        written.append(sum("awake_on" in query["sql"] and query["sql"].startswith("UPDATE") for query in queries))

    assert (written, seat_of(amal).awake_on) == ([1, 0, 0], cast.days(0))


def test_reading_in_an_open_tab_is_being_here(group, say, seat_of, amal, cleo):
    say(cleo)
    away(seat_of(amal), LONG - 1)

    read_up_to(actor=amal, group_id=group.pk, number=1)

    assert seat_of(amal).awake_on == cast.days(0)


@pytest.mark.parametrize("path", ["peergroups:groups", "programs:week", "house:me"])
def test_other_pages_are_not_the_group(as_, group, seat_of, amal, path):
    away(seat_of(amal), 3)

    as_(amal).get(reverse(path))

    assert seat_of(amal).awake_on == cast.days(-3)


def test_a_facilitators_reading_keeps_no_day(as_, group, say, seat_of, amal, gina):
    say(amal)
    away(seat_of(gina), 3)

    as_(gina).get(reverse("peergroups:talk", args=[group.pk]))
    read_up_to(actor=gina, group_id=group.pk, number=1)

    assert seat_of(gina).awake_on == cast.days(-3)


@pytest.mark.django_db(transaction=True)
@rows_are_locked
def test_who_comes_while_it_falls_asleep_stays_awake(group, seat_of, amal):
    seat = seat_of(amal)
    away(seat)

    with begun_while_held(Seat, seat.pk, let_seats_sleep) as (_outcome, is_done):
        assert not is_done.wait(0.5)
        Seat.objects.filter(pk=seat.pk).update(awake_on=cast.days(0))

    assert seat_of(amal).state == Seat.State.ACTIVE


@pytest.mark.django_db(transaction=True)
@rows_are_locked
def test_a_group_that_rests_meanwhile_puts_nobody_to_sleep(group, seat_of, amal):
    away(seat_of(amal))

    with begun_while_held(PeerGroup, group.pk, let_seats_sleep) as (_outcome, is_done):
        assert not is_done.wait(0.5)
        PeerGroup.objects.update(state=PeerGroup.State.RESTING)

    assert seat_of(amal).state == Seat.State.ACTIVE


# --- Asleep.


def rights_of(person, group):
    """Whether she is let in, by every question that asks it of many."""
    return {
        "sees the group": PeerGroup.objects.visible_to(person).exists(),
        "sees its seats": Seat.objects.visible_to(person).exists(),
        "is shown what is said": person.pk in seats_that_count([group.pk])[group.pk],
        "has a live place": any(not place.out for place in places_of([person.pk]).get(person.pk, [])),
        "has something to read": group.pk in unread_counts(person),
        "has a badge": bool(list(seats_with_news([person.pk]))),
    }


def test_asleep_she_has_no_right_by_any_question(group, asleep, say, amal, cleo):
    say(cleo, "Intussen")

    assert set(rights_of(cleo, group).values()) == {True}
    assert set(rights_of(amal, group).values()) == {False}


VERBS = {
    "pages": lambda who: page_since(**who, version=0),
    "history": lambda who: history(**who),
    "quotes": lambda who: quotes_for(**who, numbers=[1, 2]),
    "seats": lambda who: seats_around(**who),
    "reading": lambda who: read_up_to(**who, number=1),
    "editing": lambda who: edit_message(**who, number=2, text="Anders"),
    "taking back": lambda who: take_back(**who, number=2),
    "reacting": lambda who: react(**who, number=1, name="sun"),
    "reacting no more": lambda who: unreact(**who, number=1, name="sun"),
    "reporting": lambda who: report_message(**who, number=1),
    "agreeing": lambda who: agree(**who, number=1),
    "a name": lambda who: choose_alias(**who, alias="Berk", dye="plum", figure="hen"),
    "leaving": lambda who: leave_group(**who, takes_words=True),
}


@pytest.mark.parametrize("verb", VERBS)
def test_asleep_every_verb_says_so(group, asleep, amal, verb):
    with pytest.raises(Asleep):
        VERBS[verb]({"actor": amal, "group_id": group.pk})

    assert Message.objects.get(number=2).text == "Van mij"


def test_asleep_she_says_nothing(group, asleep, say, amal):
    with pytest.raises(Asleep):
        say(amal, "Ik ben er weer")


def paths_of_the_group(group):
    """Every path below this group, as it stands in the urls of the app."""
    patterns = next(found for found in get_resolver().url_patterns if getattr(found, "app_name", "") == "peergroups")
    for pattern in patterns.url_patterns:
        if "group_id" in pattern.pattern.converters and not str(pattern.pattern).startswith("desk/"):
            number = {"number": 1} if "number" in pattern.pattern.converters else {}
            yield pattern.name, reverse(f"peergroups:{pattern.name}", kwargs={"group_id": group.pk} | number)


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_of_the_group_shows_a_word_or_a_name(as_, group, asleep, amal, method):
    hers, paths = on_her_old_phone(as_, amal), list(paths_of_the_group(group))
    assert len(paths) > 15

    for name, path in paths:
        for headers in ({}, {"Accept": "application/json"}):
            answer = getattr(hers, method)(path, headers=headers)
            page = answer.content.decode()
            assert answer.status_code in (302, 403, 404, 405, 422) or name == "wake", (name, answer.status_code)
            for word in ("Geheim van Kaneel", "Van mij", "Kaneel", "Wat we hier zeggen"):
                assert word not in page, (name, word)


def test_the_twin_of_the_line_says_that_it_sleeps(as_, group, asleep, amal):
    frames = as_(amal).get(reverse("peergroups:sync"), {"have": f"{group.pk}:0"}).json()["frames"]

    assert frames[0]["groups"] == {}
    assert [(frame["t"], frame["reason"], frame["again"], frame["sentence"]) for frame in frames[1:]] == [
        ("gone", "asleep", "yes", str(Asleep.message))
    ]


def test_her_groups_say_so_and_show_nothing_new(as_, group, asleep, say, amal, cleo):
    say(cleo, "Intussen")

    page = as_(amal).get(reverse("peergroups:groups")).content.decode()

    assert "Je plek slaapt" in page
    assert reverse("peergroups:wake", args=[group.pk]) in page
    assert reverse("peergroups:talk", args=[group.pk]) + '"' not in page
    assert 'class="chip new"' not in page


def test_her_place_her_name_and_her_begin_are_kept(group, seat_of, asleep, amal):
    assert (asleep.alias, asleep.from_number, asleep.read_number, asleep.opened_at is not None) == ("Wilg", 1, 2, True)
    assert Seat.objects.belonging_to(amal).exists()


def test_her_meetings_sleep_too(group, meetings, seat_of, amal, eva):
    away(seat_of(amal))
    let_seats_sleep()
    assert not counted_in(amal, meetings)
    hold_meetings(actor=eva, group_id=group.pk, series_id=meetings.pk)
    assert not counted_in(amal, meetings)

    wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=LONG + 1))

    assert counted_in(amal, meetings)


# --- What others are told.


def test_the_facilitator_reads_that_it_sleeps_and_not_since_when(as_, group, asleep, gina):
    page = as_(gina).get(reverse("peergroups:about", args=[group.pk])).content.decode()

    assert "Slaapt." in page
    assert str(asleep.awake_on.year) + "-" not in page


def test_peers_see_her_as_before(as_, group, say, seat_of, amal, cleo):
    about = reverse("peergroups:about", args=[group.pk])
    hers = as_(cleo)
    before = [hers.get(about).content.decode(), seats_around(actor=cleo, group_id=group.pk)]

    away(seat_of(amal))
    let_seats_sleep()

    after = [hers.get(about).content.decode(), seats_around(actor=cleo, group_id=group.pk)]
    strip = lambda page: page.split("<main")[1].split('name="csrfmiddlewaretoken"')[0]  # noqa: E731
    assert strip(after[0]) == strip(before[0])
    assert after[1] == before[1]


def test_no_line_of_another_hears_of_it(group, seat_of, amal, told, django_capture_on_commit_callbacks):
    away(seat_of(amal))

    with django_capture_on_commit_callbacks(execute=True):
        let_seats_sleep()

    assert [news for news in told if isinstance(news, SeatsChanged | GroupChanges)] == []
    assert {news.person_id for news in told} == {amal.pk}


def test_the_coordinator_reads_what_she_read_before(as_, group, seat_of, amal, eva):
    desk = reverse("peergroups:desk_group", args=[group.pk])
    hers = as_(eva)
    before = hers.get(desk).content.decode().split("<main")[1].split("csrfmiddlewaretoken")[0]

    away(seat_of(amal))
    let_seats_sleep()

    assert hers.get(desk).content.decode().split("<main")[1].split("csrfmiddlewaretoken")[0] == before


def test_the_day_stands_in_what_is_kept_of_her_alone(group, seat_of, amal, cleo):
    away(seat_of(amal), 40)
    lines = lambda person: [line for kind in kept_of(person) for line in kind.lines]  # noqa: E731
    day = cast.days(-40)

    assert any(f"{day.day} " in line and str(day.year) in line for line in lines(amal))
    assert not any(line.startswith("Keukentafel: ") and f"{day.day} " in line for line in lines(cleo))


# --- Waking.


def test_she_wakes_it_on_a_device_of_before(group, asleep, say, seat_of, amal, cleo):
    say(cleo, "Intussen")

    wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=LONG + 1))

    seat = seat_of(amal)
    assert (seat.state, seat.awake_on, seat.from_number, seat.read_number) == ("active", cast.days(0), 1, 2)
    assert [told["text"] for told in history(actor=amal, group_id=group.pk).messages] == [
        "Geheim van Kaneel",
        "Van mij",
        "Intussen",
    ]
    let_seats_sleep()
    assert seat_of(amal).state == "active"


@pytest.mark.parametrize(("days", "knows"), [(LONG + 1, True), (1, True), (0, False), (-1, False)])
def test_a_device_knows_her_when_it_began_before_the_seat_slept(group, asleep, amal, days, knows):
    """The seat fell asleep today, since she was there 180 days ago."""
    assert knows_from_before(device_of(amal, days=days), asleep) is knows


def test_on_a_new_device_it_waits_for_a_colleague_who_meets_her(group, asleep, say, seat_of, amal, cleo, gina, eva):
    say(cleo, "Intussen")

    wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=0))

    with pytest.raises(NotOpenYet):
        history(actor=amal, group_id=group.pk)
    assert openers_of(seat_of(amal)) == [gina]
    for other in (eva, cleo, amal):
        with pytest.raises(NotHere):
            open_seat(actor=other, seat_id=asleep.pk)
    open_seat(actor=gina, seat_id=asleep.pk)
    assert seat_of(amal).state == "active"
    assert len(history(actor=amal, group_id=group.pk).messages) == 3


def test_what_waits_for_a_talk_is_woken_by_no_passphrase(group, asleep, amal):
    wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=0))

    with pytest.raises(NotOpenYet):
        wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=LONG + 1))


def test_who_comes_back_with_a_new_card_waits_too(group, asleep, seat_of, amal, gina, hanne, eva):
    amal.sign_in_name = None
    amal.save()
    _, code = cards.make_card(actor=eva, person_id=amal.pk)
    cards.come_in(code=code, **CHOICE)

    with pytest.raises(NotOpenYet):
        wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=LONG + 1))
    open_seat(actor=gina, seat_id=asleep.pk)

    assert (seat_of(amal).state, seat_of(amal).from_number) == ("active", 1)


def test_what_is_left_after_fading_reads_well(as_, group, asleep, say, seat_of, amal, cleo):
    for number in range(3):
        say(cleo, f"Vroeg {number}")
    Message.objects.update(said_at=timezone.now() - 2 * SLEEPS_AFTER)
    say(cleo, "Van nu")
    fade()

    wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=LONG + 1))

    arrival = where_she_left(seat_of(amal), language="nl", hidden=set())
    assert [told["text"] for told in arrival.history.messages] == ["Van nu"]
    assert (arrival.first_new, arrival.unread, arrival.history.has_older) == (6, 1, False)
    page = as_(amal).get(reverse("peergroups:talk", args=[group.pk])).content.decode()
    assert "Van nu" in page


def test_a_group_in_which_everything_faded_greets_her(as_, group, asleep, amal):
    Message.objects.update(said_at=timezone.now() - 2 * SLEEPS_AFTER)
    fade()
    wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=LONG + 1))

    assert as_(amal).get(reverse("peergroups:talk", args=[group.pk])).status_code == 200


def test_waking_twice_is_waking_once(group, asleep, amal):
    for _again in range(2):
        assert wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=LONG + 1)).state == "active"


@pytest.mark.django_db(transaction=True)
def test_two_tabs_wake_it_once(group, asleep, seat_of, amal):
    device = device_of(amal, days=LONG + 1)
    wake = partial(wake_seat, actor=amal, group_id=group.pk, device=device)

    outcomes = at_once(wake, wake)

    assert [seat.state for seat in outcomes] == ["active", "active"]


def test_a_stranger_wakes_nothing(group, asleep, bo, fay, eva):
    for other in (bo, fay, eva):
        with pytest.raises(NotHere):
            wake_seat(actor=other, group_id=group.pk, device=device_of(other, days=LONG + 1))


# --- Beside a pause, a freeze and an end.


def test_a_pause_sleeps_too_and_wakes_awake(group, seat_of, amal):
    """To read along again after a pause takes one tap, without any proof."""
    pause_seat(actor=amal, group_id=group.pk)
    away(seat_of(amal))
    let_seats_sleep()
    assert seat_of(amal).is_asleep

    wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=LONG + 1))

    assert seat_of(amal).state == "active"


def test_a_pause_is_no_way_round_it(as_, group, seat_of, amal):
    pause_seat(actor=amal, group_id=group.pk)
    away(seat_of(amal))
    let_seats_sleep()

    answer = as_(amal).post(reverse("peergroups:resume", args=[group.pk]))

    assert answer["Location"] == reverse("peergroups:wake", args=[group.pk])
    assert seat_of(amal).is_asleep


def test_a_frozen_seat_stays_frozen_and_counts_anew_from_its_thaw(group, seat_of, amal, gina):
    freeze_seat(actor=gina, seat_id=seat_of(amal).pk)
    away(seat_of(amal))
    let_seats_sleep()
    assert seat_of(amal).is_frozen

    thaw_seat(actor=gina, seat_id=seat_of(amal).pk)
    let_seats_sleep()

    assert seat_of(amal).state == "active"


def test_sleep_outlives_a_freeze(group, asleep, seat_of, amal, gina):
    freeze_seat(actor=gina, seat_id=asleep.pk)
    with pytest.raises(Frozen):
        wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=LONG + 1))

    thaw_seat(actor=gina, seat_id=asleep.pk)

    assert (seat_of(amal).state, seat_of(amal).awake_on) == ("asleep", asleep.awake_on)


def test_who_was_met_while_frozen_does_not_sleep_after_it(group, asleep, seat_of, amal, gina, hanne):
    freeze_seat(actor=gina, seat_id=asleep.pk)
    with transaction.atomic():
        close_seats(amal.pk, None)
    open_seat(actor=gina, seat_id=asleep.pk)
    assert seat_of(amal).is_frozen
    assert Freeze.objects.get().state_before == "active"

    thaw_seat(actor=gina, seat_id=asleep.pk)

    assert seat_of(amal).state == "active"


def test_a_paused_seat_is_not_woken(group, seat_of, amal):
    pause_seat(actor=amal, group_id=group.pk)

    with pytest.raises(Paused):
        wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=LONG + 1))


def test_an_ended_seat_is_not_woken(group, asleep, amal, eva):
    end_seat(actor=eva, seat_id=asleep.pk)

    with pytest.raises(NotHere):
        wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=LONG + 1))


# --- Its page.


def test_the_page_on_a_device_of_before_asks_her_passphrase(as_, group, asleep, seat_of, amal):
    hers, wake = on_her_old_phone(as_, amal), reverse("peergroups:wake", args=[group.pk])
    assert "Met je wachtwoord wordt hij weer wakker." in hers.get(wake).content.decode()

    for wrong in ("", "1234", "iets-heel-anders-dan-dat"):
        assert hers.post(wake, {"passphrase": wrong}).status_code == 422
        assert seat_of(amal).is_asleep
    answer = hers.post(wake, {"passphrase": PASSPHRASE})

    assert answer["Location"] == reverse("peergroups:talk", args=[group.pk])
    assert seat_of(amal).state == "active"
    assert hers.post(wake, {"passphrase": PASSPHRASE})["Location"] == reverse("peergroups:talk", args=[group.pk])


def test_the_page_on_a_new_device_leads_to_a_talk(as_, group, asleep, seat_of, amal, gina):
    hers, wake = as_(amal), reverse("peergroups:wake", args=[group.pk])
    assert "Daarom spreekt iemand van het huis je eerst" in hers.get(wake).content.decode()

    page = hers.post(wake, {"passphrase": PASSPHRASE}, follow=True).content.decode()

    assert "Iemand van het huis zegt eerst dat ze jou zag." in page
    assert seat_of(amal).is_waiting
    cast.prove(gins := as_(gina))
    opening = gins.get(reverse("peergroups:open_seat", args=[asleep.pk])).content.decode()
    assert "Haar plek sliep" in opening
    assert "nieuwe kaart" not in opening
