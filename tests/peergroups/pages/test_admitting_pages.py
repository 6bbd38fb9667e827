"""Saying that one met her, asking who comes to hold a group, and what she herself reads meanwhile."""

import pytest
from django.urls import reverse

from house.door.services import vouches
from house.models import Role
from peergroups.models import Seat
from peergroups.seats.services.admission import ask_about_seat
from peergroups.seats.services.lifecycle import give_seat
from tests import cast


def at(name, *args):
    return reverse(f"peergroups:{name}", args=args)


def text_of(answer):
    return answer.content.decode()


@pytest.fixture
def given(group, eva, bo):
    return cast.give_seat(actor=eva, group_id=group.pk, person_id=bo.pk, alias="Stip")


@pytest.fixture
def joke(house):
    return cast.make_worker("Joke", house, Role.FACILITATOR)


@pytest.fixture
def coming(group, eva, joke):
    return give_seat(actor=eva, group_id=group.pk, person_id=joke.pk, kind=Seat.Kind.FACILITATOR)


def test_her_page_says_what_her_seat_waits_for(as_, given, group, bo):
    hers = as_(bo)

    assert "Die gaat open als een begeleider van de groep zegt dat ze jou zag." in text_of(hers.get(at("groups")))
    refused = hers.get(at("talk", group.pk))
    assert refused.status_code == 403
    assert "die gaat nog open" in text_of(refused)


def test_who_holds_the_group_opens_it_from_the_page_about_the_group(as_, given, group, gina):
    hers = as_(gina)
    way = at("open_seat", given.pk)

    assert way in text_of(hers.get(at("about", group.pk)))
    assert way in text_of(hers.get(at("waiting")))
    page = text_of(hers.get(way))
    assert "Zag je Bo?" in page
    assert "Stip" not in page  # who she is here and how the group calls her stand on no page together
    done = hers.post(way)

    assert done["Location"] == at("about", group.pk)
    given.refresh_from_db()
    assert given.opened_by == gina


def test_where_one_hand_made_everybody_the_witness_begins_with_who_waits(as_, given, house, eva, gina):
    pia = cast.make_worker("Pia", house, Role.WITNESS)
    hers = as_(pia)
    assert hers.get("/").url == "/desk/meet/"  # while Gina's word counts, nobody waits for hers
    vouches.note_made(maker=eva, person=gina)

    assert hers.get("/").url == at("waiting")
    assert at("open_seat", given.pk) in text_of(hers.get(at("waiting")))
    assert "1 nieuw" in text_of(hers.get("/more/"))


def test_who_waits_is_counted_in_the_bar_and_told_today(as_, given, gina):
    page = text_of(as_(gina).get("/sessions/"))

    assert '<span>Meer</span><span class="badge"><b>1</b> ' in page
    assert "Iemand wacht op haar plek in de groep" in page


def test_members_see_that_somebody_comes_and_no_button(as_, given, group, amal):
    page = text_of(as_(amal).get(at("about", group.pk)))

    assert "Komt erbij." in page
    assert at("open_seat", given.pk) not in page


def test_the_desk_tells_who_waits(as_, given, group, eva):
    assert "Wacht tot iemand zegt dat ze haar zag" in text_of(as_(eva).get(at("desk_group", group.pk)))


def test_the_page_is_there_only_while_something_waits_for_her(as_, gina, group):
    hers = as_(gina)

    assert hers.get(at("waiting")).status_code == 404
    assert at("waiting") not in text_of(hers.get(at("groups")))


def test_the_group_reads_who_comes_and_since_when_she_reads(as_, coming, group, amal, joke):
    hers = as_(amal)

    assert "Gina leest mee. Joke komt erbij, niet eerder dan" in text_of(hers.get(at("talk", group.pk)))
    assert "komt erbij, en leest niet eerder mee dan" in text_of(hers.get(at("about", group.pk)))
    assert "De groep leest dat je komt." in text_of(as_(joke).get(at("groups")))


def test_a_question_and_its_answer_stand_there_for_all(as_, coming, group, amal, cleo, gina):
    hers = as_(amal)
    hers.post(at("ask_about_seat", coming.pk))
    about = at("about", group.pk)
    assert "Zij leest niet mee voor er antwoord is." in text_of(as_(cleo).get(about))
    assert at("answer_about_seat", coming.pk) in text_of(as_(gina).get(about))

    empty = as_(gina).post(at("answer_about_seat", coming.pk), {"answer": ""})
    as_(gina).post(at("answer_about_seat", coming.pk), {"answer": "Zij werkte met mij."})

    assert empty.status_code == 422
    for reader in (amal, cleo):
        page = text_of(as_(reader).get(about))
        assert "Gina schrijft:" in page
        assert "Zij werkte met mij." in page


def test_who_asked_about_a_facilitator_is_not_named(as_, coming, group, amal, gina):
    ask_about_seat(actor=amal, seat_id=coming.pk)

    assert "Wilg" not in text_of(as_(gina).get(at("answer_about_seat", coming.pk)))
