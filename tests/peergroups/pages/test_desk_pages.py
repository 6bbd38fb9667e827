"""The coordinator's pages: who has a place, never what is said."""

import pytest
from django.urls import reverse

from peergroups.care import services
from peergroups.models import PeerGroup, Seat

WORDS = {"name": "Balkon", "promise": "three_days", "review_on": "2027-03-01"}


def at(name, *args):
    return reverse(f"peergroups:{name}", args=args)


def text_of(answer):
    return answer.content.decode()


def test_a_group_is_opened_with_a_named_facilitator(as_, eva, gina, house):
    answer = as_(eva).post(at("open_group"), WORDS | {"house_id": house.pk, "facilitator_id": gina.pk})

    group = PeerGroup.objects.get()
    assert answer["Location"] == at("desk_groups")
    assert (group.name, group.promise, group.house) == ("Balkon", "three_days", house)
    assert group.seats.get().person == gina


def test_a_refused_form_keeps_what_was_typed(as_, eva, gina, house):
    answer = as_(eva).post(at("open_group"), WORDS | {"house_id": house.pk, "promise": ""})

    assert answer.status_code == 422
    assert 'value="Balkon"' in text_of(answer)
    assert 'value="2027-03-01"' in text_of(answer)


@pytest.mark.parametrize("field", ["facilitator_id", "promise", "review_on"])
def test_no_group_opens_without_a_facilitator_a_promise_and_a_day_to_look_back(as_, eva, gina, house, field):
    fields = WORDS | {"house_id": house.pk, "facilitator_id": gina.pk}

    answer = as_(eva).post(at("open_group"), fields | {field: ""})

    assert answer.status_code == 422
    assert not PeerGroup.objects.exists()


def test_without_a_facilitator_the_page_says_what_is_missing(as_, eva, house):
    assert "Er is nu niemand om te kiezen." in text_of(as_(eva).get(at("open_group")))


def test_a_seat_is_given_and_ended(as_, eva, bo, group):
    desk = as_(eva)

    desk.post(at("give_seat", group.pk), {"person_id": bo.pk})
    seat = Seat.objects.get(person=bo)
    desk.post(at("end_seat", seat.pk))

    seat.refresh_from_db()
    assert (seat.is_nameless, seat.state) == (True, Seat.State.ENDED)


def test_the_desk_pairs_no_name_with_an_alias_and_shows_no_words(as_, eva, group, say, amal):
    say(amal, "geheim")
    desk = as_(eva)

    pages = [text_of(desk.get(at("desk_groups"))), text_of(desk.get(at("desk_group", group.pk)))]

    assert "Amal" in pages[1]
    for page in pages:
        assert "Wilg" not in page
        assert "geheim" not in page


def test_the_desk_does_not_tell_how_an_open_seat_stands(as_, eva, group, seat_of, amal):
    """Who holds the group too freezes an alias, and would read here whose it is."""
    seat, pages = seat_of(amal), set()
    for state in ("active", "paused", "frozen", "asleep"):
        Seat.objects.filter(pk=seat.pk).update(state=state)
        page = as_(eva).get(reverse("peergroups:desk_group", args=[group.pk])).content.decode()
        pages.add(page[page.index("Plekken</h2>") : page.index("Bijeenkomsten</h2>")])

    assert len(pages) == 1
    assert "Erbij" in pages.pop()


def test_the_last_facilitator_stays(as_, eva, gina, group, seat_of):
    answer = as_(eva).post(at("end_seat", seat_of(gina).pk))

    assert answer.status_code == 422
    assert "Zij is de enige begeleider van deze groep." in text_of(answer)


@pytest.mark.parametrize(("turn", "state"), [("rest", "resting"), ("close", "open"), ("nonsense", "open")])
def test_a_group_is_brought_to_rest(as_, eva, group, turn, state):
    as_(eva).post(at("turn_group", group.pk), {"turn": turn})

    group.refresh_from_db()
    assert group.state == state


def test_closing_is_asked_once_more(as_, eva, gina, group):
    desk = as_(eva)
    assert at("close_group", group.pk) in desk.get(at("desk_group", group.pk)).content.decode()
    assert "Een gesloten groep gaat niet meer open." in text_of(desk.get(at("close_group", group.pk)))
    group.refresh_from_db()
    assert group.state == "open"

    answers = [desk.post(at("close_group", group.pk)), desk.post(at("close_group", group.pk))]

    assert [answer.url for answer in answers] == [at("desk_group", group.pk)] * 2
    group.refresh_from_db()
    assert group.state == "closed"


def test_closed_group_takes_no_more_peers(as_, eva, bo, group):
    desk = as_(eva)
    desk.post(at("close_group", group.pk))

    answer = desk.post(at("give_seat", group.pk), {"person_id": bo.pk})

    assert answer.status_code == 422
    assert "De groep is gesloten, en dat blijft zo." in text_of(answer)
    assert at("give_seat", group.pk) not in desk.get(at("desk_group", group.pk)).content.decode()


@pytest.mark.parametrize("turn", ["wake", "rest"])
def test_closed_group_stays_closed_and_offers_no_button(as_, eva, group, turn):
    desk = as_(eva)
    desk.post(at("close_group", group.pk))

    answer = desk.post(at("turn_group", group.pk), {"turn": turn})

    assert answer.status_code == 409
    assert "De groep is gesloten, en dat blijft zo." in text_of(answer)
    group.refresh_from_db()
    assert group.state == "closed"
    page = text_of(desk.get(at("desk_group", group.pk)))
    assert "De groep is gesloten, en dat blijft zo." in page
    assert at("turn_group", group.pk) not in page


def test_group_that_rested_before_it_had_agreements_is_forming_again(as_, eva, other_group):
    for turn in ("rest", "wake"):
        as_(eva).post(at("turn_group", other_group.pk), {"turn": turn})

    other_group.refresh_from_db()
    assert other_group.state == "forming"


def test_what_was_let_known_about_a_facilitator_comes_to_the_coordinator(as_, eva, amal, gina, say, group):
    say(gina, "Onhandig gezegd")
    report = services.report_message(actor=amal, group_id=group.pk, number=1)
    desk = as_(eva)

    assert at("answer", report.pk) in text_of(desk.get(at("desk_group", group.pk)))
    assert "Onhandig gezegd" in text_of(desk.get(at("answer", report.pk)))


@pytest.mark.parametrize("other", ["gina", "dewi", "amal", "fay"])
def test_only_a_coordinator_finds_the_desk_of_groups(request, as_, group, other):
    hers = as_(request.getfixturevalue(other))

    for name, args in [("desk_groups", []), ("open_group", []), ("desk_group", [group.pk]), ("give_seat", [group.pk])]:
        assert hers.get(at(name, *args)).status_code == 404
