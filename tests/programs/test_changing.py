"""Moving, another room, cancelling: what changes, what is told, and when the answer is no."""

from contextlib import nullcontext
from datetime import date, time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from house.errors import NotHere
from programs.errors import AlreadyCancelled, MomentPassed, NothingChanges, Passed, RoomClosed, RoomTaken
from programs.models import Change, Session
from programs.planning.services.change import cancel_session, change_room, move_session
from programs.planning.services.layout import lay_out
from tests import cast
from tests.programs.conftest import local

WHY = "De trein van Dewi komt later aan."
LATER = local(2026, 10, 13, 15, 30)


def move(session, actor, starts_at=LATER, why=WHY):
    return move_session(actor=actor, session_id=session.pk, starts_at=starts_at, why=why)


@pytest.fixture
def zolder(house):
    return cast.make_room(house, "Zolder")


def test_a_moved_session_keeps_its_length_and_its_name(session, dewi):
    moved = move(session, dewi, local(2026, 10, 15, 14))

    assert (moved.starts_at, moved.ends_at) == (local(2026, 10, 15, 14), local(2026, 10, 15, 15, 30))
    assert (moved.held_on, moved.original_on) == (date(2026, 10, 15), date(2026, 10, 13))


def test_a_move_is_told_with_was_now_why_and_who(session, dewi, clock):
    move(session, dewi)

    change = session.changes.get()
    assert (change.kind, change.was_starts_at, change.now_starts_at) == ("moved", local(2026, 10, 13, 10, 30), LATER)
    assert (change.why, change.by, change.at) == (WHY, dewi, clock.now)


def test_a_move_is_news(session, dewi, clock):
    assert move(session, dewi).changed_at == clock.now


def test_every_change_counts_once_and_dates_the_session(session, dewi, clock):
    moved = move(session, dewi)
    assert (session.revision, moved.revision, moved.changed_at) == (0, 1, clock.now)

    clock.set(2026, 10, 13, 9, 5)
    cancel_session(actor=dewi, session_id=session.pk, why=WHY)
    session.refresh_from_db()
    assert (session.revision, session.changed_at) == (2, clock.now)


def test_the_last_change_is_told_though_the_clock_went_back(session, dewi, clock):
    move(session, dewi, LATER)
    clock.set(2026, 10, 13, 7, 59)

    move(session, dewi, LATER + timedelta(hours=1))

    session.refresh_from_db()
    assert [change.now_starts_at for change in session.told_changes] == [LATER + timedelta(hours=1)]


@pytest.mark.parametrize("hours", range(1, 6))
def test_of_changes_in_one_moment_the_last_is_told(session, dewi, hours):
    for hour in range(hours):
        move(session, dewi, LATER + timedelta(hours=hour))

    session.refresh_from_db()
    assert [change.now_starts_at for change in session.told_changes] == [LATER + timedelta(hours=hours - 1)]


def test_a_change_of_many_counts_for_each(plan, clock):
    series = plan()
    at = local(2026, 10, 13, 9)

    series.sessions.update(lacks_room=False, **Session.change_noted(at))

    assert set(series.sessions.values_list("revision", "changed_at")) == {(1, at)}


def test_a_moved_session_survives_laying_out(session, dewi):
    move(session, dewi)
    session.series.laid_out_until = None
    session.series.save()

    lay_out(session.series_id)

    assert Session.objects.get(series=session.series, original_on=session.original_on).starts_at == LATER


@pytest.mark.parametrize("who", ["amal", "hanne", "noor", "fay", "gina"])
def test_who_does_not_give_it_does_not_find_it(session, who, request):
    with pytest.raises(NotHere):
        move(session, request.getfixturevalue(who))


def test_the_coordinator_moves_what_she_does_not_give(session, eva):
    assert move(session, eva).starts_at == LATER


def test_a_guest_moves_her_own(plan, noor):
    session = plan(trainer_ids=[noor.pk]).sessions.first()

    assert move(session, noor).starts_at == LATER


def test_what_has_been_stays_as_it_was(session, dewi, clock):
    clock.set(2026, 10, 13, 12)

    with pytest.raises(Passed):
        move(session, dewi)


def test_nothing_moves_into_the_past(session, dewi):
    with pytest.raises(MomentPassed):
        move(session, dewi, local(2026, 10, 13, 7, 59))


def test_moving_to_the_same_moment_changes_nothing(session, dewi):
    with pytest.raises(NothingChanges):
        move(session, dewi, session.starts_at)


def test_what_is_cancelled_is_not_moved(session, dewi):
    cancel_session(actor=dewi, session_id=session.pk, why=WHY)

    with pytest.raises(AlreadyCancelled):
        move(session, dewi)


def test_a_taken_room_refuses_and_names_the_time_alone(session, plan, dewi):
    other = plan(at=time(15)).sessions.first()

    with pytest.raises(RoomTaken) as refusal:
        move(session, dewi)

    assert (refusal.value.other, str(refusal.value.message)) == (
        other,
        "Grote kamer is dan bezet, van 15:00 tot 16:30.",
    )


def test_a_refused_move_leaves_no_trace(session, plan, dewi):
    plan(at=time(15))

    with pytest.raises(RoomTaken):
        move(session, dewi)

    session.refresh_from_db()
    assert (session.starts_at, session.changes.count()) == (local(2026, 10, 13, 10, 30), 0)


def test_a_session_may_begin_the_minute_another_ends(session, plan, dewi):
    plan(at=time(14))

    assert move(session, dewi).starts_at == LATER


def test_a_cancelled_session_is_not_in_the_way(session, plan, dewi):
    other = plan(at=time(15)).sessions.first()
    cancel_session(actor=dewi, session_id=other.pk, why=WHY)

    assert move(session, dewi).starts_at == LATER


def test_a_room_that_became_shared_takes_both(session, plan, dewi, room):
    plan(at=time(15))
    room.is_shared = True
    room.save()

    assert move(session, dewi).takes_room is False


def test_moving_what_lacks_a_room_does_not_find_it_one(session, plan, dewi):
    homeless = plan(at=time(11)).sessions.first()

    moved = move(homeless, dewi)

    assert (moved.room, moved.lacks_room) == (None, True)


def test_another_room_is_told(session, dewi, room, zolder):
    change_room(actor=dewi, session_id=session.pk, room_id=zolder.pk, why=WHY)

    change = session.changes.get()
    assert (change.kind, change.was_room, change.now_room, change.why) == ("room", room, zolder, WHY)


def test_another_room_ends_the_lack_of_one(session, plan, dewi, zolder):
    homeless = plan(at=time(11)).sessions.first()

    session = change_room(actor=dewi, session_id=homeless.pk, room_id=zolder.pk, why=WHY)

    assert (session.room, session.lacks_room, session.takes_room) == (zolder, False, True)


def test_no_room_is_a_room_too(session, dewi):
    session = change_room(actor=dewi, session_id=session.pk, room_id=None, why=WHY)

    assert (session.room, session.lacks_room, session.takes_room) == (None, False, False)


def test_the_same_room_changes_nothing(session, dewi, room):
    with pytest.raises(NothingChanges):
        change_room(actor=dewi, session_id=session.pk, room_id=room.pk, why=WHY)


def test_the_room_of_another_house_is_not_here(session, dewi, other_house):
    with pytest.raises(NotHere):
        change_room(actor=dewi, session_id=session.pk, room_id=cast.make_room(other_house).pk, why=WHY)


def test_a_closed_room_refuses(session, dewi, house):
    closed = cast.make_room(house, "Kelder", is_closed=True)

    with pytest.raises(RoomClosed):
        change_room(actor=dewi, session_id=session.pk, room_id=closed.pk, why=WHY)


def test_a_room_where_another_session_is_refuses(session, plan, dewi, zolder):
    plan(room_id=zolder.pk)

    with pytest.raises(RoomTaken):
        change_room(actor=dewi, session_id=session.pk, room_id=zolder.pk, why=WHY)


def test_cancelling_keeps_the_place_and_says_what_now(session, dewi):
    cancel_session(actor=dewi, session_id=session.pk, why=WHY, and_now="Maandag hoor je de nieuwe dag.")

    session.refresh_from_db()
    assert (session.state, session.held_on, session.takes_room) == ("cancelled", date(2026, 10, 13), False)
    assert session.changes.get().and_now == "Maandag hoor je de nieuwe dag."


def test_cancelling_twice_is_refused(session, dewi):
    cancel_session(actor=dewi, session_id=session.pk, why=WHY)

    with pytest.raises(AlreadyCancelled):
        cancel_session(actor=dewi, session_id=session.pk, why=WHY)


def test_why_is_sealed_in_the_database(session, dewi):
    cancel_session(actor=dewi, session_id=session.pk, why=WHY)

    with connection.cursor() as cursor:
        cursor.execute("SELECT why FROM programs_change")
        assert WHY.encode() not in bytes(cursor.fetchone()[0])


def test_the_last_change_of_time_and_of_room_are_told(session, dewi, zolder, clock):
    move(session, dewi)
    clock.now += timedelta(minutes=1)
    change_room(actor=dewi, session_id=session.pk, room_id=zolder.pk, why=WHY)
    clock.now += timedelta(minutes=1)
    last = move(session, dewi, local(2026, 10, 13, 16)).changes.last()

    told = Session.objects.with_story().get(pk=session.pk).told_changes

    assert (told[0], [change.kind for change in told]) == (last, [Change.Kind.MOVED, Change.Kind.ROOM])


def test_of_a_cancelled_session_only_that_is_told(session, dewi, clock):
    move(session, dewi)
    clock.now += timedelta(minutes=1)
    cancel_session(actor=dewi, session_id=session.pk, why=WHY)

    told = Session.objects.with_story().get(pk=session.pk).told_changes

    assert [change.kind for change in told] == [Change.Kind.CANCELLED]


def test_the_database_itself_keeps_a_room_to_one(session):
    """PostgreSQL by a constraint; SQLite has one writer at a time, and the verbs look."""
    session.pk, session.original_on = None, date(2026, 10, 12)
    refused = pytest.raises(IntegrityError, match="one_session_per_room_at_a_time")

    with refused if connection.vendor == "postgresql" else nullcontext(), transaction.atomic():
        Session.objects.bulk_create([session])


@pytest.mark.django_db(transaction=True)
def test_of_two_who_move_into_one_room_at_once_one_is_refused(plan, dewi, eva):
    sessions = [plan(at=at, until_on=date(2026, 10, 14)).sessions.get() for at in (time(10, 30), time(13))]
    outcomes = run_together(
        *[
            lambda session=session, actor=actor: move(session, actor)
            for session, actor in zip(sessions, (dewi, eva), strict=True)
        ]
    )

    assert sorted(outcomes) == ["RoomTaken", "Session"]
    assert Session.objects.filter(starts_at=LATER).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_lay_a_series_out_once(plan):
    series = plan()
    Session.objects.all().delete()
    type(series).objects.update(laid_out_until=None)

    outcomes = run_together(lambda: lay_out(series.pk), lambda: lay_out(series.pk))

    assert (outcomes, series.sessions.count()) == (["list", "list"], 13)


def run_together(*acts):
    """Run each in a thread and connection of its own, and name what came of it."""
    barrier, outcomes = Barrier(len(acts)), []

    def run(act):
        try:
            barrier.wait(10)
            outcomes.append(type(act()).__name__)
        except Exception as problem:
            outcomes.append(type(problem).__name__)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def test_a_session_goes_to_another_day_and_room_at_once(session, dewi, zolder):
    moved = move_session(actor=dewi, session_id=session.pk, starts_at=LATER, room_id=zolder.pk, why=WHY)

    assert (moved.starts_at, moved.room, moved.revision) == (LATER, zolder, 1)
    assert [change.kind for change in session.changes.all()] == ["moved", "room"]


def test_only_what_differs_is_told(session, dewi, zolder):
    move_session(actor=dewi, session_id=session.pk, starts_at=session.starts_at, room_id=zolder.pk, why=WHY)

    assert [change.kind for change in session.changes.all()] == ["room"]


def test_where_it_is_already_nothing_changes(session, dewi, room):
    with pytest.raises(NothingChanges):
        move_session(actor=dewi, session_id=session.pk, starts_at=session.starts_at, room_id=room.pk, why=WHY)


def test_a_session_moves_to_no_room_of_another_house(session, dewi, other_house):
    serre = cast.make_room(other_house, "Serre")

    with pytest.raises(NotHere):
        move_session(actor=dewi, session_id=session.pk, starts_at=LATER, room_id=serre.pk, why=WHY)
