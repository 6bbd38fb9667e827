"""A change of one session is undone within ten minutes: what is so then, who is told, and when the answer is no."""

from datetime import date, timedelta

import pytest

from house.errors import NotHere
from house.models import Role
from programs.errors import (
    AlreadyPutBack,
    Begun,
    ChangedSince,
    ClosedSince,
    MomentPassed,
    RoomTaken,
    TooLateToUndo,
)
from programs.models import Change, Notice, Session
from programs.planning.closures.services import close_days
from programs.planning.services.change import cancel_session, change_room, move_session
from programs.planning.services.undo import undo_change
from programs.sessions.models.changes import REASONS
from programs.sessions.services.notices import note_visit
from tests import cast
from tests.news import news_for
from tests.programs.conftest import local

WHY = "De kamer is bezet."
LATER = local(2026, 10, 15, 14)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FACTS = ("starts_at", "ends_at", "held_on", "room_id", "state", "is_by_hand", "lacks_room", "takes_room")


def facts(session):
    return Session.objects.filter(pk=session.pk).values(*FACTS).get()


def changed(deed, session, actor):
    """Move it, give it another room or cancel it; the change."""
    told = {"actor": actor, "session_id": session.pk, "why": WHY}
    if deed == "move":
        move_session(starts_at=LATER, **told)
    elif deed == "room":
        change_room(room_id=cast.make_room(session.series.house, "Zolder").pk, **told)
    else:
        cancel_session(**told)
    return session.changes.last()


def undo(change, actor):
    return undo_change(actor=actor, session_id=change.session_id, change_id=change.pk)


@pytest.fixture
def ida(other_house):
    return cast.make_worker("Ida", other_house, Role.COORDINATOR)


@pytest.fixture(autouse=True)
def _everybody_looked_an_hour_ago(session, amal, bo, dewi, eva, clock):
    Notice.objects.all().delete()
    for person in (amal, bo, dewi, eva):
        note_visit(actor=person, at=clock.now - HOUR)


@pytest.mark.parametrize("deed", ["move", "room", "cancel"])
def test_a_change_that_nobody_saw_leaves_nothing(session, eva, amal, bo, clock, deed):
    before = facts(session)
    change = changed(deed, session, eva)
    clock.now += MINUTE

    undo(change, eva)

    assert facts(session) == before
    assert not Change.objects.exists()
    assert not Notice.objects.exists()
    assert news_for(amal) == news_for(bo) == []


@pytest.mark.parametrize(
    ("deed", "news"), [("move", "Andere tijd"), ("room", "Andere kamer"), ("cancel", "Gaat toch door")]
)
def test_whoever_looked_meanwhile_reads_that_it_is_back(session, eva, amal, bo, clock, deed, news):
    before = facts(session)
    change = changed(deed, session, eva)
    clock.now += MINUTE
    note_visit(actor=amal)
    clock.now += MINUTE

    undo(change, eva)

    assert facts(session) == before
    back = session.changes.last()
    assert (back.is_back, back.now_starts_at, back.now_room, back.by) == (True, session.starts_at, session.room, eva)
    assert [line.in_words.replace("dag", "tijd") for line in news_for(amal)] == [news]
    assert news_for(bo) == []
    html = Session.objects.filter(pk=session.pk).told_to(amal)[0].told_changes
    assert not any(told.has_lost_room for told in html)


def test_whose_change_another_undoes_reads_so(session, eva, dewi, amal, clock):
    change = changed("move", session, dewi)
    clock.now += MINUTE

    undo(change, eva)

    assert [line.in_words for line in news_for(dewi)] == ["Andere dag"]
    assert session.changes.last().is_back
    assert news_for(amal) == []


def test_an_earlier_move_that_is_new_to_her_stays_news(session, eva, amal, clock):
    move_session(actor=eva, session_id=session.pk, starts_at=local(2026, 10, 14, 9), why=WHY)
    clock.now += MINUTE
    change = changed("move", session, eva)
    clock.now += MINUTE

    undo(change, eva)

    assert [line.in_words for line in news_for(amal)] == ["Andere dag"]
    assert session.changes.get().now_starts_at == local(2026, 10, 14, 9)


def test_the_calendar_elsewhere_counts_both(session, eva):
    undo(changed("move", session, eva), eva)

    session.refresh_from_db()
    assert session.revision == 2


@pytest.mark.parametrize("has_looked", [False, True])
def test_nothing_is_undone_twice(session, eva, amal, clock, has_looked):
    change = changed("cancel", session, eva)
    if has_looked:
        clock.now += MINUTE
        note_visit(actor=amal)
    undo(change, eva)

    with pytest.raises(AlreadyPutBack):
        undo(change, eva)


def test_nothing_that_was_put_back_is_undone_itself(session, eva, amal, clock):
    change = changed("cancel", session, eva)
    clock.now += MINUTE
    note_visit(actor=amal)
    undo(change, eva)

    with pytest.raises(NotHere):
        undo(session.changes.last(), eva)


def test_after_ten_minutes_it_is_too_late(session, eva, clock):
    change = changed("move", session, eva)
    clock.now += 10 * MINUTE

    with pytest.raises(TooLateToUndo):
        undo(change, eva)


def test_what_somebody_changed_since_stays(session, eva, dewi):
    change = changed("move", session, eva)
    cancel_session(actor=dewi, session_id=session.pk, why=WHY)

    with pytest.raises(ChangedSince):
        undo(change, eva)


def test_a_room_that_was_taken_meanwhile_keeps_it_where_it_is(session, plan, eva):
    change = changed("move", session, eva)
    plan(until_on=date(2026, 10, 13), trainer_ids=[])

    with pytest.raises(RoomTaken):
        undo(change, eva)
    assert facts(session)["starts_at"] == LATER


def test_a_session_that_began_meanwhile_is_not_moved_back(session, eva, clock):
    change = changed("cancel", session, eva)
    Change.objects.update(at=local(2026, 10, 13, 10, 25))
    clock.set(2026, 10, 13, 10, 31)

    with pytest.raises(Begun):
        undo(change, eva)


def test_a_moment_that_passed_meanwhile_does_not_come_back(session, eva, clock):
    change = changed("move", session, eva)
    Change.objects.update(at=local(2026, 10, 13, 10, 25))
    clock.set(2026, 10, 13, 10, 31)

    with pytest.raises(MomentPassed):
        undo(change, eva)


def test_nothing_comes_back_to_a_day_that_was_closed_meanwhile(session, eva, house):
    change = changed("move", session, eva)
    days = {"from_on": date(2026, 10, 13), "until_on": date(2026, 10, 14)}
    close_days(actor=eva, house_id=house.pk, kind="own", name="Uitje", **days)

    with pytest.raises(ClosedSince):
        undo(change, eva)


def test_a_trainer_undoes_her_own_change_and_no_others(session, eva, dewi):
    with pytest.raises(NotHere):
        undo(changed("move", session, eva), dewi)
    Change.objects.all().delete()

    undo(changed("cancel", session, dewi), dewi)

    assert facts(session)["state"] == "planned"


def test_neither_a_resident_nor_another_house_undoes_anything(session, eva, amal, ida):
    change = changed("move", session, eva)

    for stranger in (amal, ida):
        with pytest.raises(NotHere):
            undo(change, stranger)


def test_the_page_offers_it_and_says_that_it_is_back(session, eva, as_, amal):
    move = {"on": "2026-10-15", "at": "14:00", "why": WHY}
    page = as_(eva).post(f"/sessions/{session.pk}/move/", move, follow=True).content.decode()
    assert "Sterk staan is verplaatst naar donderdag 15 oktober, 14:00." in page
    assert "Tot 8:10 kun je dat ongedaan maken." in page.replace("\n", " ")
    assert "ongedaan" not in as_(amal).get(f"/sessions/{session.pk}/").content.decode()

    answer = as_(eva).post(f"/sessions/{session.pk}/undo/{session.changes.get().pk}/", follow=True)

    assert "Teruggezet." in answer.content.decode()
    assert "ongedaan" not in answer.content.decode()
    assert facts(session)["held_on"] == date(2026, 10, 13)


def test_the_week_of_the_house_offers_it_to_who_did_it(session, eva, dewi, as_):
    changed("move", session, eva)

    assert "Maak ongedaan" in as_(eva).get("/sessions/week/").content.decode()
    assert "Maak ongedaan" not in as_(dewi).get("/sessions/week/").content.decode()


def test_an_undo_from_the_week_leads_back_to_it(session, eva, as_):
    change = changed("move", session, eva)

    answer = as_(eva).post(f"/sessions/{session.pk}/undo/{change.pk}/", {"from": "trainers"})

    assert answer.url == "/sessions/week/2026-W42/?by=trainers"


def test_a_reason_is_one_button_and_read_in_her_language(session, eva, amal, as_):
    page = as_(eva).get(f"/sessions/{session.pk}/cancel/").content.decode()
    assert (
        '<button class="button outline" name="reason" value="De trainer kan niet">De trainer kan niet</button>' in page
    )
    amal.language = "en"
    amal.save()

    as_(eva).post(f"/sessions/{session.pk}/cancel/", {"and_now": "", "reason": "De trainer kan niet", "why": ""})

    assert "The trainer cannot come" in as_(amal).get(f"/sessions/{session.pk}/").content.decode()


def test_no_reason_tells_that_somebody_is_ill():
    assert not any("ziek" in reason for reason in REASONS)


def test_day_and_room_that_changed_at_once_are_undone_at_once(session, eva, house):
    before = facts(session)
    zolder = cast.make_room(house, "Zolder")
    move_session(actor=eva, session_id=session.pk, starts_at=LATER, room_id=zolder.pk, why=WHY)

    undo(session.changes.last(), eva)

    assert facts(session) == before
    assert not Change.objects.exists()


def test_the_week_asks_the_form_for_its_panel_and_is_led_on(session, eva, as_):
    page, path = as_(eva), f"/sessions/{session.pk}/move/"
    panel = page.get(f"{path}?on=2026-10-15&room=&from=week", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in panel
    assert 'value="2026-10-15"' in panel

    told = {"on": "2026-10-15", "at": "10:30", "room_id": "", "why": WHY, "from": "week"}
    refused = page.post(path, told | {"at": "x"}, headers={"HX-Request": "true"})
    done = page.post(path, told, headers={"HX-Request": "true"})

    assert (refused.status_code, done.status_code) == (422, 204)
    assert done.headers["HX-Redirect"] == "/sessions/week/2026-W42/"


def test_what_an_address_cannot_say_is_left_out(session, eva, as_, other_house):
    serre = cast.make_room(other_house, "Serre")
    path = f"/sessions/{session.pk}/move/?on=2026-13-40&at=later&room={serre.pk}&from=https://elsewhere"

    page = as_(eva).get(path).content.decode()

    assert 'value="2026-10-13"' in page
    assert f'value="{session.room_id}" selected' in page
    assert "elsewhere" not in page
