"""The coordinator's desk is closed to a neighbour, a colleague and a resident; none of them can tell what is there."""

import re
from html import unescape
from uuid import uuid4

import pytest

from house.models import Card, Coaching, Person, Role, Stay
from tests.cast import days, make_room, make_worker

CSRF = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture
def neighbour(other_house):
    return make_worker("Nadia", other_house, Role.COORDINATOR)


def page(response):
    return unescape(response.content.decode())


@pytest.fixture
def addresses(house, eva, amal, hanne):
    """Every address of the desk that is about one house."""
    room = make_room(house)
    coaching = Coaching.objects.create(resident=amal, coach=hanne, house=house, from_on=days(-1))
    person, stay, post = f"/desk/people/{amal.pk}", amal.stays.get().pk, hanne.positions.get().pk
    return [
        f"/desk/rooms/{room.pk}/",
        *[f"{person}/{part}" for part in ("", "name/", "stay/", "position/", "coach/", "card/")],
        *[f"/desk/stays/{stay}/", f"/desk/stays/{stay}/end/"],
        *[f"/desk/positions/{post}/end/", f"/desk/coaching/{coaching.pk}/end/"],
    ]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_neighbour_finds_nothing_and_cannot_tell_it_from_what_does_not_exist(addresses, neighbour, as_, method):
    client = as_(neighbour)
    form = {"name": "X", "chosen_name": "X", "language": "en", "on": days(0).isoformat(), "phase": "intake"}

    for address in addresses:
        there = getattr(client, method)(address, form)
        nowhere = getattr(client, method)(re.sub(r"[0-9a-f-]{36}", str(uuid4()), address), form)
        assert there.status_code in (404, 405), address
        assert (there.status_code, CSRF.sub("", page(there))) == (nowhere.status_code, CSRF.sub("", page(nowhere)))
    assert not Card.objects.exists()
    assert not Stay.objects.exclude(left_on=None).exists()
    assert not Person.objects.filter(language="en").exists()


@pytest.mark.parametrize("who", ["amal", "cleo", "dewi", "gina", "hanne", "fay"])
def test_who_runs_no_house_finds_no_desk(addresses, who, request, as_):
    client = as_(request.getfixturevalue(who))
    addresses += ["/desk/rooms/", "/desk/people/", "/desk/people/resident/", "/desk/people/worker/"]

    answers = [client.get(address) for address in addresses]
    answers += [client.post(address, {"on": days(0).isoformat()}) for address in addresses]

    assert {(answer.status_code, "Deze pagina is er niet (meer)." in page(answer)) for answer in answers} == {
        (404, True)
    }


def test_a_coordinator_whose_last_day_came_loses_the_desk_at_once(house, amal, as_):
    vera = make_worker("Vera", house, Role.COORDINATOR, until=1)
    client = as_(vera)
    before = client.get(f"/desk/people/{amal.pk}/").status_code

    vera.positions.update(until_on=days(0))

    assert (before, client.get(f"/desk/people/{amal.pk}/").status_code) == (200, 404)
    assert "/desk/people/" not in page(client.get("/help/"))
