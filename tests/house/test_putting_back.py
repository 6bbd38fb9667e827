"""Who once worked or lived here, and ends that were a mistake: asked about once more, and put back on the same day."""

from html import unescape

import pytest

from house.access_log.services import log
from house.desk import services
from house.door.services import returns
from house.errors import AlreadyThere, ErasingAsked, HouseShut, NotHere, WrongDates
from house.models import Coaching, Person, Position, Role, Stay
from house.people.models.standing import standing_of
from house.privacy.services import erasure
from tests.cast import days, make_worker
from tests.shutting import shut


@pytest.fixture
def jip(house):
    """Worked here until yesterday."""
    return make_worker("Jip", house, Role.TRAINER, until=0)


@pytest.fixture
def neighbour(other_house):
    return make_worker("Nadia", other_house, Role.COORDINATOR)


def page(response):
    return unescape(response.content.decode())


def iso(count):
    return days(count).isoformat()


def ended_stay(eva, amal):
    return services.end_stay(actor=eva, stay_id=amal.stays.get().pk, on=days(0))


def test_who_worked_here_is_listed_apart_with_her_last_day(as_, eva, jip):
    here, _, worked = page(as_(eva).get("/desk/people/")).partition("Werkten hier")

    assert ("Jip" in here, "Jip" in worked, "trainer, tot " in worked) == (False, True, True)


def test_who_has_another_role_now_did_not_stop_working_here(as_, eva, jip, house):
    jip.positions.create(house=house, role=Role.COACH, from_on=days(0))

    assert "Werkten hier" not in page(as_(eva).get("/desk/people/"))


def test_who_worked_here_reads_who_saw_her_name(as_, eva, jip):
    as_(eva).get("/desk/people/")

    assert [line.what for _, lines in log.lines_for(jip).days for line in lines] == [
        "zag je naam in de lijst van mensen"
    ]


def test_neighbour_is_not_told_who_worked_here(as_, neighbour, jip):
    desk = as_(neighbour)

    assert "Jip" not in page(desk.get("/desk/people/"))
    assert desk.get(f"/desk/people/{jip.pk}/").status_code == 404


def test_who_worked_here_is_welcomed_back_with_a_role_and_then_a_card_of_two(as_, eva, jip, house):
    desk = as_(eva)
    before = page(desk.get(f"/desk/people/{jip.pk}/"))
    terms = {"house_id": house.pk, "role": "coach", "background": "professional", "from_on": iso(0)}
    desk.post(f"/desk/people/{jip.pk}/position/", terms)
    after = page(desk.get(f"/desk/people/{jip.pk}/"))

    assert ("Geef haar eerst een rol" in before, "Weer toegang geven</a>" in before) == (True, False)
    assert ("Geef haar eerst een rol" in after, "Weer toegang geven</a>" in after) == (False, True)


def test_who_worked_here_is_erased_by_two(eva, jip, dewi):
    _, code = returns.ask_return(actor=eva, person_id=jip.pk, is_farewell=True)
    returns.confirm_return(actor=dewi, code=code)

    assert not Person.objects.filter(pk=jip.pk).exists()


@pytest.mark.parametrize("what", ["stays", "positions"])
def test_end_of_today_is_asked_once_more(as_, eva, amal, dewi, what):
    whose = amal if what == "stays" else dewi
    path, desk = f"/desk/{what}/{getattr(whose, what).get().pk}/end/", as_(eva)

    first = desk.post(path, {"on": iso(0)})
    then_sure = desk.post(path, {"on": iso(0), "is_sure": "on"})

    assert (first.status_code, then_sure.status_code) == (422, 302)
    assert ("Weet je het zeker? Zij kan vanaf nu niet meer" in page(first), 'name="is_sure"' in page(first)) == (
        True,
    ) * 2
    assert getattr(whose, what).get().is_over


def test_later_end_is_not_asked_about(as_, eva, amal):
    path, desk = f"/desk/stays/{amal.stays.get().pk}/end/", as_(eva)

    assert 'name="is_sure"' not in page(desk.get(path))
    assert desk.post(path, {"on": iso(1)}).status_code == 302


def test_stay_is_put_back_with_one_button_and_her_rights_with_it(as_, eva, amal):
    ended_stay(eva, amal)
    desk, path = as_(eva), f"/desk/stays/{amal.stays.get().pk}/again/"

    shown = page(desk.get(f"/desk/people/{amal.pk}/"))
    answer = desk.post(path)

    assert (f'action="{path}"' in shown, answer.url) == (True, f"/desk/people/{amal.pk}/")
    assert standing_of(amal).home_id == eva.positions.get().house_id
    assert (amal.stays.get().end_given_on, path in page(desk.get(answer.url))) == (None, False)


def test_role_is_put_back_with_the_end_that_it_had(as_, eva, house):
    guest = make_worker("Noor", house, Role.GUEST, until=9)
    post = guest.positions.get()
    services.end_position(actor=eva, position_id=post.pk, on=days(0))

    as_(eva).post(f"/desk/positions/{post.pk}/again/")

    post.refresh_from_db()
    assert (post.until_on, standing_of(guest).holds(Role.GUEST)) == (days(9), True)
    assert "gaf je een rol: gast van een partner" in [
        line.what for _, lines in log.lines_for(guest).days for line in lines
    ]


def test_coach_and_devices_do_not_come_back_with_a_stay(eva, amal, hanne, house, as_):
    Coaching.objects.create(resident=amal, coach=hanne, house=house, from_on=days(-3))
    hers = as_(amal)
    ended_stay(eva, amal)
    as_(eva).post(f"/desk/people/{amal.pk}/devices/end/")

    services.put_back_stay(actor=eva, stay_id=amal.stays.get().pk)

    assert Coaching.objects.get().is_over
    assert hers.get("/week/").url.startswith("/in/")


def test_end_of_another_day_is_not_put_back(eva, amal):
    stay = ended_stay(eva, amal)
    Stay.objects.update(end_given_on=days(-1))

    with pytest.raises(WrongDates):
        services.put_back_stay(actor=eva, stay_id=stay.pk)


def test_end_that_nobody_gave_today_is_not_put_back(eva, jip):
    with pytest.raises(WrongDates):
        services.put_back_position(actor=eva, position_id=jip.positions.get().pk)


def test_what_is_not_over_is_not_put_back(eva, amal):
    stay = services.end_stay(actor=eva, stay_id=amal.stays.get().pk, on=days(1))

    with pytest.raises(WrongDates):
        services.put_back_stay(actor=eva, stay_id=stay.pk)


def test_stay_is_not_put_back_beside_a_new_one(eva, amal, other_house):
    stay = ended_stay(eva, amal)
    Stay.objects.create(person=amal, house=other_house, arrived_on=days(3))

    with pytest.raises(AlreadyThere):
        services.put_back_stay(actor=eva, stay_id=stay.pk)


def test_role_is_not_put_back_beside_the_same_role(eva, dewi, house):
    post = services.end_position(actor=eva, position_id=dewi.positions.get().pk, on=days(0))
    Position.objects.create(person=dewi, house=house, role=Role.TRAINER, from_on=days(0))

    with pytest.raises(AlreadyThere):
        services.put_back_position(actor=eva, position_id=post.pk)


def test_nothing_is_put_back_of_who_asked_to_be_erased(eva, amal):
    stay = ended_stay(eva, amal)
    erasure.ask(actor=amal)

    with pytest.raises(ErasingAsked):
        services.put_back_stay(actor=eva, stay_id=stay.pk)


def test_nothing_is_put_back_while_two_erase_her(eva, amal):
    stay = ended_stay(eva, amal)
    returns.ask_return(actor=eva, person_id=amal.pk, is_farewell=True)

    with pytest.raises(ErasingAsked):
        services.put_back_stay(actor=eva, stay_id=stay.pk)


def test_nothing_is_put_back_in_a_shut_house(eva, amal, house):
    stay = ended_stay(eva, amal)
    shut(house)

    with pytest.raises(HouseShut):
        services.put_back_stay(actor=eva, stay_id=stay.pk)


@pytest.mark.parametrize("who", ["neighbour", "dewi", "amal"])
def test_who_does_not_run_the_house_puts_nothing_back(eva, amal, who, request):
    stay = ended_stay(eva, amal)

    with pytest.raises(NotHere):
        services.put_back_stay(actor=request.getfixturevalue(who), stay_id=stay.pk)
