"""A peer whom somebody hides for herself: folded on her own pages, and nowhere else."""

import re
from contextlib import suppress

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as some

from house.errors import NotHere, Refusal
from house.line.news import RightsChanged
from house.registry import registry
from peergroups import limits
from peergroups.errors import HidesNobody, NeverHidden
from peergroups.forgetting import fade
from peergroups.groups.queries import seat_of as seat_in
from peergroups.models import Hiding, Message, PeerGroup, Seat
from peergroups.news import HidingChanged
from peergroups.seats.services.lifecycle import end_seat, freeze_seat, pause_seat
from peergroups.talk import queries
from peergroups.talk.services.change import react, take_back
from peergroups.talk.services.hide import hide_peer, show_peer
from peergroups.talk.services.unread import read_up_to, seats_with_news, unread_counts
from peergroups.talk.views import lines
from tests import cast

ROW = re.compile(r'<li class="dye-\w+" id="b(\d+)".*?</li>\n', re.DOTALL)
FOLD = '<details class="hush"><summary>Verborgen bericht <u>toon</u></summary>'


@pytest.fixture
def stip(group, eva, bo):
    """Bo sits there too, as Stip."""
    return cast.take_seat(actor=eva, group_id=group.pk, person_id=bo.pk, alias="Stip")


@pytest.fixture
def hide(seat_of):
    def hide(person, peer):
        return hide_peer(actor=person, seat_id=seat_of(peer).pk)

    return hide


@pytest.fixture
def page_of(as_, group):
    """A page of the group as she gets it: `page_of(amal, "talk")`."""

    def page_of(person, name, *args, **query):
        return as_(person).get(reverse(f"peergroups:{name}", args=[group.pk, *args]), query).content.decode()

    return page_of


def rows_in(page):
    """The rows of a page, by number."""
    return {int(row[1]): row[0] for row in ROW.finditer(page.split("<ol", 1)[1])}


def folded_in(page):
    return [number for number, row in rows_in(page).items() if FOLD in row]


def test_what_she_said_before_and_after_stands_folded(group, say, amal, cleo, gina, hide, page_of):
    say(cleo, "van eerder")
    say(gina, "Dag")
    hide(amal, cleo)
    say(cleo, "van later")
    take_back(actor=cleo, group_id=group.pk, number=1)

    page = page_of(amal, "talk")

    assert folded_in(page) == [1, 3]
    assert rows_in(page)[3].index(FOLD) < rows_in(page)[3].index("van later")


def test_she_stands_folded_on_every_page_of_hers(say, amal, cleo, hide, page_of):
    for number in range(60):
        say(cleo if number % 2 else amal, f"bericht {number}")
    hide(amal, cleo)
    numbers = list(range(2, 61, 2))

    assert folded_in(page_of(amal, "talk")) == [number for number in numbers if number > 10]
    assert folded_in(page_of(amal, "messages", before=11)) == [2, 4, 6, 8, 10]
    assert folded_in(page_of(amal, "message", 4)) == [4]


def test_no_page_of_anybody_else_changes(group, say, amal, bo, cleo, gina, stip, hide, page_of):
    say(cleo, "Hoi", reply_to=None)
    say(bo, "antwoord", reply_to=1)
    before = [rows_in(page_of(person, "talk")) for person in (bo, cleo, gina)]

    hide(amal, cleo)

    assert [rows_in(page_of(person, "talk")) for person in (bo, cleo, gina)] == before
    for person in (bo, cleo, gina):
        around = queries.seats_around(actor=person, group_id=group.pk)
        assert [seat for seat in around if "hidden" in seat] == []
    assert folded_in(page_of(amal, "talk")) == [1]


def test_words_of_hers_that_others_answer_are_folded_too(say, amal, bo, cleo, stip, hide, page_of):
    say(cleo, "wat zij zei")
    say(bo, "antwoord", reply_to=1)
    hide(amal, cleo)

    answer = rows_in(page_of(amal, "talk"))[2]

    assert "<b><bdi></bdi></b> <span>Verborgen bericht</span>" in answer
    assert "wat zij zei" not in answer
    assert "Kaneel" not in answer


def test_a_hidden_voice_says_her_name_in_each_line_that_is_opened(say, amal, cleo, hide, page_of):
    say(cleo, "een")
    say(cleo, "twee")
    assert "follow" in rows_in(page_of(amal, "talk"))[2]

    hide(amal, cleo)

    assert "follow" not in rows_in(page_of(amal, "talk"))[2]


def test_her_reactions_stay_in_the_count(group, say, amal, cleo, hide, page_of):
    say(amal, "Ik blijf")
    react(actor=cleo, group_id=group.pk, number=1, name="heart")

    hide(amal, cleo)

    assert "hart: Kaneel" in rows_in(page_of(amal, "talk"))[1]


def test_nothing_that_she_says_is_new(group, say, amal, bo, cleo, stip, hide):
    read_up_to(actor=amal, group_id=group.pk, number=1)
    hide(amal, cleo)
    say(cleo, "een")
    assert news_of(group, amal) == (0, None, 0)

    say(bo, "twee")
    say(cleo, "drie")

    assert news_of(group, amal) == (1, 2, 1)
    assert news_of(group, bo)[0] == 2
    show_peer(actor=amal, seat_id=Seat.objects.get(person=cleo).pk)
    assert news_of(group, amal) == (3, 1, 3)


def news_of(group, person):
    """Her news: the count of the badge, the number at which her page begins with it, and the count of that page."""
    seat = seat_in(person, group.pk)
    badge = dict(seats_with_news([person.pk]).values_list("pk", "new"))[seat.pk]
    assert unread_counts(person)[group.pk] == badge
    hidden = {each["id"] for each in queries.seats_known_to(seat) if "hidden" in each}
    arrival = queries.where_she_left(seat, language="nl", hidden=hidden)
    return badge, arrival.first_new, arrival.unread


def test_nobody_else_is_told(amal, cleo, seat_of, hide, told, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        hide(amal, cleo)
        show_peer(actor=amal, seat_id=seat_of(cleo).pk)

    hers = [HidingChanged(amal.pk, seat_of(amal).group_id), RightsChanged(amal.pk)]
    assert told == hers * 2


def test_hiding_twice_hides_once_and_showing_twice_shows(amal, cleo, seat_of, hide):
    hide(amal, cleo)
    hide(amal, cleo)
    assert list(Hiding.objects.values_list("seat", "peer")) == [(seat_of(amal).pk, seat_of(cleo).pk)]

    for _ in range(2):
        show_peer(actor=amal, seat_id=seat_of(cleo).pk)
    assert not Hiding.objects.exists()


def test_the_database_keeps_one_row_and_nobody_hides_herself(amal, cleo, seat_of, hide):
    hide(amal, cleo)

    for peer in (cleo, amal):
        with pytest.raises(IntegrityError), transaction.atomic():
            Hiding.objects.create(seat=seat_of(amal), peer=seat_of(peer))


def test_a_facilitator_is_not_hidden_and_hides_nobody(as_, say, amal, gina, cleo, seat_of, hide, page_of):
    say(gina, "Dag allemaal")
    say(cleo, "Hoi")

    with pytest.raises(NeverHidden):
        hide(amal, gina)
    with pytest.raises(HidesNobody):
        hide(gina, cleo)

    assert str(NeverHidden.message) in page_of(amal, "hide_writer", 1)
    assert str(HidesNobody.message) in page_of(gina, "hide_writer", 2)
    assert "Verberg haar voor mij" not in page_of(amal, "message", 1)
    assert "Verberg haar voor mij" not in page_of(gina, "message", 2)
    assert "Verberg haar voor mij" in page_of(amal, "message", 2)
    refused = as_(amal).post(reverse("peergroups:hide", args=[seat_of(gina).pk]))
    assert (refused.status_code, str(NeverHidden.message) in refused.content.decode()) == (409, True)


def test_who_may_not_see_a_seat_hides_nobody_there(group, say, amal, bo, cleo, eva, fay, seat_of):
    say(cleo, "Hoi")
    for stranger in (bo, eva, fay):
        with pytest.raises(NotHere):
            hide_peer(actor=stranger, seat_id=seat_of(cleo).pk)
    with pytest.raises(NotHere):
        hide_peer(actor=amal, seat_id=seat_of(amal).pk)

    end_seat(actor=eva, seat_id=seat_of(cleo).pk)
    cast.take_seat(actor=eva, group_id=group.pk, person_id=bo.pk, alias="Stip")
    with pytest.raises(NotHere):  # who left before she came has no name for her
        hide_peer(actor=bo, seat_id=seat_of(cleo).pk)


@pytest.mark.parametrize("ends", ["freeze", "pause", "end"])
def test_who_is_out_hides_nobody_meanwhile(group, amal, cleo, eva, gina, seat_of, ends):
    seat = seat_of(amal)
    {
        "freeze": lambda: freeze_seat(actor=gina, seat_id=seat.pk),
        "pause": lambda: pause_seat(actor=amal, group_id=group.pk),
        "end": lambda: end_seat(actor=eva, seat_id=seat.pk),
    }[ends]()

    for verb in (hide_peer, show_peer):
        with pytest.raises(NotHere):
            verb(actor=amal, seat_id=seat_of(cleo).pk)
    assert not Hiding.objects.exists()


def test_her_list_goes_with_her_own_seat(amal, cleo, eva, seat_of, hide):
    hide(amal, cleo)

    end_seat(actor=eva, seat_id=seat_of(amal).pk)

    assert not Hiding.objects.exists()


def test_who_left_stays_hidden_while_her_words_stand(say, amal, cleo, eva, seat_of, hide, page_of):
    say(cleo, "Hoi")
    hide(amal, cleo)
    end_seat(actor=eva, seat_id=seat_of(cleo).pk)
    fade()
    assert folded_in(page_of(amal, "talk")) == [1]
    assert "Kaneel" in page_of(amal, "about").split("Wie verberg jij?")[1]

    Message.objects.update(said_at=timezone.now() - timezone.timedelta(days=91))
    fade()

    assert not Hiding.objects.exists()


def test_who_left_is_shown_again_though_nothing_of_hers_can_be_seen(as_, group, say, bo, cleo, eva, seat_of, page_of):
    """What she said is from before Bo came."""
    say(cleo, "van voor haar")
    cast.take_seat(actor=eva, group_id=group.pk, person_id=bo.pk, alias="Stip")
    hide_peer(actor=bo, seat_id=seat_of(cleo).pk)
    end_seat(actor=eva, seat_id=seat_of(cleo).pk)
    show = reverse("peergroups:show", args=[seat_of(cleo).pk])
    assert show in page_of(bo, "about")

    as_(bo).post(show)

    assert show not in page_of(bo, "about")
    with pytest.raises(NotHere):
        hide_peer(actor=bo, seat_id=seat_of(cleo).pk)


def test_a_silent_peer_stays_hidden(amal, cleo, hide):
    hide(amal, cleo)

    fade()

    assert Hiding.objects.count() == 1


def test_she_finds_whom_she_hid_and_shows_her_again_with_one_tap(as_, say, amal, cleo, seat_of, page_of):
    say(cleo, "Hoi")
    shown = reverse("peergroups:show", args=[seat_of(cleo).pk])
    assert "Wie verberg jij?" not in page_of(amal, "about")

    answer = as_(amal).post(reverse("peergroups:hide", args=[seat_of(cleo).pk]), {"number": 1})

    assert answer.url == reverse("peergroups:talk", args=[seat_of(cleo).group_id]) + "#b1"
    hers, anothers = page_of(amal, "about"), page_of(cleo, "about")
    assert shown in hers.split("Wie verberg jij?")[1]
    assert "Je verbergt haar." in hers
    assert "Wie verberg jij?" not in anothers
    assert "Je verbergt" not in anothers
    as_(amal).post(shown)
    assert folded_in(page_of(amal, "talk")) == []


def test_what_is_kept_of_her_says_how_many_and_of_the_other_nothing(amal, cleo, hide):
    def kept(person):
        return [line for collect in registry.kept for kind in collect(person) for line in kind.lines]

    hide(amal, cleo)

    assert "Iemand verborgen, voor jou alleen: 1 keer" in kept(amal)
    assert [line for line in kept(cleo) if "erborgen" in line] == []


STEPS = some.lists(
    some.tuples(
        some.sampled_from(["say", "say", "reply", "take_back", "hide", "hide", "show", "read", "react"]),
        some.integers(0, 2),
        some.integers(0, 3),
    ),
    max_size=25,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS, page=some.sampled_from([2, 50]))
def test_hiding_moves_nothing_but_the_folds_of_who_hides(group, say, amal, bo, cleo, gina, stip, steps, page):
    """Each reads all that she read without it, folded is just what those say whom she hides, and all counts agree.

    With short pages the first new message lies before the last page, where the database counts it instead of Python.
    """
    people = [amal, bo, cleo]
    first = PeerGroup.objects.get(pk=group.pk).newest
    Hiding.objects.all().delete()
    hidden = set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "PAGE_MAX_MESSAGES", page)
        for step in steps:
            with suppress(Refusal):
                _take(step, group, say, people, first, hidden)
        for reader in [*people, gina]:
            _look(group, reader, people, hidden)


def _take(step, group, say, people, first, hidden):
    what, which, other = step
    person, peer = people[which], people[(which + 1 + other) % 3]
    where = {"actor": person, "group_id": group.pk, "number": first + 1 + other}
    seat = {"actor": person, "seat_id": Seat.objects.not_ended().get(group=group, person=peer).pk}
    steps = {
        "say": lambda: say(person),
        "reply": lambda: say(person, reply_to=first + 1 + other),
        "take_back": lambda: take_back(**where),
        "read": lambda: read_up_to(**where),
        "react": lambda: react(**where, name="sun"),
        "hide": lambda: hide_peer(**seat),
        "show": lambda: show_peer(**seat),
    }
    steps[what]()
    if what == "hide":
        hidden.add((person.pk, peer.pk))
    if what == "show":
        hidden.discard((person.pk, peer.pk))


def _look(group, reader, people, hidden):
    seat = seat_in(reader, group.pk)
    said = Message.objects.seen_from(seat).select_related("seat").order_by("number")
    folded = {message.number for message in said if (reader.pk, message.author_id) in hidden}
    new = [
        message.number
        for message in said
        if message.has_words and message.number > seat.read_number and message.author_id != reader.pk
    ]
    new = [number for number in new if number not in folded]
    around = queries.seats_around(actor=reader, group_id=group.pk)
    marked = {each["id"] for each in around if "hidden" in each}
    seats = {str(each.pk): each.person_id for each in Seat.objects.not_ended().filter(group=group)}
    assert {seats[pk] for pk in marked} == {peer.pk for peer in people if (reader.pk, peer.pk) in hidden}
    shown = queries.history(actor=reader, group_id=group.pk).messages
    assert [each["text"] for each in shown] == [message.text for message in said][-len(shown) :]
    drawn = lines.draw(reader, seat, shown, around)
    assert {line.number for line in drawn if line.is_hidden} == folded & {line.number for line in drawn}
    assert news_of(group, reader) == (len(new), next(iter(new), None), len(new))
