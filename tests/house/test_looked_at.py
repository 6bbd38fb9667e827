"""Whatever page shows staff the name of a woman who lives or lived in a house: she reads that they looked.

Every route is tried by `test_access_map.py`, so a new page that forgets it fails there.
"""

import pytest

from house.access_log.services import log
from house.desk import services
from house.models import LogKey, Position, Role, What
from tests.cast import before_her_card, days
from tests.house.looks import WOMEN, shown_and_noted, turns
from tests.house.test_access_map import ask, path_of


def looks_by(actor, person):
    lines = [line for _, of_day in log.lines_for(person).days for line in of_day]
    return sum(len(line.times) for line in lines if line.actor == actor)


def test_the_names_are_really_looked_for(renamed):
    """A coordinator's list of people shows all of her house, and each of them can read it."""
    eva = renamed.cast["eva"]

    shown, noted, _ = shown_and_noted(renamed, lambda: ask("GET", "/desk/people/", eva))

    assert shown == noted == set(WOMEN) - {"fay"}


def test_those_who_work_here_read_it_too(renamed):
    eva, dewi = renamed.cast["eva"], renamed.cast["dewi"]

    ask("GET", "/desk/people/", eva)
    ask("GET", f"/desk/people/{dewi.pk}/", eva)

    assert looks_by(eva, dewi) == 2


def test_the_women_themselves_leave_no_lines(renamed):
    before = turns(renamed)

    for name in ("amal", "cleo", "fay"):
        for route in ("house:me", "house:looks", "programs:week", "programs:session", "peergroups:groups"):
            ask("GET", path_of(route, renamed), renamed.cast[name])

    assert turns(renamed) == before


def test_a_card_that_was_made_is_a_look(renamed):
    eva = renamed.cast["eva"]
    before_her_card(renamed.cast["amal"])
    path = path_of("house:make_card", renamed)

    shown, noted, _ = shown_and_noted(renamed, lambda: ask("POST", path, eva))

    assert shown == noted == {"amal"}


def test_a_training_for_one_woman_is_a_look_at_her(renamed):
    eva = renamed.cast["eva"]

    shown, noted, _ = shown_and_noted(renamed, lambda: ask("GET", "/sessions/series/", eva))

    assert shown == noted == {"amal"}


@pytest.mark.parametrize("said", ["nonsense", "present", ""])
@pytest.mark.parametrize("everyone", ["1", ""])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_noting_attendance_is_a_look_where_it_shows_names(renamed, as_, said, everyone, headers):
    dewi, session = renamed.cast["dewi"], renamed.things["session_id"]
    body = {f"{session}-everyone": everyone, f"{session}-{renamed.cast['amal'].pk}": said}
    path = path_of("programs:attendance", renamed)

    shown, noted, _ = shown_and_noted(renamed, lambda: as_(dewi).post(path, body, headers=headers))

    assert shown == noted


def test_one_tap_that_shows_no_name_is_no_look(renamed, as_):
    dewi, session = renamed.cast["dewi"], renamed.things["session_id"]
    body = {f"{session}-{renamed.cast['amal'].pk}": "present"}
    path = path_of("programs:attendance", renamed)

    shown, noted, _ = shown_and_noted(renamed, lambda: as_(dewi).post(path, body, headers={"HX-Request": "true"}))

    assert shown == noted == set()


def test_a_form_that_comes_back_with_a_fault_is_one_look(renamed, as_):
    eva, amal = renamed.cast["eva"], renamed.cast["amal"]
    before = looks_by(eva, amal)

    response = as_(eva).post(path_of("house:rename", renamed), {"chosen_name": "", "language": "nl"})

    assert (response.status_code, looks_by(eva, amal) - before) == (422, 1)


def test_a_page_is_not_shown_when_the_look_cannot_be_written(renamed, as_, monkeypatch):
    def fail(**anything):
        raise RuntimeError("no line")

    monkeypatch.setattr(log, "note_all", fail)

    with pytest.raises(RuntimeError, match="no line"):
        as_(renamed.cast["eva"]).get(path_of("house:person", renamed))


def test_what_a_neighbour_looks_at_stands_in_the_log_of_her_house_alone(renamed, as_):
    """A woman who moved between two houses: each coordinator writes in her own chain."""
    amal, ida = renamed.cast["amal"], renamed.cast["ida"]
    other = ida.positions.get().house
    amal.stays.create(house=other, arrived_on=days(-300), left_on=days(-200))

    as_(ida).get(f"/desk/people/{amal.pk}/")

    newest = log.lines_for(amal).days[0][1][0]
    assert (newest.actor, newest.house, newest.what) == (ida, other, str(What.PAGE.label))


def test_a_coordinator_of_two_houses_writes_for_each(renamed, as_):
    eva, fay = renamed.cast["eva"], renamed.cast["fay"]
    other = fay.stays.get().house
    Position.objects.create(person=eva, house=other, role=Role.COORDINATOR, from_on=days(-1))

    as_(eva).get("/desk/people/")

    [(_, [line])] = log.lines_for(fay).days
    assert (line.actor, line.house, line.role) == (eva, other, "coördinator")


def test_who_was_written_down_and_did_not_come_leaves_no_key(renamed):
    eva, house = renamed.cast["eva"], renamed.cast["amal"].stays.get().house
    vera = services.add_person(
        actor=eva, house_id=house.pk, chosen_name="Vera", language="nl", phase="intake", arrived_on=days(7)
    )
    ask("GET", f"/desk/people/{vera.pk}/", eva)

    services.cancel_arrival(actor=eva, stay_id=vera.stays.get().pk)

    assert not LogKey.objects.filter(pk=vera.pk).exists()
