"""What concerns her and happened while she was not looking: who is told, what she reads, and when it is old."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils.html import strip_tags

from house.errors import Refusal
from house.models import Role, Stay
from programs.attendance.services.arrange import arrange_session
from programs.attendance.services.enrolment import enrol
from programs.forgetting import fade_notices
from programs.models import Enrolment, Notice, Session
from programs.planning.edits.services.apply import edit_series
from programs.planning.edits.services.request import EditRequest
from programs.planning.services.change import cancel_session, change_room, move_session
from programs.sessions.services.notices import note_visit, take_back, tell, tell_everyone
from programs.staffing.services.duties import ask, decline, relieve
from programs.week.rows import news_row
from tests import cast
from tests.news import look_at_news, news_for
from tests.programs.conftest import FR, MO, TH, TU, WE, local
from tests.programs.test_week_page import read

Kind = Notice.Kind


@pytest.fixture
def later(clock):
    """Let hours pass."""

    def later(hours=1):
        clock.now += timedelta(hours=hours)

    return later


@pytest.fixture
def looked(clock, amal, bo, cleo, dewi, eva, gina, later):
    """They all looked a minute past eight, and now it is an hour later."""
    clock.set(2026, 10, 13, 8, 1)
    for person in (amal, bo, cleo, dewi, eva, gina):
        note_visit(actor=person)
    later()


def move(session, actor, *moment):
    return move_session(actor=actor, session_id=session.pk, starts_at=local(2026, 10, *moment), why="De bus.")


def cancel(session, actor):
    return cancel_session(actor=actor, session_id=session.pk, why="Dewi is ziek.")


def told(person):
    """What is new to her: how often, in which words."""
    return [(len(line.sessions), line.in_words) for line in news_for(person)]


def who_is_told():
    return {(notice.person.sign_in_name, notice.kind) for notice in Notice.objects.all()}


def test_a_moved_session_is_told_to_who_comes_and_who_gives_it_but_not_to_who_moved_it(session, looked, eva, noor):
    Notice.objects.all().delete()

    move(session, eva, 13, 15)

    assert who_is_told() == {("amal", "moved"), ("bo", "moved"), ("dewi", "moved")}


def test_what_is_for_one_is_told_to_her_alone(coaching, looked, hanne, amal):
    Notice.objects.all().delete()

    cancel(coaching, hanne)

    assert who_is_told() == {("amal", "cancelled")}


def test_a_refused_change_is_not_told(session, plan, looked, dewi):
    plan(at=time(15))
    Notice.objects.all().delete()

    with pytest.raises(Refusal):
        move(session, dewi, 13, 15, 30)

    assert not Notice.objects.exists()


def test_several_changes_before_she_looks_are_one_line_with_the_last_state(session, looked, dewi, amal, house):
    zolder = cast.make_room(house, "Zolder")
    move(session, dewi, 13, 15)
    change_room(actor=dewi, session_id=session.pk, room_id=zolder.pk, why="Daar is het stil.")
    move(session, dewi, 13, 16)

    assert told(amal) == [(1, "Andere tijd en andere kamer")]

    cancel(session, dewi)

    assert told(amal) == [(1, "Gaat niet door")]


def test_the_same_thing_again_is_new_again(session, looked, dewi, amal, later):
    move(session, dewi, 14, 15)
    later()
    look_at_news(amal)
    later()
    assert (look_at_news(amal), Notice.objects.filter(person=amal, kind="moved").count()) == ([], 1)

    move(session, dewi, 15, 15)
    later()

    assert [line.in_words for line in look_at_news(amal)] == ["Andere dag"]


def test_a_new_series_is_one_line(plan, looked, amal, dewi):
    plan()

    [line] = news_for(amal)

    assert (line.in_words, line.rhythm, line.session.original_on) == (
        "Nieuw in je week",
        line.session.series.rhythm,
        date(2026, 10, 13),
    )
    assert told(dewi) == [(13, "Nieuw in je week")]


def test_of_a_new_series_a_changed_session_is_told_by_itself(plan, looked, dewi, amal):
    move(plan().sessions.first(), dewi, 14, 15)

    assert told(amal) == [(1, "Andere dag"), (12, "Nieuw in je week")]


def test_the_same_change_of_many_of_one_series_is_one_line(plan, looked, dewi, amal):
    series = plan()
    Notice.objects.all().delete()

    tell_everyone(series.sessions.select_related("series")[:12], Kind.LAPSED)
    series.sessions.update(state=Session.State.LAPSED, takes_room=False)

    assert told(amal) == [(12, "Gaat die dag niet door")]


def test_who_is_counted_in_later_is_told(plan, looked, gina, amal, cleo, eva):
    series = plan(audience="group", person_ids=[amal.pk], trainer_ids=[gina.pk])
    Notice.objects.all().delete()

    enrol(actor=eva, series_id=series.pk, person_id=cleo.pk)

    assert (who_is_told(), told(cleo)) == ({("cleo", "new")}, [(13, "Nieuw in je week")])


def test_what_she_may_no_longer_see_is_not_told(session, looked, dewi, amal):
    move(session, dewi, 13, 15)
    Stay.objects.filter(person=amal).update(left_on=date(2026, 10, 13))

    assert told(amal) == []


def test_who_left_a_group_is_not_told_of_it(plan, looked, gina, cleo, amal, eva):
    series = plan(audience="group", person_ids=[amal.pk, cleo.pk], trainer_ids=[gina.pk])
    move(series.sessions.first(), gina, 13, 15)
    assert len(told(cleo)) == 2

    Enrolment.objects.filter(person=cleo).update(until_on=date(2026, 10, 13))

    assert told(cleo) == []


def test_a_stranger_who_is_told_by_mistake_reads_nothing(session, fay, later):
    note_visit(actor=fay)
    later()
    tell([fay], Kind.MOVED, session=session)

    assert told(fay) == []


def test_another_room_is_not_told_to_who_does_not_know_the_place(plan, looked, gina, cleo, amal, eva, house):
    session = plan(audience="group", person_ids=[amal.pk, cleo.pk], trainer_ids=[gina.pk]).sessions.first()
    Notice.objects.all().delete()
    zolder = cast.make_room(house, "Zolder")

    change_room(actor=gina, session_id=session.pk, room_id=zolder.pk, why="Daar is het stil.")

    assert (told(amal), told(cleo)) == ([(1, "Andere kamer")], [])


def test_what_is_over_is_no_news_but_for_what_there_is_to_read(session, looked, dewi, amal, bo, clock):
    move(session, dewi, 13, 15)
    tell([bo], Kind.MATERIAL, session=session, by=dewi)
    clock.set(2026, 10, 13, 18)

    assert (told(amal), told(bo)) == ([], [(1, "Er is iets om te lezen of te bekijken")])


def test_what_was_asked_and_is_answered_is_taken_back(session, dewi, gina, looked):
    tell([gina, dewi], Kind.PLACE, session=session)

    take_back([gina], Kind.PLACE, session=session)

    assert set(Notice.objects.filter(kind="place").values_list("person", flat=True)) == {dewi.pk}


def test_a_kind_of_another_version_is_left_out(session, amal, looked):
    tell([amal], "something", session=session)

    assert news_for(amal) == []


def test_what_was_told_while_she_looked_is_not_lost(session, dewi, amal, clock, later):
    """The notice was written a moment before she looked, and committed a moment after."""
    note_visit(actor=amal)
    later()
    moved_at = clock.now
    clock.now += timedelta(seconds=2)
    look_at_news(amal)
    tell([amal], Kind.MOVED, session=session, at=moved_at)
    later()

    assert [line.kinds for line in look_at_news(amal)] == [[Kind.MOVED]]


def test_notices_fade(session, looked, amal, clock):
    tell([amal], Kind.MATERIAL, session=session)
    clock.now += timedelta(weeks=4)
    fade_notices()
    assert Notice.objects.filter(kind="material").exists()

    clock.now += timedelta(seconds=1)
    fade_notices()

    assert not Notice.objects.exists()


@pytest.mark.parametrize("target", [{}, {"session": True, "series": True}])
def test_the_database_wants_one_thing_that_it_is_about(session, amal, target):
    things = {"session": session, "series": session.series}
    notice = Notice(person=amal, kind="moved", **{name: things[name] for name in target})

    with pytest.raises(IntegrityError, match="a_notice_is_about"), transaction.atomic():
        notice.save()


def test_a_house_of_thirty_is_told_of_twelve_in_as_many_queries_as_of_one(
    plan, house, django_assert_max_num_queries, dewi
):
    for number in range(30):
        cast.make_resident(f"resident{number}", house)
    sessions = list(plan().sessions.select_related("series")[:12])
    Notice.objects.all().delete()

    with django_assert_max_num_queries(10):  # SQLite takes so many values in one statement, and no more
        tell_everyone(sessions, Kind.LAPSED, by=dewi)

    assert Notice.objects.count() == 12 * 30


def test_her_week_begins_with_what_is_new(as_, amal, session, looked, dewi):
    move(session, dewi, 15, 14)

    text = read(as_(amal).get("/week/"))

    assert "Nieuw sinds je laatste bezoek Sterk staan Andere dag: donderdag 15 oktober, 14:00 Vandaag" in text


def test_a_new_series_is_told_with_its_rhythm(as_, amal, looked, plan):
    plan([TU, TH])

    text = read(as_(amal).get("/week/"))

    assert "Sterk staan Nieuw in je week: elke dinsdag en donderdag, 10:30, vanaf 13 oktober" in text


def test_many_are_folded(as_, amal, looked, plan, dewi):
    for day, number in zip((MO, TU, WE, TH, FR), range(5), strict=True):
        plan([day], time(8 + 2 * number))

    html = as_(amal).get("/week/").content.decode().split('id="h-news"')[1].split("</section>")[0]

    shown, folded = html.split("<details")
    assert (shown.count("<li"), folded.count("<li"), "Er zijn 5 dingen nieuw" in folded) == (0, 5, True)


def test_one_thing_stands_there(as_, amal, looked, plan, dewi):
    plan([MO], time(8))

    html = as_(amal).get("/week/").content.decode().split('id="h-news"')[1].split("</section>")[0]

    assert (html.count("<li"), "<details" in html) == (1, False)


def test_an_alumna_reads_no_title_of_a_meeting_in_it(as_, cleo, looked, plan, gina):
    plan(audience="group", person_ids=[cleo.pk], trainer_ids=[gina.pk])

    text = read(as_(cleo).get("/week/"))

    assert ("Bijeenkomst Nieuw in je week" in text, "Sterk staan" in text) == (True, False)


def test_another_week_shows_no_news_and_is_no_visit(as_, amal, session, looked, dewi, later):
    move(session, dewi, 15, 14)
    browser = as_(amal)
    for _ in range(2):
        assert "laatste bezoek" not in read(browser.get("/week/2026-W43/"))
        later()

    assert "laatste bezoek" in read(browser.get("/week/"))


def test_staff_read_theirs_at_their_desk(as_, dewi, eva, session, looked):
    move(session, eva, 15, 14)

    assert "Nieuw sinds je laatste bezoek Sterk staan Andere dag" in read(as_(dewi).get("/sessions/"))


@pytest.mark.parametrize("hours", [1, 4])
def test_news_costs_the_same_for_one_as_for_many(as_, amal, looked, plan, dewi, hours, django_assert_num_queries):
    browser = as_(amal)
    browser.get("/week/2026-W44/")
    for hour in range(hours):
        session = plan([WE], time(8 + 2 * hour)).sessions.first()
        move(session, dewi, 15, 8 + 2 * hour)
    cast.changed_long_ago()

    with django_assert_num_queries(9):  # two of them note that she looks
        browser.get("/week/")


def test_a_trainer_of_the_guest_kind_is_told_too(plan, house, eva, later):
    guest = cast.make_worker("Gast", house, Role.GUEST)
    session = plan(trainer_ids=[guest.pk]).sessions.first()
    note_visit(actor=guest)
    later()

    cancel(session, eva)

    assert told(guest) == [(1, "Gaat niet door")]


def words_of(person):
    return [strip_tags(news_row(line).words) for line in news_for(person)]


def test_a_new_series_that_is_changed_half_way_is_told_by_its_days(plan, looked, amal, eva):
    series = plan([WE], from_on=date(2026, 10, 14))
    request = EditRequest(from_on=date(2026, 10, 28), new={"weekdays": frozenset({FR})})
    edit_series(actor=eva, series_id=series.pk, edit_request=request, why="Past beter.", key=uuid4())

    [words] = [words for words in words_of(amal) if "Nieuw" in words]

    assert ("elke" in words, "woensdag 14 oktober" in words) == (False, True)


def test_a_series_of_one_session_is_told_by_its_day(plan, looked, amal):
    plan([WE], from_on=date(2026, 10, 14), until_on=date(2026, 10, 14))

    assert words_of(amal) == ["Nieuw in je week: woensdag 14 oktober, 10:30"]


def test_somebody_else_gives_it_only_when_somebody_does(session, looked, amal, eva, dewi, hanne):
    relieve(actor=eva, session_id=session.pk, person_id=dewi.pk)
    assert [line.in_words for line in news_for(amal)] == ["Wie het geeft, hoor je nog"]

    ask(actor=eva, session_id=session.pk, person_ids=[hanne.pk], has_said_yes=True)
    assert [line.in_words for line in news_for(amal)] == ["Andere trainer"]


def test_nobody_is_asked_to_join_where_no_places_are_counted_any_more(session, looked, amal, eva):
    arrange_session(actor=eva, session_id=session.pk, places=3)
    assert "Doe je mee? Zeg het even" in {line.in_words for line in news_for(amal)}

    arrange_session(actor=eva, session_id=session.pk, places=None)
    assert [line.in_words for line in news_for(amal)] == []


def test_the_coordinator_hears_that_somebody_she_asked_cannot_also_where_somebody_gives_it(session, looked, eva, hanne):
    ask(actor=eva, session_id=session.pk, person_ids=[hanne.pk])

    decline(actor=hanne, session_id=session.pk, word="Ik ben dan weg.")

    assert [line.in_words for line in news_for(eva)] == ["Iemand die je vroeg, kan niet"]


def test_who_gives_it_herself_reads_of_nobody_else(session, looked, eva, hanne, dewi, later):
    note_visit(actor=hanne)
    later()

    ask(actor=eva, session_id=session.pk, person_ids=[hanne.pk], has_said_yes=True)

    for giver in (hanne, dewi):
        assert "Wie dit geeft, is anders" in {line.in_words for line in news_for(giver)}
