"""A seat that sleeps reads nothing, and others are told nothing of it but her facilitator."""

import pytest
from django.urls import get_resolver, reverse

from peergroups.agreements.services import agree
from peergroups.care.services import report_message
from peergroups.errors import Asleep
from peergroups.groups.queries import places_of, seats_that_count
from peergroups.meetings.services import hold_meetings
from peergroups.models import Message, PeerGroup, Seat
from peergroups.news import GroupChanges, SeatsChanged
from peergroups.personal_data import kept_of
from peergroups.seats.services.naming import choose_alias
from peergroups.seats.services.sleeping import let_seats_sleep, wake_seat
from peergroups.talk.queries import history, page_since, quotes_for, seats_around
from peergroups.talk.services.change import edit_message, react, take_back, unreact
from peergroups.talk.services.leaving import leave_group
from peergroups.talk.services.unread import read_up_to, seats_with_news, unread_counts
from tests import cast
from tests.peergroups.asleep import LONG, away, device_of, on_her_old_phone
from tests.peergroups.test_meeting import counted_in


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


def test_her_meetings_sleep_too(group, series, seat_of, amal, eva):
    hold_meetings(actor=eva, group_id=group.pk, series_id=series.pk)
    away(seat_of(amal))
    let_seats_sleep()
    assert not counted_in(amal, series)
    hold_meetings(actor=eva, group_id=group.pk, series_id=series.pk)
    assert not counted_in(amal, series)

    wake_seat(actor=amal, group_id=group.pk, device=device_of(amal, days=LONG + 1))

    assert counted_in(amal, series)


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
