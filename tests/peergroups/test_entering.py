import pytest
from django.utils import timezone

from house.line.tickets import State, enter, leave, states_of
from house.models import BrowserSession, Device, Person
from house.sign_in.services.devices import find_or_begin
from house.sign_in.services.lock import choose_code
from house.sign_in.sessions import SessionStore
from peergroups.groups.queries import places_of
from tests.peergroups.live.talker import sign_in


def still_valid(tickets):
    return {ticket for ticket, state in states_of(tickets).items() if state is State.HERE}


@pytest.fixture
def ticket(amal):
    return enter(sign_in(amal)).ticket


def test_a_session_opens_the_door(amal):
    entered = enter(sign_in(amal))

    assert entered.person == amal
    assert states_of([entered.ticket]) == {entered.ticket: State.HERE}


def test_no_session_no_door(db):
    assert enter("") is None
    assert enter("a" * 32) is None
    assert enter("a\0" * 16) is None  # PostgreSQL has no such text at all


def test_a_session_without_anybody_is_no_door(db):
    session = SessionStore()
    session.create()

    assert enter(session.session_key) is None


@pytest.mark.parametrize("change", [{"password": "anders"}, {"is_active": False}])
def test_a_ticket_falls_with_the_account(ticket, change):
    Person.objects.update(**change)

    assert still_valid([ticket]) == set()


def test_a_ticket_falls_with_its_session(ticket):
    leave(ticket.session_key)

    assert still_valid([ticket]) == set()


def test_a_ticket_falls_when_its_session_is_over(ticket):
    BrowserSession.objects.update(expires_at=timezone.now())

    assert still_valid([ticket]) == set()


def test_a_session_that_was_written_to_is_looked_at_again(ticket):
    session = SessionStore(ticket.session_key)
    session["language"] = "en"
    session.save()

    assert still_valid([ticket]) == {ticket}


def test_a_beat_costs_three_queries_for_everyone(group, amal, cleo, gina, django_assert_num_queries):
    tickets = [enter(sign_in(person)).ticket for person in (amal, cleo, gina)]

    with django_assert_num_queries(3):
        assert still_valid(tickets) == set(tickets)
        places = places_of(ticket.person_id for ticket in tickets)

    assert {person: len(hers) for person, hers in places.items()} == {amal.pk: 1, cleo.pk: 1, gina.pk: 1}


def test_leaving_is_told(ticket, told):
    leave(ticket.session_key)

    assert [type(news).__name__ for news in told] == ["SessionEnded"]


def test_a_ticket_does_not_count_while_its_device_is_locked(amal):
    key, other_key = sign_in(amal), sign_in(amal)
    device = find_or_begin(person=amal, session_key=key, agent="", is_remembered=False)
    ticket, other = enter(key).ticket, enter(other_key).ticket
    choose_code(actor=amal, device_id=device.pk, code="7305")
    assert still_valid([ticket, other]) == {ticket, other}

    Device.objects.update(locks_at=timezone.now())

    assert still_valid([ticket, other]) == {other}
    assert states_of([ticket, other]) == {ticket: State.LOCKED, other: State.HERE}
