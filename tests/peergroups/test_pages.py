import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings, strategies as some

from house.errors import NotHere, Refusal
from peergroups import limits
from peergroups.groups.queries import seat_of
from peergroups.models import Message, PeerGroup, Seat
from peergroups.seats.services.lifecycle import end_seat
from peergroups.talk import queries
from peergroups.talk.queries import encoded_size
from peergroups.talk.services.change import edit_message, react, take_back
from peergroups.talk.services.unread import read_up_to
from tests import cast


def page(group, person, version=0):
    return queries.page_since(actor=person, group_id=group.pk, version=version)


def numbers(messages):
    return [message["number"] for message in messages]


def test_a_page_holds_the_present_state_of_what_changed(group, say, amal, cleo):
    say(amal, "een")
    say(amal, "twee")
    edit_message(actor=amal, group_id=group.pk, number=1, text="EEN")

    later = page(group, cleo, version=2)

    assert (later.from_version, later.to_version, later.has_more) == (2, 3, False)
    assert [(told["number"], told["text"]) for told in later.messages] == [(1, "EEN")]


def test_a_page_of_no_news_moves_nowhere(group, say, amal):
    say(amal)

    assert (page(group, amal, 1).to_version, page(group, amal, 1).messages) == (1, [])


def test_a_page_holds_at_most_fifty(group, say, amal):
    for _ in range(60):
        say(amal)

    first = page(group, amal)
    rest = page(group, amal, first.to_version)

    assert (len(first.messages), first.to_version, first.has_more) == (50, 50, True)
    assert (numbers(rest.messages), rest.to_version, rest.has_more) == (list(range(51, 61)), 60, False)


def test_a_page_holds_at_most_64_kib(group, say, amal):
    for _ in range(10):
        say(amal, "漢" * 4000)

    first = page(group, amal)

    assert first.has_more
    assert len(json.dumps(first.messages, ensure_ascii=False).encode()) <= limits.PAGE_MAX_BYTES
    assert encoded_size(first.messages[0]) * (len(first.messages) + 1) > limits.PAGE_MAX_BYTES - 512


def test_history_goes_back_page_by_page(group, say, amal):
    for _ in range(120):
        say(amal)

    last = queries.history(actor=amal, group_id=group.pk)
    before = queries.history(actor=amal, group_id=group.pk, before=last.messages[0]["number"])
    first = queries.history(actor=amal, group_id=group.pk, before=before.messages[0]["number"])

    assert (last.version, last.has_older, last.has_newer, numbers(last.messages)) == (
        120,
        True,
        False,
        list(range(71, 121)),
    )
    assert (before.has_older, before.has_newer, numbers(before.messages)) == (True, True, list(range(21, 71)))
    assert (first.has_older, numbers(first.messages)) == (False, list(range(1, 21)))


def test_history_goes_on_page_by_page(group, say, amal):
    for _ in range(120):
        say(amal)

    first = queries.history(actor=amal, group_id=group.pk, after=0)
    last = queries.history(actor=amal, group_id=group.pk, after=100)

    assert (first.has_older, first.has_newer, numbers(first.messages)) == (False, True, list(range(1, 51)))
    assert (last.has_older, last.has_newer, numbers(last.messages)) == (True, False, list(range(101, 121)))
    assert queries.history(actor=amal, group_id=group.pk, after=120).messages == []


def arrive(group, person):
    arrival = queries.where_she_left(seat_of(person, group.pk), language="nl", hidden=())
    return arrival.first_new, arrival.unread, numbers(arrival.history.messages)


@pytest.mark.parametrize("read", [0, 1, 40, 69, 70, 71, 119, 120])
def test_she_comes_in_at_the_first_that_is_new_to_her(group, say, amal, cleo, read):
    for _ in range(120):
        say(cleo)
    read_up_to(actor=amal, group_id=group.pk, number=read)

    first, unread, shown = arrive(group, amal)

    assert (first, unread) == (read + 1 if read < 120 else None, 120 - read)
    assert read == 120 or first in shown
    if read < 70:
        assert shown[: shown.index(first)] == list(range(max(1, read - 7), first)), "a little of before stands above it"
    else:
        assert shown == list(range(71, 121))


def test_her_own_words_and_words_that_are_gone_are_not_new_to_her(group, say, amal, cleo):
    for _ in range(70):
        say(amal)
    for _ in range(2):
        say(cleo)
    take_back(actor=cleo, group_id=group.pk, number=71)
    for _ in range(60):
        say(amal)

    assert arrive(group, amal)[:2] == (72, 1)


def test_what_faded_is_not_new_to_her(group, say, amal, cleo):
    for _ in range(120):
        say(cleo)
    Message.objects.filter(group=group, number__lt=31).delete()
    PeerGroup.objects.filter(pk=group.pk).update(floor=31)

    first, unread, shown = arrive(group, amal)

    assert (first, unread, shown[0]) == (31, 90, 31)


def test_a_newcomer_comes_in_where_she_came(group, say, amal, bo, eva):
    for _ in range(120):
        say(amal)
    cast.take_seat(actor=eva, group_id=group.pk, person_id=bo.pk)
    for _ in range(60):
        say(amal)

    first, unread, shown = arrive(group, bo)

    assert (first, unread, shown) == (121, 60, list(range(121, 171)))


def test_where_she_left_costs_no_more_when_all_that_is_new_stands_on_the_last_page(
    group, say, amal, cleo, django_assert_num_queries
):
    for _ in range(60):
        say(cleo)
    read_up_to(actor=amal, group_id=group.pk, number=30)
    seat = seat_of(amal, group.pk)
    queries.where_she_left(seat, language="nl", hidden=())

    with django_assert_num_queries(2):
        queries.where_she_left(seat, language="nl", hidden=())


def test_history_of_a_newcomer_begins_where_she_came(group, say, amal, bo, eva):
    say(amal, "oud")
    cast.take_seat(actor=eva, group_id=group.pk, person_id=bo.pk)
    say(amal, "nieuw")

    history = queries.history(actor=bo, group_id=group.pk)

    assert (history.has_older, [told["text"] for told in history.messages]) == (False, ["nieuw"])


def test_a_quote_from_before_she_came_is_not_shown(group, say, amal, cleo, bo, eva):
    say(amal, "oud")
    cast.take_seat(actor=eva, group_id=group.pk, person_id=bo.pk)
    say(cleo, "over het oude", reply_to=1)

    assert queries.quotes_for(actor=bo, group_id=group.pk, numbers=[1]) == {}
    assert queries.quotes_for(actor=cleo, group_id=group.pk, numbers=[1])[1]["text"] == "oud"


def test_who_left_before_she_came_is_not_named(group, say, seat_of, amal, cleo, bo, eva):
    say(cleo)
    end_seat(actor=eva, seat_id=seat_of(cleo).pk)
    cast.take_seat(actor=eva, group_id=group.pk, person_id=bo.pk, alias="Stip")

    def names(person):
        return [seat["alias"] for seat in queries.seats_around(actor=person, group_id=group.pk)]

    assert names(bo) == ["Gina", "Wilg", "Stip"]
    assert names(amal) == ["Gina", "Wilg", "Kaneel", "Stip"]


def test_strangers_read_nothing(group, say, amal, bo, eva, fay, dewi):
    say(amal)

    for stranger in (bo, eva, fay, dewi):
        assert not Seat.objects.visible_to(stranger).exists()
        assert not PeerGroup.objects.visible_to(stranger).exists()
        with pytest.raises(NotHere):
            page(group, stranger)
        with pytest.raises(NotHere):
            queries.history(actor=stranger, group_id=group.pk)
        with pytest.raises(NotHere):
            queries.seats_around(actor=stranger, group_id=group.pk)


def test_a_page_costs_the_same_however_long(group, say, amal, django_assert_num_queries):
    for _ in range(60):
        say(amal)

    with django_assert_num_queries(3):
        page(group, amal)
    with django_assert_num_queries(3):
        queries.history(actor=amal, group_id=group.pk)


STEPS = some.lists(
    some.tuples(some.sampled_from(["say", "reply", "edit", "take_back", "react", "sit", "stand"]), some.integers(0, 9)),
    max_size=15,
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=STEPS)
def test_no_page_ever_shows_a_seat_what_was_said_before_it_came(group, say, amal, cleo, bo, eva, steps):
    before = {"since": PeerGroup.objects.get(pk=group.pk).newest}
    for step, which in steps:
        _take(step, which, group, say, (amal, cleo, bo), eva, before)

    for seat in Seat.objects.counting().filter(group=group).select_related("person"):
        shown = [told for version in range(4) for told in page(group, seat.person, version).messages]
        shown += queries.history(actor=seat.person, group_id=group.pk).messages
        shown += queries.quotes_for(
            actor=seat.person, group_id=group.pk, numbers=[told["reply_to"] for told in shown if "reply_to" in told]
        ).values()
        assert [told["number"] for told in shown if told["number"] < seat.from_number] == []


def _take(step, which, group, say, people, eva, before):
    person, number = people[which % 3], before["since"] + 1 + which
    where = {"actor": person, "group_id": group.pk, "number": number}
    steps = {
        "say": lambda: say(person),
        "reply": lambda: say(person, reply_to=number),
        "edit": lambda: edit_message(**where, text=f"anders {which}"),
        "take_back": lambda: take_back(**where),
        "react": lambda: react(**where, name="sun"),
        "sit": lambda: cast.take_seat(actor=eva, group_id=group.pk, person_id=person.pk),
        "stand": lambda: end_seat(actor=eva, seat_id=Seat.objects.not_ended().get(person=person).pk),
    }
    with suppress(Refusal, Seat.DoesNotExist):
        steps[step]()
