"""The week of the house as a grid: a line for each room or each who gives something, and a panel for one session."""

from datetime import date, time

import pytest

from house.models import Role
from programs.household.services.notes import write_note
from programs.models import Duty, Session
from programs.planning.services.change import cancel_session, change_room, move_session
from programs.staffing.services.duties import decline
from tests import cast
from tests.programs.conftest import FR, MO, TU, TUESDAY, WE, local
from tests.programs.parts import Table

PATH = "/sessions/week/"
TODAY = 1


@pytest.fixture
def grid(as_, eva):
    """The grid as she sees it: texts by the name of the line, seven for each."""

    def read(who=eva, path=PATH):
        return Table.of(as_(who).get(path))

    return read


def test_each_room_has_a_line_and_each_day_a_cell(grid, session, house):
    cast.make_room(house, "Keuken", where="beneden")

    read = grid()

    assert read.heads[1:] == [
        "maandag 12 oktober",
        "Vandaag, dinsdag 13 oktober",
        "woensdag 14 oktober",
        "donderdag 15 oktober",
        "vrijdag 16 oktober",
        "zaterdag 17 oktober",
        "zondag 18 oktober",
    ]
    assert list(read.lines) == ["Grote kamer", "Keuken beneden"]
    assert read.lines["Grote kamer"] == ["", "10:30-12:00 Sterk staan Dewi", "", "", "", "", ""]
    assert read.lines["Keuken beneden"] == [""] * 7


def test_a_link_is_named_in_full(grid, session):
    assert grid().links == ["Sterk staan, dinsdag 13 oktober, 10:30 tot 12:00, Grote kamer, met Dewi"]


def test_a_room_that_is_closed_has_no_line_unless_something_is_held_there(grid, session, room, house):
    cast.make_room(house, "Zolder", is_closed=True)
    room.is_closed = True
    room.save()

    assert list(grid().lines) == ["Grote kamer"]


def test_what_has_no_room_stands_in_a_line_of_its_own(grid, plan):
    plan(room_id=None)

    assert grid().lines["Zonder kamer"][TODAY] == "10:30-12:00 Sterk staan Dewi"


def test_by_person_each_trainer_has_a_line_and_so_has_who_else_gives_something(grid, house, session, plan, eva):
    cast.make_worker("Anouk", house, Role.TRAINER)
    cast.make_worker("Hanne", house, Role.COACH)
    plan([WE], time(16), trainer_ids=[eva.pk])

    lines = grid(path=f"{PATH}?by=trainers").lines

    assert list(lines) == ["Anouk", "Dewi", "Eva"]
    assert lines["Dewi"][TODAY] == "10:30-12:00 Sterk staan Grote kamer"
    assert lines["Eva"][2] == "16:00-17:30 Sterk staan Grote kamer"


def test_what_two_give_stands_in_both_their_lines(grid, plan, dewi, eva):
    plan(trainer_ids=[dewi.pk, eva.pk])

    lines = grid(path=f"{PATH}?by=trainers").lines

    assert lines["Dewi"][TODAY] == lines["Eva"][TODAY] == "10:30-12:00 Sterk staan Grote kamer"


def test_a_cancelled_session_keeps_its_place_in_the_grid_and_says_so(grid, session, dewi):
    cancel_session(actor=dewi, session_id=session.pk, why="Dewi is ziek.")

    read = grid()

    assert read.lines["Grote kamer"][TODAY] == "10:30-12:00 Sterk staan Dewi Gaat niet door"
    assert read.links[0].endswith("met Dewi, Gaat niet door")


def test_a_session_that_lapses_says_so_in_the_grid(grid, session, house):
    Session.objects.filter(pk=session.pk).update(state=Session.State.LAPSED, takes_room=False)

    assert grid().lines["Grote kamer"][TODAY].endswith("Vervalt")


def test_another_day_is_told_where_it_was_and_where_it_is(grid, session, dewi):
    move_session(actor=dewi, session_id=session.pk, starts_at=local(2026, 10, 15, 11), why="De trein komt later.")

    line = grid().lines["Grote kamer"]

    assert line[TODAY] == "Sterk staan Nu do 15 oktober, 11:00"
    assert line[3] == "11:00-12:30 Sterk staan Dewi Andere dag"


def test_another_room_is_told_where_it_is_now(grid, session, dewi, house):
    kitchen = cast.make_room(house, "Keuken")
    change_room(actor=dewi, session_id=session.pk, room_id=kitchen.pk, why="De kamer wordt geverfd.")

    lines = grid().lines

    assert lines["Keuken"][TODAY] == "10:30-12:00 Sterk staan Dewi Andere kamer"
    assert lines["Grote kamer"][TODAY] == ""


def test_a_session_that_lost_its_room_says_so_in_the_grid(grid, session):
    Session.objects.filter(pk=session.pk).update(room=None, takes_room=False, lacks_room=True)

    assert grid().lines["Zonder kamer"][TODAY].endswith("Nog zonder kamer")


def test_a_session_that_nobody_gives_says_so_in_the_grid(grid, session, dewi):
    decline(actor=dewi, session_id=session.pk)

    assert grid().lines["Grote kamer"][TODAY] == "10:30-12:00 Sterk staan Nog niemand"
    assert grid(path=f"{PATH}?by=trainers").lines["Nog niemand"][TODAY].startswith("10:30-12:00 Sterk staan")


def test_a_place_of_two_that_is_open_says_so(grid, plan, dewi, eva):
    session = plan(trainer_ids=[dewi.pk, eva.pk]).sessions.get(original_on=TUESDAY)
    decline(actor=dewi, session_id=session.pk)

    assert grid().lines["Grote kamer"][TODAY] == "10:30-12:00 Sterk staan Eva Plek open"


def test_who_gives_two_things_at_once_is_marked(grid, session, plan):
    plan(at=time(11, 30), room_id=None)

    lines = grid().lines

    assert lines["Grote kamer"][TODAY].endswith("Dubbel")
    assert lines["Zonder kamer"][TODAY].endswith("Dubbel")


def test_what_follows_at_once_is_not_doubled(grid, session, plan):
    plan(at=time(12), room_id=None)

    assert "Dubbel" not in str(grid().lines)


def test_a_closed_day_and_a_note_of_the_house_stand_above_it_all(grid, session, eva, house):
    house.closures.create(kind="own", name="Uitje", from_on=date(2026, 10, 16), until_on=date(2026, 10, 17))
    write_note(
        actor=eva, house_id=house.pk, words="Morgen komt de monteur", from_on=TUESDAY, until_on=date(2026, 10, 14)
    )

    line = grid().lines["Het huis"]

    assert line[TODAY] == "Bericht van het huis: Morgen komt de monteur"
    assert line[4] == "Dicht: Uitje"


def test_the_ruler_shows_when_it_is_and_how_long(as_, eva, plan):
    plan(at=time(10, 30), length_minutes=90)
    plan([WE], time(6), length_minutes=60)
    plan([FR], time(21, 30), length_minutes=240)

    page = as_(eva).get(PATH).content.decode()

    for begins, lasts in ((150, 90), (0, 15), (810, 30)):
        assert f'<rect x="{begins}" width="{lasts}" height="4"/>' in page


def test_another_s_talk_for_two_is_only_taken(grid, coaching, dewi, hanne):
    read = grid(who=dewi)

    assert read.lines["Zonder kamer"][2] == "14:00-15:30 Bezet"
    assert read.links == []


def test_by_person_another_s_talk_for_two_stands_nowhere(grid, coaching, dewi):
    assert list(grid(who=dewi, path=f"{PATH}?by=trainers").lines) == ["Dewi"]


def test_nobody_s_name_but_of_who_works_here(as_, eva, dewi, coaching, session, amal):
    for path in (PATH, f"{PATH}?by=trainers", f"{PATH}?session={session.pk}", f"{PATH}?session={coaching.pk}"):
        assert amal.chosen_name not in as_(eva).get(path).content.decode()


def test_the_panel_says_what_can_be_done(as_, eva, session):
    page = as_(eva).get(f"{PATH}?session={session.pk}").content.decode()

    panel = page[page.index("<aside") : page.index("</aside>")]
    for told in ("Dinsdag 13 oktober", "10:30 tot 12:00", "Elke dinsdag", "iedereen die hier woont"):
        assert told in panel
    for way in ("move", "room", "cancel"):
        assert f"/sessions/{session.pk}/{way}/" in panel
    assert f"/sessions/places/{session.pk}/" in panel
    assert f"/sessions/series/{session.series_id}/edit/?session={session.pk}" in panel


def test_the_panel_of_what_is_not_hers_to_change_only_tells(as_, house, session):
    anouk = cast.make_worker("Anouk", house, Role.TRAINER)

    page = as_(anouk).get(f"{PATH}?session={session.pk}").content.decode()

    panel = page[page.index("<aside") : page.index("</aside>")]
    assert "10:30 tot 12:00" in panel
    assert f"/sessions/{session.pk}/" not in panel
    assert "doen mee" not in panel


def test_the_panel_of_what_she_may_not_know_is_not_here(as_, dewi, coaching):
    assert as_(dewi).get(f"{PATH}?session={coaching.pk}").status_code == 404


@pytest.mark.parametrize("nonsense", ["1", "x" * 500, "00000000-0000-0000-0000-000000000000", "%00"])
def test_a_panel_of_nothing_is_not_here(as_, eva, nonsense):
    assert as_(eva).get(f"{PATH}?session={nonsense}").status_code == 404


@pytest.mark.parametrize("who", ["noor", "amal", "cleo"])
def test_who_does_not_plan_here_has_no_grid(as_, request, session, who):
    assert as_(request.getfixturevalue(who)).get(f"{PATH}?session={session.pk}").status_code == 404


def test_the_neighbours_see_nothing_of_it(as_, other_house, session):
    ida = cast.make_worker("Ida", other_house, Role.COORDINATOR)

    assert as_(ida).get(f"{PATH}?session={session.pk}").status_code == 404
    assert "Sterk staan" not in as_(ida).get(PATH).content.decode()


@pytest.mark.parametrize("by", ["rooms", "trainers"])
def test_a_week_costs_the_same_whatever_is_in_it(as_, eva, house, plan, count_queries, by):
    plan([MO], time(9), from_on=date(2026, 10, 19))
    page = as_(eva)
    few = count_queries(lambda: page.get(f"/sessions/week/2026-W43/?by={by}"))
    for count in range(4):
        room = cast.make_room(house, f"Kamer {count}")
        trainer = cast.make_worker(f"Trainer {count}", house, Role.TRAINER)
        series = plan([MO, TU], time(10 + count), from_on=date(2026, 10, 19), room_id=room.pk, trainer_ids=[trainer.pk])
        Duty.objects.create(session=series.sessions.first(), person=eva, state=Duty.State.ACCEPTED)
        move_session(
            actor=eva,
            session_id=series.sessions.first().pk,
            starts_at=local(2026, 10, 21, 9 + count * 2),
            why="Anders.",
        )
    cast.changed_long_ago()

    assert count_queries(lambda: page.get(f"/sessions/week/2026-W43/?by={by}")) == few
