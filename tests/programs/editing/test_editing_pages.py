"""The pages on which a series is changed: first shown in words, then done, and taken back."""

import re
from datetime import date, time
from html import unescape

import pytest
from django.utils import timezone

from programs.attendance.services.answers import say_not_coming
from programs.models import Edit
from programs.planning.closures.services import close_days, pause_series
from programs.planning.services.change import move_session
from tests.programs.conftest import TU, local
from tests.programs.test_week_page import read

WHY = "De bus komt pas om 10:50 aan."


@pytest.fixture
def series(plan):
    return plan()


@pytest.fixture
def page(as_, eva, series):
    """The page as Eva gets it, with the fields as a browser would send them."""
    browser = as_(eva)

    class Page:
        path = f"/sessions/series/{series.pk}/edit/"

        def __init__(self):
            self.sent = fields_of(browser.get(self.path).content.decode())

        def send(self, **changes):
            self.answer = browser.post(self.path, self.sent | {"why": WHY} | changes)
            return self.answer

        def do(self, **changes):
            """Look first, then do what was seen."""
            return self.send(**changes, seen=seen_in(self.send(**changes)))

    return Page


def fields_of(page):
    """What a browser sends of a form: its inputs and choices as they stand."""
    sent = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrfmiddlewaretoken" and ("checkbox" not in tag or "checked" in tag):
            sent.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        sent[name] = re.findall(r'<option value="([^"]*)" selected', options)
    return sent


def seen_in(answer):
    return re.search(r'name="seen" value="(\w+)"', answer.content.decode())[1]


def times(series):
    return {timezone.localtime(session.starts_at).time() for session in series.sessions.all()}


def test_first_she_sees_what_would_happen_and_nothing_does(page, series, eva, amal):
    move_session(actor=eva, session_id=series.sessions.all()[2].pk, starts_at=local(2026, 10, 29, 14), why=WHY)
    say_not_coming(actor=amal, session_id=series.sessions.all()[3].pk)

    told = read(page().send(start_time="11:00"))

    assert "Er veranderen er 11." in told
    assert "1 is al eens met de hand veranderd. Die blijft staan." in told
    assert "Van 1 zei iemand al of zij komt. Die blijft staan." in told
    assert Edit.objects.count() == 0


def test_a_series_that_has_yet_to_begin_is_changed_from_its_first_day(page, plan, dewi):
    later = plan(from_on=date(2026, 11, 3))
    page.path = f"/sessions/series/{later.pk}/edit/"

    sent = page().sent

    assert (sent["from_on"], sent["trainer_ids"]) == (["2026-11-03"], [str(dewi.pk)])


def test_a_series_that_nobody_gives_gets_somebody(page, series, gina):
    series.assignments.all().delete()
    page = page()
    look = page.send(trainer_ids=[str(gina.pk)])

    page.sent = fields_of(look.content.decode())
    answer = page.send(seen=seen_in(look))

    assert answer["Location"] == f"/sessions/series/{series.pk}/"
    assert [each.person for each in series.assignments.all()] == [gina]


def test_an_edit_that_she_agreed_to_is_carried_out(page, series):
    answer = page().do(start_time="11:00")

    assert answer["Location"] == f"/sessions/series/{series.pk}/"
    assert times(series) == {time(11)}


def test_a_double_click_is_one_edit(page):
    first = page()
    seen = seen_in(first.send(start_time="11:00"))

    answers = [first.send(start_time="11:00", seen=seen) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Edit.objects.count() == 1


def test_two_tabs_are_one_edit(page):
    one, other = page(), page()
    seen = seen_in(other.send(start_time="11:00"))
    one.do(start_time="11:00")

    answer = other.send(start_time="11:00", seen=seen)

    assert (answer.status_code, Edit.objects.count()) == (422, 1)
    assert "Zo staat het al in de week." in read(answer)


def test_what_changed_meanwhile_is_shown_first_and_nothing_typed_is_lost(page, series, eva):
    hers = page()
    seen = seen_in(hers.send(start_time="11:00"))
    move_session(actor=eva, session_id=series.sessions.all()[2].pk, starts_at=local(2026, 10, 29, 14), why=WHY)

    answer = hers.send(start_time="11:00", seen=seen)

    assert (answer.status_code, Edit.objects.count()) == (422, 0)
    assert "Er is intussen iets veranderd." in read(answer)
    assert "Er veranderen er 12." in read(answer)
    assert fields_of(answer.content.decode())["start_time"] == ["11:00"]


def test_what_another_changes_meanwhile_is_not_put_back(page, series, room):
    hers = page()
    page().do(start_time="11:00")

    hers.do(room_id="")

    assert times(series) == {time(11)}
    assert set(series.sessions.values_list("room", flat=True)) == {None}


def test_those_moved_by_hand_go_along_when_she_says_so(page, series, eva):
    moved = series.sessions.all()[2]
    move_session(actor=eva, session_id=moved.pk, starts_at=local(2026, 10, 29, 14), why=WHY)

    page().do(start_time="11:00", along=["moved"])

    moved.refresh_from_db()
    assert moved.starts_at == local(2026, 10, 27, 11)


def test_from_a_session_it_is_this_and_following(as_, eva, series):
    third = series.sessions.all()[2]
    path = f"/sessions/series/{series.pk}/edit/?session={third.pk}"
    browser = as_(eva)
    sent = fields_of(browser.get(path).content.decode()) | {"why": WHY, "start_time": "11:00"}

    browser.post(path, sent | {"seen": seen_in(browser.post(path, sent))})

    assert [timezone.localtime(one.starts_at).hour for one in series.sessions.all()[:4]] == [10, 10, 11, 11]


def test_the_choice_stands_above_every_change_of_a_session(as_, eva, series):
    session = series.sessions.first()

    for page in ("move", "room", "cancel"):
        told = read(as_(eva).get(f"/sessions/{session.pk}/{page}/"))
        assert "Alleen deze Deze en volgende De hele reeks" in told


def test_who_gives_one_session_alone_has_no_choice(as_, plan, eva, gina, dewi):
    """A substitute changes what she gives, not the series."""
    session = plan().sessions.first()
    session.duties.create(person=gina, state="accepted")

    assert "De hele reeks" not in read(as_(gina).get(f"/sessions/{session.pk}/move/"))
    assert as_(gina).get(f"/sessions/series/{session.series_id}/edit/").status_code == 404


def test_a_taken_room_is_said_with_its_days(page, plan, series):
    plan([TU], time(15), until_on=date(2026, 10, 20))

    told = read(page().send(start_time="14:30"))

    assert "Op 13 oktober en 20 oktober. Daar staat dan: de kamer volgt nog." in told


def test_who_is_busy_then_is_named_and_it_may_be_so_with_a_reason(page, plan, series, room):
    plan([TU], time(15), room_id=None, until_on=date(2026, 10, 20))
    hers = page()

    answer = hers.send(start_time="14:30")
    assert (answer.status_code, "Dewi geeft dan ook Sterk staan" in read(answer)) == (422, True)

    hers.do(start_time="14:30", despite="Zij doen het samen.")
    assert [one.overlaps.count() for one in series.sessions.all()[:3]] == [1, 1, 0]


def test_a_series_is_stopped(as_, eva, series):
    path = f"/sessions/series/{series.pk}/stop/"
    browser = as_(eva)
    sent = fields_of(browser.get(path).content.decode()) | {"why": WHY, "from_on": "2026-11-10"}
    told = browser.post(path, sent)

    browser.post(path, sent | {"seen": seen_in(told)})

    assert "9 gaan niet meer door. Die blijven afgezegd in de week staan." in read(told)
    assert series.sessions.filter(state="cancelled").count() == 9


def test_the_series_tells_how_it_came_to_be_and_offers_the_way_back(page, as_, eva, series):
    page().do(start_time="11:00")

    told = read(as_(eva).get(f"/sessions/series/{series.pk}/"))

    assert "De reeks is net veranderd. Tot 8:10 kun je dat ongedaan maken." in told
    assert "Was elke dinsdag, om 10:30, 90 minuten, Grote kamer Nu elke dinsdag, om 11:00" in told


@pytest.fixture
def offers(as_, series):
    """Does the page of the second session offer the way back to her?"""
    path = f"/sessions/{series.sessions.all()[1].pk}/"
    return lambda person: "Ongedaan maken" in read(as_(person).get(path))


def test_the_page_of_a_session_offers_the_way_back_for_ten_minutes(page, offers, eva, clock):
    before = offers(eva)
    page().do(start_time="11:00")
    after = offers(eva)
    clock.set(2026, 10, 13, 8, 10)

    assert (before, after, offers(eva)) == (False, True, False)


def test_the_way_back_is_offered_only_to_somebody_who_may_undo(page, offers, dewi, amal):
    page().do(start_time="11:00")

    assert (offers(dewi), offers(amal)) == (False, False)


def test_an_undone_edit_is_told_on_the_page_of_the_series(page, as_, eva, series):
    page().do(start_time="11:00")

    answer = as_(eva).post(f"/sessions/series/edits/{Edit.objects.get().pk}/undo/", follow=True)

    assert "Teruggezet. Iedereen die het las, leest dat ook." in read(answer)
    assert "Teruggezet door Eva, vandaag om 8:00" in read(answer)
    assert times(series) == {time(10, 30)}


def test_the_answer_to_an_undo_names_what_lapses_because_its_day_was_closed(page, as_, eva, house):
    page().do(weekdays=["2"])
    days = {"from_on": date(2026, 10, 20), "until_on": date(2026, 10, 21)}
    close_days(actor=eva, house_id=house.pk, kind="own", name="Feest", **days)

    answer = as_(eva).post(f"/sessions/series/edits/{Edit.objects.get().pk}/undo/", follow=True)

    assert "Dan is het huis dicht, dus dat vervalt: 20 oktober." in read(answer)


@pytest.mark.parametrize("is_undone", [False, True])
def test_a_pause_of_the_series_is_not_called_a_closed_house(page, as_, eva, series, is_undone):
    days = {"from_on": date(2026, 10, 20), "until_on": date(2026, 10, 22)}
    if is_undone:
        page().do(weekdays=["4"])
        pause_series(actor=eva, series_id=series.pk, **days)
        answer = as_(eva).post(f"/sessions/series/edits/{Edit.objects.get().pk}/undo/", follow=True)
    else:
        pause_series(actor=eva, series_id=series.pk, from_on=date(2026, 10, 21), until_on=date(2026, 10, 22))
        answer = page().send(weekdays=["2"])

    assert ("Dan slaapt de reeks" in read(answer), "huis dicht" in read(answer)) == (True, False)


def test_a_resident_reads_that_it_was_taken_back(page, as_, eva, amal, series, clock):
    page().do(start_time="11:00")
    clock.set(2026, 10, 13, 8, 5)
    as_(eva).post(f"/sessions/series/edits/{Edit.objects.get().pk}/undo/")

    session = series.sessions.order_by("starts_at").first()
    assert "Teruggezet. Het is weer zoals het was." in read(as_(amal).get(f"/sessions/{session.pk}/"))


def test_queries_do_not_grow_with_the_sessions(as_, eva, plan, django_assert_max_num_queries, series):
    few = plan(until_on=date(2026, 10, 20), room_id=None)
    browser = as_(eva)
    counts = []
    for one in (few, series):
        path = f"/sessions/series/{one.pk}/edit/"
        sent = fields_of(browser.get(path).content.decode()) | {"why": WHY, "length_minutes": "60"}
        with django_assert_max_num_queries(100) as counted:
            browser.post(path, sent)
        counts.append(len(counted))

    assert counts[1] <= counts[0] + 2  # the room of the one


def test_the_page_of_a_series_leads_who_runs_the_house_to_whom_it_is_for_and_to_a_pause(as_, eva, dewi, series):
    path = f"/sessions/series/{series.pk}/"
    ways = [f'href="{path}people/"', f'href="{path}pause/"']

    assert all(way in as_(eva).get(path).content.decode() for way in ways)
    assert not any(way in as_(dewi).get(path).content.decode() for way in ways)
