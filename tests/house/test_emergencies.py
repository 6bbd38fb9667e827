"""Looking in an emergency: for an hour, with a reason, and never in secret."""

from datetime import timedelta

import pytest
from django.utils import timezone

from house.access_log.services import log
from house.errors import NotHere, ReasonTooShort
from house.forgetting import forget_old_emergencies
from house.models import Coaching, Emergency, Look, Role
from house.privacy.services.emergencies import look_in, open_emergency, read_emergency, told_to
from tests.cast import days, make_worker

WHY = "Zij staat buiten zonder sleutel"


def move_clock(monkeypatch, **by):
    now = timezone.now() + timedelta(**by)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def page(response):
    return response.content.decode()


def lines_of(person):
    return [
        (line.actor.chosen_name, line.what, line.is_emergency)
        for _, of_day in log.lines_for(person).days
        for line in of_day
    ]


def opened(actor, person):
    return open_emergency(actor=actor, person_id=person.pk, reason=WHY)


@pytest.fixture
def emergency(hanne, amal):
    return opened(hanne, amal)


def test_for_an_hour_she_sees_what_matters_at_night(as_, hanne, amal, house, dewi):
    Coaching.objects.create(resident=amal, coach=dewi, house=house, from_on=days(-9))
    browser = as_(hanne)

    response = browser.post("/desk/urgent/new/", {"person_id": amal.pk, "reason": WHY})
    told = page(browser.get(response.url))

    assert response.url == f"/desk/urgent/{Emergency.objects.get().pk}/"
    for words in ("Amal", "Nederlands", "Uitvoering", "Dewi", "020-000 00 00", WHY):
        assert words in told


def test_her_week_leads_to_it_until_she_read_it_and_tells_nothing_to_who_looks_along(as_, amal, bo, emergency):
    leads = "Er staat iets voor jou op je eigen pagina."

    told = page(as_(amal).get("/week/"))
    assert leads in told
    assert not any(words in told for words in (WHY, "nood", "Hanne keek"))
    assert leads not in page(as_(bo).get("/week/"))

    assert WHY in page(as_(amal).get("/me/"))
    assert leads not in page(as_(amal).get("/week/"))
    assert WHY in page(as_(amal).get("/me/"))


def test_an_emergency_is_not_here_after_an_hour(as_, hanne, emergency, monkeypatch):
    path = f"/desk/urgent/{emergency.pk}/"
    move_clock(monkeypatch, minutes=59)
    assert as_(hanne).get(path).status_code == 200

    move_clock(monkeypatch, minutes=1)
    assert as_(hanne).get(path).status_code == 404


def test_within_the_hour_she_signs_her_out_everywhere(as_, hanne, amal, bo, emergency):
    phone, other = as_(amal), as_(bo)

    response = as_(hanne).post(f"/desk/urgent/{emergency.pk}/out/")

    assert response.url == f"/desk/urgent/{emergency.pk}/"
    assert [browser.get("/me/").status_code for browser in (phone, other)] == [302, 200]
    assert lines_of(amal)[0] == ("Hanne", "logde je in nood op al je apparaten uit", True)


def test_after_the_hour_she_signs_nobody_out(as_, hanne, amal, emergency, monkeypatch):
    phone = as_(amal)
    move_clock(monkeypatch, minutes=60)

    assert as_(hanne).post(f"/desk/urgent/{emergency.pk}/out/").status_code == 404
    assert phone.get("/me/").status_code == 200


def test_nobody_else_sees_what_she_opened(as_, emergency, dewi, eva, gina, amal, bo, other_house):
    nadia = make_worker("Nadia", other_house, Role.COORDINATOR)

    for person in (dewi, eva, gina, amal, bo, nadia):
        assert as_(person).get(f"/desk/urgent/{emergency.pk}/").status_code == 404


def test_an_emergency_ends_with_the_position_of_its_opener(as_, hanne, emergency):
    hanne.positions.update(until_on=days(0))

    assert as_(type(hanne).objects.get(pk=hanne.pk)).get(f"/desk/urgent/{emergency.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.COACH, True),
        (Role.TRAINER, True),
        (Role.FACILITATOR, True),
        (Role.GUEST, False),
        (Role.COORDINATOR, False),
    ],
)
def test_who_works_here_may_open_it_but_no_guest_and_nobody_who_sees_her_anyway(house, amal, as_, role, may):
    worker = make_worker("Vera", house, role)

    response = as_(worker).post("/desk/urgent/new/", {"person_id": amal.pk, "reason": WHY})

    assert (response.status_code, Emergency.objects.count()) == ((302, 1) if may else (404, 0))
    if not may:
        with pytest.raises(NotHere):
            opened(worker, amal)


@pytest.mark.parametrize("who", ["amal", "bo", "cleo", "fay"])
def test_the_women_open_nothing(as_, request, amal, who):
    person = request.getfixturevalue(who)

    for path in ("/desk/urgent/", "/desk/urgent/new/"):
        assert as_(person).get(path).status_code == 404
    with pytest.raises(NotHere):
        opened(person, amal)


@pytest.mark.parametrize("whom", ["cleo", "fay", "dewi", "hanne", "eva"])
def test_only_who_lives_here_today_can_be_chosen(as_, request, hanne, amal, whom):
    person = request.getfixturevalue(whom)

    response = as_(hanne).post("/desk/urgent/new/", {"person_id": person.pk, "reason": WHY})

    assert (response.status_code, Emergency.objects.count()) == (422, 0)
    with pytest.raises(NotHere):
        opened(hanne, person)


def test_who_works_in_two_houses_opens_it_only_where_she_does_not_run_the_house(hanne, amal, fay, other_house):
    hanne.positions.create(house=other_house, role=Role.COORDINATOR, from_on=days(-3))

    opened(hanne, amal)
    with pytest.raises(NotHere):
        opened(hanne, fay)


@pytest.mark.parametrize("reason", ["", "  ", "nood", "nood nu", "a\n\t b", "\u200b \u200b \u200b", ". . .", "x" * 301])
def test_a_reason_is_a_few_words(as_, hanne, amal, reason):
    response = as_(hanne).post("/desk/urgent/new/", {"person_id": amal.pk, "reason": reason})

    assert (response.status_code, Emergency.objects.count()) == (422, 0)
    if len(reason) < 300:
        with pytest.raises(ReasonTooShort):
            open_emergency(actor=hanne, person_id=amal.pk, reason=reason)


def test_what_was_typed_stays_when_the_reason_is_too_short(as_, hanne, amal):
    told = page(as_(hanne).post("/desk/urgent/new/", {"person_id": amal.pk, "reason": "nood nu"}))

    assert "nood nu" in told
    assert "Schrijf in een zin wat er aan de hand is." in told


def test_a_second_time_is_a_new_one_with_a_new_reason(hanne, amal, emergency):
    again = open_emergency(actor=hanne, person_id=amal.pk, reason="Zij belt weer, en huilt")

    assert (Emergency.objects.count(), again.reason == emergency.reason) == (2, False)


def test_opening_and_every_look_stand_in_her_log_as_emergencies(hanne, amal, emergency):
    look_in(actor=hanne, emergency_id=emergency.pk)

    assert lines_of(amal) == [
        ("Hanne", "bekeek in nood je naam, je taal, je tijd in het huis en je coach", True),
        ("Hanne", f"keek in nood, omdat: {WHY}", True),
    ]


def test_the_list_of_names_is_a_look_at_each_of_them(as_, hanne, amal, bo, cleo, fay):
    told = page(as_(hanne).get("/desk/urgent/new/"))

    assert ["Amal" in told, "Bo" in told, "Cleo" in told, "Fay" in told] == [True, True, False, False]
    assert [len(lines_of(person)) for person in (amal, bo, cleo, fay)] == [1, 1, 0, 0]


def test_before_she_asks_for_names_she_sees_none(as_, hanne, amal):
    told = page(as_(hanne).get("/desk/urgent/"))

    assert ("Amal" in told, Look.objects.count()) == (False, 0)


def test_she_reads_it_at_once_on_top_of_her_own_page(as_, amal, bo, emergency):
    told = page(as_(amal).get("/me/"))

    assert "Hanne keek in nood" in told
    assert WHY in told
    assert WHY not in page(as_(bo).get("/me/"))


def test_it_leaves_the_top_of_her_page_after_a_week_and_stays_in_her_log(as_, amal, emergency, monkeypatch):
    move_clock(monkeypatch, days=8)

    assert list(told_to(amal)) == []
    assert WHY not in page(as_(amal).get("/me/"))
    assert WHY in page(as_(amal).get("/me/looks/"))


def test_the_coordinator_is_told_at_her_desk_and_says_that_she_read_it(as_, eva, amal, hanne, emergency):
    browser = as_(eva)
    assert "1 nieuw" in page(browser.get("/more/"))
    assert WHY in page(browser.get("/desk/urgent/"))

    response = browser.post(f"/desk/urgent/{emergency.pk}/read/")

    assert response.url == "/desk/urgent/"
    assert "1 nieuw" not in page(browser.get("/more/"))
    assert "Gelezen door Eva" in page(browser.get("/desk/urgent/"))
    assert "Eva weet ervan." in page(as_(amal).get("/me/"))


def test_reading_it_twice_keeps_the_first(eva, house, emergency, monkeypatch):
    vera = make_worker("Vera", house, Role.COORDINATOR)
    first = read_emergency(actor=eva, emergency_id=emergency.pk).read_at
    move_clock(monkeypatch, hours=1)

    again = read_emergency(actor=vera, emergency_id=emergency.pk)

    assert (again.read_by, again.read_at) == (eva, first)


@pytest.mark.parametrize("who", ["hanne", "dewi", "amal"])
def test_only_a_coordinator_of_the_house_reads_it(request, emergency, who):
    with pytest.raises(NotHere):
        read_emergency(actor=request.getfixturevalue(who), emergency_id=emergency.pk)


def test_a_neighbour_sees_and_reads_nothing(as_, other_house, emergency):
    nadia = make_worker("Nadia", other_house, Role.COORDINATOR)

    told = page(as_(nadia).get("/desk/urgent/"))

    assert ("Amal" in told, WHY in told, "1 nieuw" in told) == (False, False, False)
    with pytest.raises(NotHere):
        read_emergency(actor=nadia, emergency_id=emergency.pk)


def test_nobody_reads_her_own_away(hanne, house, emergency):
    """She opened it as a coach, and runs the house the next day."""
    hanne.positions.create(house=house, role=Role.COORDINATOR, from_on=days(0))

    with pytest.raises(NotHere):
        read_emergency(actor=type(hanne).objects.get(pk=hanne.pk), emergency_id=emergency.pk)


def test_what_was_read_is_forgotten_after_ninety_days_and_what_was_not_stays(eva, hanne, amal, bo, monkeypatch):
    read_emergency(actor=eva, emergency_id=opened(hanne, amal).pk)
    waiting = opened(hanne, bo)
    move_clock(monkeypatch, days=91)

    forget_old_emergencies()

    assert list(Emergency.objects.all()) == [waiting]
    assert len(lines_of(amal)) == 1
