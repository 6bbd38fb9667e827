"""The page of a draft tells which rooms and people are taken."""

from datetime import date

import pytest

from house.models import Room
from programs.importing.services.clashes import clashes_of
from programs.importing.services.copies import copy_week
from programs.importing.services.overview import look_over
from programs.importing.services.put import put_draft
from programs.models import Closure, Draft, Session
from programs.planning.closures.services import close_days
from programs.staffing.services.duties import stay_away
from tests.programs.conftest import TUESDAY
from tests.programs.drafts.conftest import again
from tests.programs.test_week_page import read


@pytest.fixture
def warned(bring, as_, eva, training, room, dewi):
    """For each of these rows, the words in which the page of its draft says what is in its way."""

    def warned(*rows):
        bring("\n".join(["Training;Dag;Tijd;Duur;T/m;Kamer;Trainer", *rows]))
        page = as_(eva).get(f"/sessions/series/drafts/{Draft.objects.waiting().get().pk}/")
        lines = page.context["form"].lines()
        return [[(one.kind, one.name, len(one.moments)) for one in clashes] for _told, _field, clashes in lines]

    return warned


def test_a_room_that_is_taken_and_who_is_busy_are_told_beforehand(warned, session, hanne):
    rows = "Yoga;di;11:00;60;27-10-2026;Grote kamer;Hanne", "Thee;di;11:30;60;27-10-2026;;Dewi"

    assert warned(*rows) == [[("room", "Grote kamer", 3)], [("busy", "Dewi", 3)]]


def test_the_page_says_what_happens_if_she_goes_on(bring, as_, eva, session):
    bring("Training;Dag;Tijd;Duur;T/m;Kamer;Trainer\nThee;di;11:00;60;27-10-2026;Grote kamer;Dewi")

    text = read(as_(eva).get(f"/sessions/series/drafts/{Draft.objects.get().pk}/"))

    assert "Grote kamer is 3 keer al bezet, voor het eerst op dinsdag 13 oktober." in text
    assert "Dewi geeft 3 keer al iets anders, voor het eerst op dinsdag 13 oktober." in text


def test_two_lines_of_one_draft_are_in_each_others_way(warned):
    rows = "Sterk staan;wo;9:00;60;28-10-2026;Grote kamer;Dewi", "Yoga;wo;9:30;60;21-10-2026;Grote kamer;Dewi"

    assert warned(*rows) == [[], [("room", "Grote kamer", 2), ("busy", "Dewi", 2)]]


def test_where_one_ends_the_next_may_begin_and_on_a_closed_day_nothing_is_held(warned, session, eva, house):
    days = {"from_on": date(2026, 10, 20), "until_on": date(2026, 10, 21)}
    close_days(actor=eva, house_id=house.pk, kind=Closure.Kind.OWN, name="Schoonmaak", **days)
    rows = "Yoga;di;12:00;60;20-10-2026;Grote kamer;Dewi", "Thee;di;11:00;60;20-10-2026;Grote kamer;"

    assert warned(*rows) == [[], [("room", "Grote kamer", 1)]]


def test_a_shared_room_holds_more_at_once(warned, session, room):
    Room.objects.filter(pk=room.pk).update(is_shared=True)

    assert warned("Thee;di;11:00;60;20-10-2026;Grote kamer;") == [[]]


def test_days_on_which_somebody_cannot_come_are_told_too(warned, dewi):
    stay_away(actor=dewi, from_on=date(2026, 10, 20), until_on=date(2026, 10, 22))

    assert warned("Thee;wo;11:00;60;28-10-2026;;Dewi") == [[("away", "Dewi", 1)]]


def test_what_is_brought_again_is_not_in_its_own_way(put, warned, as_, eva):
    put()
    again_rows = "Sterk staan;di;11.00;90;18-12-2026;Grote kamer;Dewi;"

    put(again_rows, then="keep", **again())

    lines = as_(eva).get(f"/sessions/series/drafts/{Draft.objects.waiting().get().pk}/").context["form"].lines()
    assert [(told.state, clashes) for told, _field, clashes in lines] == [("changed", [])]


def test_one_more_day_of_a_series_is_warned_of_too(plan, house, eva, as_):
    plan([2], from_on=date(2026, 10, 14), until_on=date(2026, 10, 14))
    plan([2], from_on=date(2026, 10, 21), until_on=date(2026, 10, 21))

    draft = copy_week(actor=eva, house_id=house.pk, from_on=TUESDAY, to_on=date(2026, 10, 19))

    [(_told, _field, clashes)] = as_(eva).get(f"/sessions/series/drafts/{draft.pk}/").context["form"].lines()
    assert [(one.kind, len(one.moments)) for one in clashes] == [("room", 1), ("busy", 1)]


def test_what_she_said_comes_true(put, session, eva):
    """The rooms that the page tells are taken are just those that are missing in the week."""
    put("Sterk staan;di;11:00;60;27-10-2026;Grote kamer;Dewi;", then="keep")
    draft = Draft.objects.waiting().get()
    told = clashes_of(look_over(draft))[0][0].moments

    put_draft(actor=eva, draft_id=draft.pk)

    roomless = Session.objects.filter(lacks_room=True).values_list("starts_at", flat=True)
    assert (len(told), told) == (3, list(roomless))
