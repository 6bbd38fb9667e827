from uuid import uuid4

import pytest
from django.db import OperationalError

from house.errors import BadFrame, NotHere, TooFast
from house.models import Position
from house.sealing import KeyRing
from peergroups import limits
from peergroups.errors import Empty, Frozen, KeyReused, Resting, TooLong
from peergroups.groups.services import rest_group
from peergroups.limits import SharedRateLimit
from peergroups.models import Message
from peergroups.seats.services.lifecycle import freeze_seat
from peergroups.talk.services import store
from peergroups.talk.services.change import edit_message
from peergroups.talk.services.store import NewMessage, Said, post_messages
from tests import cast


def texts():
    return [message.text for message in Message.objects.order_by("number")]


def test_post_message_twice_with_one_key_posts_once(say, amal):
    key = uuid4()

    first = say(amal, "Hoi", key)
    again = say(amal, "Hoi", key)

    assert again == first
    assert texts() == ["Hoi"]


def test_numbers_are_dense_and_versions_follow_the_head(say, group, amal, cleo):
    outcomes = [say(amal), say(cleo), say(amal)]

    group.refresh_from_db()
    assert [(said.number, said.version) for said in outcomes] == [(1, 1), (2, 2), (3, 3)]
    assert (group.head, group.newest) == (3, 3)


def test_one_key_for_other_words_is_refused(say, amal):
    key = uuid4()
    say(amal, "Hoi", key)

    with pytest.raises(KeyReused):
        say(amal, "Dag", key)


def test_one_key_of_two_authors_is_two_messages(say, amal, cleo):
    key = uuid4()

    assert [say(amal, "Hoi", key).number, say(cleo, "Hoi", key).number] == [1, 2]


def test_a_retry_of_words_that_were_edited_since_is_the_same_message(say, group, amal):
    key = uuid4()
    said = say(amal, "Hoi", key)
    edit_message(actor=amal, group_id=group.pk, number=said.number, text="Dag")

    assert say(amal, "Hoi", key).number == said.number
    assert texts() == ["Dag"]


def test_a_bad_draft_does_not_spoil_its_neighbours(group, amal, bo):
    drafts = [
        NewMessage(amal, group.pk, uuid4(), "Een"),
        NewMessage(amal, group.pk, uuid4(), "   "),
        NewMessage(bo, group.pk, uuid4(), "Ik hoor hier niet"),
        NewMessage(amal, uuid4(), uuid4(), "Waar?"),
        NewMessage(amal, group.pk, uuid4(), "half \ud83d teken"),
        NewMessage(amal, group.pk, uuid4(), "Twee"),
    ]

    outcomes = post_messages(drafts)

    assert [type(outcome) for outcome in outcomes] == [Said, Empty, NotHere, NotHere, BadFrame, Said]
    assert texts() == ["Een", "Twee"]


def test_a_draft_that_breaks_the_batch_fails_with_what_its_author_said_after_it(group, amal, cleo, monkeypatch):
    def seal_badly(self, text, context):
        if text == "kapot":
            raise RuntimeError("the disk said no")
        return seal(self, text, context)

    seal = KeyRing.seal
    monkeypatch.setattr(KeyRing, "seal", seal_badly)
    said = [(amal, "Een"), (amal, "kapot"), (cleo, "Twee"), (amal, "na wat kapot was")]
    drafts = [NewMessage(person, group.pk, uuid4(), text) for person, text in said]

    outcomes = post_messages(drafts)

    assert [type(outcome) for outcome in outcomes] == [Said, RuntimeError, Said, RuntimeError]
    assert texts() == ["Een", "Twee"]


def test_a_database_that_fails_stores_nothing_out_of_turn(group, amal, cleo, monkeypatch):
    def fail(*args):
        raise OperationalError("somebody holds it")

    monkeypatch.setattr(store, "_insert", fail)

    outcomes = post_messages([NewMessage(person, group.pk, uuid4(), "Hoi") for person in (amal, cleo, amal)])

    assert [type(outcome) for outcome in outcomes] == [OperationalError] * 3


def test_two_drafts_with_one_key_in_one_batch_are_one_message(group, amal):
    draft = NewMessage(amal, group.pk, uuid4(), "Hoi")

    first, second = post_messages([draft, draft])

    assert first == second
    assert texts() == ["Hoi"]


def test_words_are_cleaned_of_what_cannot_be_seen(say, amal):
    say(amal, "  een\r\ntwee\x00\x1b\tdrie  ")

    assert texts() == ["een\ntwee\tdrie"]


def test_words_that_do_not_fit_are_refused(say, amal):
    say(amal, "é" * 4000)

    with pytest.raises(TooLong):
        say(amal, "é" * 4001)


def test_nobody_writes_where_she_has_no_seat(say, bo, fay, eva, dewi):
    for stranger in (bo, fay, eva, dewi):
        with pytest.raises(NotHere):
            say(stranger)


def test_a_frozen_seat_hears_that_it_is_frozen(say, seat_of, amal, gina):
    freeze_seat(actor=gina, seat_id=seat_of(amal).pk)

    with pytest.raises(Frozen):
        say(amal)


def test_a_facilitator_out_of_post_does_not_write(say, gina):
    Position.objects.filter(person=gina).update(until_on=cast.days(0))

    with pytest.raises(NotHere):
        say(gina)


def test_nobody_writes_in_a_group_that_rests(say, group, amal, gina):
    rest_group(actor=gina, group_id=group.pk)

    with pytest.raises(Resting):
        say(amal)


def test_a_reply_to_what_she_cannot_see_is_refused(say, group, eva, bo, amal):
    say(amal)
    cast.take_seat(actor=eva, group_id=group.pk, person_id=bo.pk)

    assert say(amal, reply_to=1).number == 2
    with pytest.raises(NotHere):
        say(bo, reply_to=1)
    with pytest.raises(NotHere):
        say(bo, reply_to=9)


def test_too_many_at_once_wait_a_little(say, amal, monkeypatch):
    monkeypatch.setattr(limits, "messages", SharedRateLimit(2, 30, clock=lambda: 0.0))
    say(amal)
    say(amal)

    with pytest.raises(TooFast) as refused:
        say(amal)

    assert refused.value.retry_after_s == 2


def test_nothing_readable_lies_in_the_database(say, amal, django_db_blocker):
    from django.db import connection

    say(amal, "Onder de wilg", note="regen")

    with connection.cursor() as cursor:
        cursor.execute("SELECT text, note FROM peergroups_message")
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    assert b"wilg" not in stored
    assert b"regen" not in stored


@pytest.mark.parametrize("text", ["\u200b", "\u2800 \u3164", "\u202e\u2066"])
def test_what_nobody_can_see_is_not_said(group, amal, say, text):
    with pytest.raises(Empty):
        say(amal, text)


@pytest.mark.parametrize("text", ["\u200f\u0645\u0633\u0627\u0621", "👩\u200d🌾"])
def test_marks_inside_words_and_pictures_stay(amal, say, text):
    say(amal, text)

    assert Message.objects.get().text == text
