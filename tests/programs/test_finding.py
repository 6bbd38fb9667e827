"""A month at a glance, what somebody gives in the weeks to come, and looking something up at the desk."""

import re
from datetime import date, time

import pytest

from house.models import Role
from programs.models import Session
from programs.planning.services.change import cancel_session, move_session
from programs.staffing.services.duties import accept, ask, decline
from programs.week.queries import find
from tests import cast
from tests.programs.conftest import MO, TU, TUESDAY, WE, local
from tests.programs.parts import Table

MONTH, AGENDA, FIND = "/sessions/month/", "/sessions/coming/", "/sessions/find/"


def text_of(response):
    told = re.sub(r"<[^>]+>", " ", response.content.decode().split('tabindex="-1">', 1)[1].split("</main>")[0])
    return " ".join(told.split())


def test_a_month_runs_over_whole_weeks_and_leads_to_each(as_, eva, session):
    response = as_(eva).get(MONTH)

    assert list(Table.of(response).lines) == ["40", "41", "42", "43", "44"]
    assert 'href="/sessions/week/2026-W42/#d-2026-10-13"' in response.content.decode()
    assert "dinsdag 13 oktober, 1 training" in Table.of(response).links


def test_a_month_tells_of_each_day_what_goes_on(as_, eva, dewi, session, plan):
    plan([TU], time(14), room_id=None)
    cancel_session(actor=dewi, session_id=session.pk, why="Dewi is ziek.")

    line = Table.of(as_(eva).get(MONTH)).lines["42"]

    assert line[1] == "13 14:00 Sterk staan"


def test_a_month_names_the_days_that_are_closed(as_, eva, house):
    house.closures.create(kind="own", name="Uitje", from_on=date(2026, 10, 16), until_on=date(2026, 10, 18))

    table = Table.of(as_(eva).get(MONTH))

    assert table.lines["42"][4:6] == ["16 Uitje", "17 Uitje"]
    assert "vrijdag 16 oktober, 0 trainingen, Uitje" in table.links


def test_a_month_tells_nothing_of_another_s_talk_for_two(as_, dewi, coaching):
    assert Table.of(as_(dewi).get(MONTH)).lines["42"][2] == "14"


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "1999-12", "2000-01", "2100-01", "0000-01", "9999-12"])
def test_a_month_that_does_not_exist_is_not_here(as_, eva, month):
    assert as_(eva).get(f"{MONTH}{month}/").status_code == 404


def test_a_month_costs_the_same_whatever_is_in_it(as_, eva, house, plan, count_queries):
    page = as_(eva)
    plan()
    few = count_queries(lambda: page.get(MONTH))
    for count in range(4):
        plan([MO, TU], time(9 + count * 2), room_id=cast.make_room(house, f"Kamer {count}").pk)

    assert count_queries(lambda: page.get(MONTH)) == few


def test_what_she_gives_is_told_by_week_for_twelve_weeks(as_, dewi, session):
    told = text_of(as_(dewi).get(AGENDA))

    assert told.startswith(
        "Deze week 12 oktober tot en met 18 oktober Vandaag , 10:30 tot 12:00 Sterk staan Grote kamer"
    )
    assert told.count("Sterk staan") == 12
    assert "Week 53 28 december tot en met 3 januari" in told


def test_what_she_was_asked_is_told_as_a_question(as_, eva, session, hanne):
    ask(actor=eva, session_id=session.pk, person_ids=[hanne.pk])

    response = as_(hanne).get(AGENDA)

    assert "Gevraagd: kun jij dit geven?" in text_of(response)
    assert f'href="/sessions/#c-{session.pk}"' in response.content.decode()
    assert f"/sessions/{session.pk}/" not in response.content.decode()


def test_who_stands_in_reads_for_whom(as_, eva, dewi, session, hanne):
    decline(actor=dewi, session_id=session.pk)
    ask(actor=eva, session_id=session.pk, person_ids=[hanne.pk])
    accept(actor=hanne, session_id=session.pk)

    assert "Jij geeft het in plaats van Dewi" in text_of(as_(hanne).get(AGENDA))
    assert "Vandaag ," not in text_of(as_(dewi).get(AGENDA))


def test_a_guest_reads_only_what_is_hers(as_, noor, session, plan):
    plan([WE], time(16), trainer_ids=[noor.pk])

    told = text_of(as_(noor).get(AGENDA))

    assert told.count("Sterk staan") == 12
    assert "10:30" not in told


def test_who_gives_nothing_reads_so(as_, eva, session):
    assert text_of(as_(eva).get(AGENDA)) == "De komende twaalf weken geef je niets."


def test_her_weeks_cost_the_same_whatever_is_in_them(as_, dewi, plan, count_queries):
    plan(until_on=TUESDAY)
    page = as_(dewi)
    few = count_queries(lambda: page.get(AGENDA))
    series = plan([MO, WE], time(16))
    move_session(
        actor=dewi, session_id=series.sessions.first().pk, starts_at=local(2026, 10, 16, 9), why="De trein komt later."
    )
    cast.changed_long_ago()

    assert count_queries(lambda: page.get(AGENDA)) == few


@pytest.mark.parametrize("words", ["sterk", "STERK ST", "  sterk   dewi ", "dinsdag 13", "grote dewi", "stérk"])
def test_a_session_is_found_by_title_room_day_and_who_gives_it(eva, session, words):
    assert session in find(actor=eva, words=words).sessions


@pytest.mark.parametrize("words", ["sterk hanne", "woensdag", "zzz", "amal"])
def test_all_words_must_be_there(eva, session, amal, hanne, words):
    assert find(actor=eva, words=words).sessions == []


def test_a_number_is_a_whole_one(eva, plan):
    plan([TU], from_on=date(2026, 12, 8))

    assert [one.held_on for one in find(actor=eva, words="8 december").sessions] == [date(2026, 12, 8)]
    assert date(2026, 12, 29) in [one.held_on for one in find(actor=eva, words="december").sessions]


def test_who_worked_here_is_found_by_who_runs_the_house(as_, eva, dewi, house, other_house):
    jip = cast.make_worker("Jip", house, Role.TRAINER, until=0)
    cast.make_worker("Jipke", other_house, Role.TRAINER, until=0)

    assert [one.person for one in find(actor=eva, words="jip").former] == [jip]
    assert not find(actor=dewi, words="jip")
    assert "Wie hier werkte J Jip Tot 13 oktober 2026" in text_of(as_(eva).post(FIND, {"words": "jip"}))
    assert as_(eva).get(f"/desk/people/{jip.pk}/").status_code == 200


def test_who_works_here_again_or_lived_here_did_not_stop(eva, house, dewi, cleo):
    house.positions.create(person=dewi, role=Role.COACH, from_on=cast.days(-9), until_on=cast.days(-1))
    house.positions.create(person=cleo, role=Role.TRAINER, from_on=cast.days(-9), until_on=cast.days(-1))

    assert find(actor=eva, words=dewi.chosen_name).former == []
    assert not find(actor=eva, words=cleo.chosen_name)


def test_trainings_rooms_and_colleagues_are_found(eva, session, house, noor):
    cast.make_room(house, "Café beneden")

    assert [one.title for one in find(actor=eva, words="sterk").trainings] == ["Sterk staan"]
    assert [one.name for one in find(actor=eva, words="cafe").rooms] == ["Café beneden"]
    assert [one.person for one in find(actor=eva, words="noor").colleagues] == [noor]


def test_who_lives_or_lived_here_is_never_found(eva, amal, cleo, coaching):
    for words in (amal.chosen_name, cleo.chosen_name):
        assert not find(actor=eva, words=words)


def test_another_s_talk_for_two_is_not_found(dewi, hanne, eva, coaching):
    assert find(actor=dewi, words="woensdag 14").sessions == []
    assert find(actor=hanne, words="woensdag 14").sessions == [coaching]


def test_the_neighbours_find_nothing_of_it(other_house, session):
    ida = cast.make_worker("Ida", other_house, Role.COORDINATOR)

    assert not find(actor=ida, words="sterk")
    assert not find(actor=ida, words="dewi")


def test_what_is_over_is_not_found_again(eva, session, clock):
    clock.set(2026, 10, 13, 12, 1)

    assert session not in find(actor=eva, words="sterk").sessions


def test_who_leads_a_session_is_led_to_it_and_a_colleague_to_its_week(as_, eva, hanne, session):
    leads = {person: as_(person).post(FIND, {"words": "dinsdag 13"}).content.decode() for person in (eva, hanne)}

    assert f'href="/sessions/{session.pk}/"' in leads[eva]
    assert f'href="/sessions/{session.pk}/"' not in leads[hanne]
    assert 'href="/sessions/week/2026-W42/#d-2026-10-13"' in leads[hanne]


def test_of_many_the_first_are_told(as_, eva, plan):
    plan([MO, TU])

    response = as_(eva).post(FIND, {"words": "sterk"})

    assert response.content.decode().count('<li class="line"') == 20 + 1
    assert "Er is meer." in text_of(response)


def test_nothing_is_found_in_one_sentence(as_, eva):
    assert "Niets gevonden." in text_of(as_(eva).post(FIND, {"words": "zzz"}))


@pytest.mark.parametrize("words", ["", "a", "x" * 61])
def test_too_little_or_too_much_is_asked_again(as_, eva, words):
    assert as_(eva).post(FIND, {"words": words}).status_code == 422


def test_with_script_too_little_is_asked_again_in_one_sentence(as_, eva):
    response = as_(eva).post(FIND, {"words": "a"}, headers={"HX-Request": "true"})

    assert (response.status_code, response.content.decode().lstrip().startswith('<div id="found"')) == (422, True)
    assert "Typ nog een letter." in response.content.decode()


def test_with_script_only_what_was_found_comes_back(as_, eva, session):
    response = as_(eva).post(FIND, {"words": "sterk"}, headers={"HX-Request": "true"})

    assert response.content.decode().lstrip().startswith('<div id="found"')


def test_who_does_not_run_the_house_gets_no_links_to_its_desk(as_, dewi, session):
    page = (
        as_(dewi).post(FIND, {"words": "e"}).content.decode()
        + as_(dewi).post(FIND, {"words": "sterk"}).content.decode()
    )

    assert "/desk/" not in page.split("<main", 1)[1].split("</main>")[0]
    assert "/sessions/series/" not in page.split('id="found"')[1]


def test_finding_costs_the_same_whatever_there_is(eva, house, plan, count_queries):
    plan(until_on=TUESDAY)
    few = count_queries(lambda: find(actor=eva, words="sterk"))
    for count in range(3):
        trainer = cast.make_worker(f"Trainer {count}", house, Role.TRAINER)
        plan(
            [MO, WE], time(9 + count * 2), room_id=cast.make_room(house, f"Kamer {count}").pk, trainer_ids=[trainer.pk]
        )

    assert Session.objects.count() > 50
    assert count_queries(lambda: find(actor=eva, words="sterk")) == few
