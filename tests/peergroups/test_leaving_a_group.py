"""Leave a group: her words stay or go along; also twice, in two tabs, and where a process dies."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from house import retention
from house.errors import NotHere
from peergroups.care.services import report_message
from peergroups.errors import Frozen, NotOpenYet
from peergroups.forgetting import fade
from peergroups.groups.services import close_group, rest_group
from peergroups.meetings.services import hold_meetings
from peergroups.models import FormerLook, Message, PeerGroup, Reaction, Report, Seat
from peergroups.news import GroupChanges, SeatsChanged
from peergroups.seats.services.admission import close_seats, open_seat
from peergroups.seats.services.lifecycle import end_seat, freeze_seat, give_seat, pause_seat
from peergroups.talk.queries import history, page_since, quotes_for
from peergroups.talk.services import leaving
from peergroups.talk.services.change import react
from peergroups.talk.services.leaving import leave_group, take_words_along
from tests import cast
from tests.cast import PASSPHRASE
from tests.house.at_once import at_once
from tests.meanwhile import rows_are_locked, waits_for
from tests.peergroups.test_meeting import counted_in


@pytest.fixture
def leave(group):
    def leave(person, *, takes_words=False):
        return leave_group(actor=person, group_id=group.pk, takes_words=takes_words)

    return leave


@pytest.fixture
def page(group):
    return reverse("peergroups:leave", args=[group.pk])


def texts(person, group):
    return [(told["text"], told["state"]) for told in history(actor=person, group_id=group.pk).messages]


def last_seat(person):
    return Seat.objects.filter(person=person).latest("given_at")


def test_her_words_stay_under_her_name(group, say, leave, amal, cleo):
    said = say(amal, "Tot ziens")
    react(actor=amal, group_id=group.pk, number=said.number, name="sun")

    seat = leave(amal)

    assert (seat.state, seat.has_left, seat.takes_words) == ("ended", True, False)
    told = history(actor=cleo, group_id=group.pk).messages
    assert [(one["text"], one["seat"], one["reactions"]) for one in told] == [
        ("Tot ziens", str(seat.pk), {"sun": [str(seat.pk)]})
    ]
    with pytest.raises(NotHere):
        history(actor=amal, group_id=group.pk)


def test_her_words_go_along_and_those_of_others_stay(group, say, leave, amal, cleo):
    say(amal, "Van mij", note="regen")
    say(cleo, "Van haar")
    react(actor=amal, group_id=group.pk, number=2, name="heart")
    react(actor=cleo, group_id=group.pk, number=1, name="hand")

    leave(amal, takes_words=True)

    assert texts(cleo, group) == [("", "taken_back"), ("Van haar", "said")]
    assert not Reaction.objects.exists()
    assert Message.objects.get(number=1).note is None
    assert not last_seat(amal).takes_words


def test_a_quote_of_hers_goes_too(group, say, leave, amal, cleo):
    said = say(amal, "Van mij")
    say(cleo, "Ja", reply_to=said.number)

    leave(amal, takes_words=True)

    quote = quotes_for(actor=cleo, group_id=group.pk, numbers=[said.number])[said.number]
    assert (quote["text"], quote["state"]) == ("", "taken_back")


def test_every_change_reaches_who_was_behind(group, say, leave, amal, cleo):
    for number in range(3):
        say(amal, f"Woord {number}")
    group.refresh_from_db()
    before = group.head

    leave(amal, takes_words=True)

    page = page_since(actor=cleo, group_id=group.pk, version=before)
    assert [(one["number"], one["state"]) for one in page.messages] == [(number, "taken_back") for number in (1, 2, 3)]
    assert page.to_version == before + 3


def test_others_are_told_at_once_and_she_no_more(
    group, say, leave, amal, cleo, told, django_capture_on_commit_callbacks
):
    say(amal, "Van mij")
    hers, cleos = last_seat(amal).pk, last_seat(cleo).pk

    with django_capture_on_commit_callbacks(execute=True):
        leave(amal, takes_words=True)

    (changes,) = [news for news in told if isinstance(news, GroupChanges)]
    assert cleos in changes.audience
    assert hers not in changes.audience
    assert any(isinstance(news, SeatsChanged) for news in told)


def test_many_words_go_in_portions(group, say, leave, amal, cleo, monkeypatch):
    monkeypatch.setattr(leaving, "STEP_MESSAGES", 2)
    for number in range(5):
        say(amal, f"Woord {number}")
    for number in range(3):
        said = say(cleo, f"Van haar {number}")
        react(actor=amal, group_id=group.pk, number=said.number, name="sun")

    leave(amal, takes_words=True)

    assert not Message.objects.with_words().filter(author=amal).exists()
    assert not Reaction.objects.exists()
    assert not last_seat(amal).takes_words


def test_the_worker_goes_on_where_the_process_died(group, say, leave, amal, cleo, monkeypatch):
    monkeypatch.setattr(leaving, "STEP_MESSAGES", 2)
    monkeypatch.setattr(leaving, "_take_all_along", lambda seat_id: None)  # it died after the first portion
    for number in range(5):
        say(amal, f"Woord {number}")
    leave(amal, takes_words=True)
    assert [state for _text, state in texts(cleo, group)] == ["taken_back"] * 2 + ["said"] * 3

    monkeypatch.undo()
    take_words_along()
    take_words_along()

    assert [state for _text, state in texts(cleo, group)] == ["taken_back"] * 5


def test_a_database_that_fails_after_she_left_leaves_the_rest_to_the_worker(group, say, leave, amal, cleo, monkeypatch):
    def fails(seat_id):
        raise DatabaseError

    monkeypatch.setattr(leaving, "STEP_MESSAGES", 1)
    monkeypatch.setattr(leaving, "_take_all_along", fails)
    say(amal, "Eerst")
    say(amal, "Dan")

    assert leave(amal, takes_words=True).has_left

    assert last_seat(amal).takes_words
    assert texts(cleo, group) == [("", "taken_back"), ("Dan", "said")]


def test_what_she_says_later_on_a_new_seat_stays(group, say, leave, amal, cleo, eva, monkeypatch):
    say(amal, "Toen")
    monkeypatch.setattr(leaving, "STEP_MESSAGES", 1)
    monkeypatch.setattr(leaving, "_take_all_along", lambda seat_id: None)
    leave(amal, takes_words=True)
    seat = cast.take_seat(actor=eva, group_id=group.pk, person_id=amal.pk, alias="Berk")
    said = say(amal, "Nu")
    react(actor=amal, group_id=group.pk, number=said.number, name="sun")

    monkeypatch.undo()
    take_words_along()

    assert texts(cleo, group) == [("", "taken_back"), ("Nu", "said")]
    assert [reaction.seat for reaction in Reaction.objects.all()] == [seat]


def test_words_of_an_earlier_seat_go_along_too(group, say, leave, seat_of, amal, cleo, eva):
    say(amal, "Toen")
    end_seat(actor=eva, seat_id=seat_of(amal).pk)
    cast.take_seat(actor=eva, group_id=group.pk, person_id=amal.pk, alias="Berk")

    leave(amal, takes_words=True)

    assert texts(cleo, group) == [("", "taken_back")]


def test_another_group_of_hers_stays_as_it_is(group, other_group, say, leave, amal, eva):
    seat = cast.take_seat(actor=eva, group_id=other_group.pk, person_id=amal.pk, alias="Berk")

    leave(amal, takes_words=True)

    seat.refresh_from_db()
    assert seat.state == Seat.State.ACTIVE


def test_a_report_keeps_what_it_holds(group, say, leave, amal, cleo):
    said = say(amal, "Van mij")
    report_message(actor=cleo, group_id=group.pk, number=said.number)

    leave(amal, takes_words=True)

    assert Report.objects.get().words == "Van mij"


def test_the_meetings_end_with_it(group, series, leave, eva, amal):
    hold_meetings(actor=eva, group_id=group.pk, series_id=series.pk)
    assert counted_in(amal, series)

    leave(amal)

    assert not counted_in(amal, series)


def test_she_comes_back_by_a_talk_as_a_newcomer(group, say, leave, house, amal, cleo, eva, gina):
    say(cleo, "Voor zij terug was")
    leave(amal)

    seat = give_seat(actor=eva, group_id=group.pk, person_id=amal.pk)
    assert seat.is_waiting
    open_seat(actor=gina, seat_id=seat.pk)

    assert history(actor=amal, group_id=group.pk).messages == []


@pytest.mark.parametrize("turn", [rest_group, close_group])
def test_a_group_at_rest_lets_her_go(group, leave, eva, amal, turn):
    turn(actor=eva, group_id=group.pk)

    assert leave(amal, takes_words=True).has_left


def test_whoever_paused_leaves_too(group, say, leave, amal, cleo):
    say(amal, "Van mij")
    pause_seat(actor=amal, group_id=group.pk)

    leave(amal, takes_words=True)

    assert texts(cleo, group) == [("", "taken_back")]


def test_whoever_holds_her_telephone_takes_a_frozen_seat_nowhere(group, leave, seat_of, amal, gina):
    freeze_seat(actor=gina, seat_id=seat_of(amal).pk)

    with pytest.raises(Frozen):
        leave(amal, takes_words=True)


def test_whoever_came_in_with_her_card_takes_nothing_away(group, leave, amal):
    with transaction.atomic():
        close_seats(amal.pk, None)

    with pytest.raises(NotOpenYet):
        leave(amal, takes_words=True)


def test_a_stranger_and_a_facilitator_leave_nothing(group, leave, bo, fay, eva, gina):
    for other in (bo, fay, eva, gina):
        with pytest.raises(NotHere):
            leave(other)


def test_who_left_cannot_leave_again(group, leave, amal):
    leave(amal)

    with pytest.raises(NotHere):
        leave(amal, takes_words=True)


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_leave_once(group, say, leave, amal, cleo):
    say(amal, "Van mij")

    at_once(partial(leave, amal, takes_words=True), partial(leave, amal, takes_words=True))

    assert texts(cleo, group) == [("", "taken_back")]
    assert Seat.objects.filter(person=amal, has_left=True).count() == 1


@pytest.mark.django_db(transaction=True)
@rows_are_locked
def test_who_is_frozen_meanwhile_takes_nothing_along(group, say, leave, seat_of, amal):
    say(amal, "Van mij")
    freezes = lambda: Seat.objects.filter(pk=seat_of(amal).pk).update(state=Seat.State.FROZEN)  # noqa: E731

    outcome = waits_for(PeerGroup, group.pk, partial(leave, amal, takes_words=True), freezes)

    assert (outcome, Message.objects.get().text) == (["frozen"], "Van mij")


def test_the_page_says_what_each_choice_does_and_offers_a_pause(as_, group, page, amal):
    shown = as_(amal).get(page).content.decode()

    for words in (
        "Je hoeft niet te zeggen waarom.",
        "Mijn berichten blijven.",
        "Mijn berichten gaan mee.",
        "Je krijgt dan een nieuwe plek",
        reverse("peergroups:pause", args=[group.pk]),
    ):
        assert words in shown


@pytest.mark.parametrize(("words", "state"), [("stay", "said"), ("go", "taken_back")])
def test_with_her_passphrase_her_words_stay_or_go_as_she_chose(as_, group, say, page, amal, cleo, words, state):
    say(amal, "Van mij")

    answer = as_(amal).post(page, {"words": words, "passphrase": PASSPHRASE}, follow=True)

    assert "Je bent gestopt met deze groep." in answer.content.decode()
    assert [found for _text, found in texts(cleo, group)] == [state]


@pytest.mark.parametrize("passphrase", ["", "1234", "iets-heel-anders-dan-dat"])
def test_without_her_passphrase_nothing_happens(as_, group, say, page, amal, passphrase):
    say(amal, "Van mij")

    answer = as_(amal).post(page, {"words": "go", "passphrase": passphrase})

    assert answer.status_code == 422
    assert (last_seat(amal).state, Message.objects.get().text) == ("active", "Van mij")
    assert passphrase == "" or passphrase not in answer.content.decode()


@pytest.mark.parametrize("words", ["", "alles", "takes_words"])
def test_without_a_choice_nothing_happens(as_, group, page, amal, words):
    answer = as_(amal).post(page, {"words": words, "passphrase": PASSPHRASE})

    assert (answer.status_code, last_seat(amal).state) == (422, "active")


def test_a_page_that_is_sent_again_leads_to_her_groups(as_, group, page, amal):
    hers = as_(amal)
    for _again in range(2):
        answer = hers.post(page, {"words": "stay", "passphrase": PASSPHRASE})
        assert answer["Location"] == reverse("peergroups:groups")
    assert hers.get(page)["Location"] == reverse("peergroups:groups")


def test_who_paused_can_leave_from_the_list_of_her_groups(as_, group, page, amal):
    pause_seat(actor=amal, group_id=group.pk)
    hers = as_(amal)

    assert page in hers.get(reverse("peergroups:groups")).content.decode()
    assert reverse("peergroups:pause", args=[group.pk]) not in hers.get(page).content.decode()


def test_the_facilitator_alone_reads_that_the_place_is_free(as_, group, leave, amal, cleo, eva, gina):
    about = reverse("peergroups:about", args=[group.pk])
    free = "Is gestopt. De plek is vrij."
    assert free not in as_(gina).get(about).content.decode()

    leave(amal)

    assert free in as_(gina).get(about).content.decode()
    for person, path in ((cleo, about), (eva, reverse("peergroups:desk_group", args=[group.pk]))):
        assert free not in as_(person).get(path).content.decode()
    Seat.objects.filter(has_left=True).update(ended_at=timezone.now() - timedelta(days=91))
    assert free not in as_(gina).get(about).content.decode()


def test_a_place_that_is_hers_again_is_not_free(as_, group, leave, amal, eva, gina):
    leave(amal)
    cast.take_seat(actor=eva, group_id=group.pk, person_id=amal.pk, alias="Berk")

    assert "De plek is vrij." not in as_(gina).get(reverse("peergroups:about", args=[group.pk])).content.decode()


def test_her_former_names_stay_until_what_she_took_back_fades(group, say, leave, amal):
    say(amal, "Van mij")
    FormerLook.objects.create(seat=last_seat(amal), alias="Berk", dye="pine", figure="owl")

    leave(amal, takes_words=True)
    fade()
    assert FormerLook.objects.exists()

    fade(timezone.now() + 2 * retention.TALK)
    assert not FormerLook.objects.exists()
