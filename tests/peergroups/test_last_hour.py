"""All that she said in the last hour, taken back in one go."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from house.errors import NotHere
from peergroups import limits
from peergroups.errors import Frozen, Paused
from peergroups.groups.services import rest_group
from peergroups.models import Message, PeerGroup, Reaction
from peergroups.news import GroupChanges
from peergroups.seats.services.lifecycle import end_seat, freeze_seat, pause_seat
from peergroups.talk.queries import page_since
from peergroups.talk.services.change import edit_message, react, take_back
from peergroups.talk.services.last_hour import take_back_last_hour


@pytest.fixture
def undo(group):
    def undo(person):
        return take_back_last_hour(actor=person, group_id=group.pk)

    return undo


def make_older(number, minutes):
    Message.objects.filter(number=number).update(said_at=timezone.now() - timedelta(minutes=minutes))


def states():
    return dict(Message.objects.values_list("number", "state"))


def test_her_words_of_the_last_hour_go_and_nothing_else(group, say, amal, cleo, undo):
    say(amal, "lang geleden")
    say(amal, "net nog", note="iets zwaars")
    say(cleo, "van een ander")
    say(amal, "zojuist", reply_to=3)
    make_older(1, minutes=61)
    make_older(2, minutes=59)

    assert undo(amal) == 2

    assert states() == {1: "said", 2: "taken_back", 3: "said", 4: "taken_back"}
    assert [(m.text, m.note) for m in Message.objects.filter(state="taken_back")] == [("", None)] * 2


def test_words_that_were_changed_in_that_hour_go_too(group, say, amal, undo):
    say(amal, "mijn woorden")
    make_older(1, minutes=14)
    edit_message(actor=amal, group_id=group.pk, number=1, text="zijn woorden")
    make_older(1, minutes=65)

    assert undo(amal) == 1


def test_reactions_to_them_go_and_hers_to_others_stay(group, say, amal, cleo, undo):
    say(amal, "een")
    say(cleo, "twee")
    react(actor=cleo, group_id=group.pk, number=1, name="sun")
    react(actor=amal, group_id=group.pk, number=2, name="heart")

    undo(amal)

    assert list(Reaction.objects.values_list("message__number", "name")) == [(2, "heart")]


def test_it_is_told_in_one_page_with_a_version_for_each(
    group, say, amal, cleo, undo, told, django_capture_on_commit_callbacks
):
    for person in (amal, cleo, amal, amal):
        say(person)
    del told[:]

    with django_capture_on_commit_callbacks(execute=True):
        undo(amal)

    pages = [news for news in told if isinstance(news, GroupChanges)]
    assert [(page.from_version, page.to_version) for page in pages] == [(4, 7)]
    assert [(m["number"], m["version"], m["state"]) for m in pages[0].messages] == [
        (1, 5, "taken_back"),
        (3, 6, "taken_back"),
        (4, 7, "taken_back"),
    ]
    assert PeerGroup.objects.get(pk=group.pk).head == 7
    later = page_since(actor=cleo, group_id=group.pk, version=4)
    assert (later.to_version, later.messages) == (7, pages[0].messages)


def test_more_than_a_page_holds_goes_in_pages_without_a_gap(
    group, say, amal, undo, told, monkeypatch, django_capture_on_commit_callbacks
):
    for _ in range(7):
        say(amal)
    del told[:]
    monkeypatch.setattr(limits, "PAGE_MAX_MESSAGES", 3)

    with django_capture_on_commit_callbacks(execute=True):
        assert undo(amal) == 7

    pages = [(page.from_version, page.to_version, len(page.messages)) for page in told]
    assert pages == [(7, 10, 3), (10, 13, 3), (13, 14, 1)]


def test_a_second_time_takes_nothing_and_moves_nothing(
    group, say, amal, undo, told, django_capture_on_commit_callbacks
):
    say(amal)
    undo(amal)
    head = PeerGroup.objects.get(pk=group.pk).head
    del told[:]

    with django_capture_on_commit_callbacks(execute=True):
        assert undo(amal) == 0

    assert PeerGroup.objects.get(pk=group.pk).head == head
    assert told == []


def test_what_she_took_back_herself_is_not_counted_again(group, say, amal, undo):
    say(amal)
    say(amal)
    take_back(actor=amal, group_id=group.pk, number=1)

    assert undo(amal) == 1


def test_a_group_that_rests_lets_her_take_back(group, say, amal, eva, undo):
    say(amal)
    rest_group(actor=eva, group_id=group.pk)

    assert undo(amal) == 1


def test_whoever_is_out_takes_nothing_away(group, say, seat_of, amal, cleo, eva, fay, gina, undo):
    say(amal)
    with pytest.raises(NotHere):
        undo(fay)
    freeze_seat(actor=gina, seat_id=seat_of(amal).pk)
    with pytest.raises(Frozen):
        undo(amal)
    say(cleo)
    pause_seat(actor=cleo, group_id=group.pk)
    with pytest.raises(Paused):
        undo(cleo)
    end_seat(actor=eva, seat_id=seat_of(cleo).pk)
    with pytest.raises(NotHere):
        undo(cleo)

    assert set(states().values()) == {"said"}


def test_the_page_asks_once_with_the_number_and_then_says_what_is_gone(as_, group, say, amal, seat_of, gina):
    path = reverse("peergroups:last_hour", args=[group.pk])
    hers = as_(amal)
    assert "Het laatste uur schreef je hier niets." in hers.get(path).content.decode()
    say(amal)
    say(amal)

    assert path in hers.get(reverse("peergroups:about", args=[group.pk])).content.decode()
    assert "Het gaat om 2 berichten." in hers.get(path).content.decode()
    assert states() == {1: "said", 2: "said"}
    done = hers.post(path, follow=True).content.decode()
    assert "2 berichten zijn weg, ook bij de anderen." in done
    assert "Er was niets meer om weg te halen." in hers.post(path, follow=True).content.decode()
    freeze_seat(actor=gina, seat_id=seat_of(amal).pk)
    refused = hers.post(path)
    assert (refused.status_code, str(Frozen.message) in refused.content.decode()) == (403, True)
