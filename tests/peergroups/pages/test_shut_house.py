"""While a house is shut its coordinator sees who sits in its groups, and can end a seat; nobody reads a word."""

import pytest
from django.urls import reverse

from house.access_log.services import log
from house.models import Role
from peergroups.models import Seat
from tests import cast
from tests.shutting import shut


@pytest.fixture
def shut_group(group, house):
    shut(house)
    return group


def walk_of(as_, person):
    return as_(person).get("/desk/walk/").content.decode()


def test_walk_shows_every_seat_of_the_house_without_its_alias(as_, eva, gina, amal, cleo, shut_group):
    page = walk_of(as_, eva)

    assert [name in page for name in ("Keukentafel", "Gina", "Amal", "Cleo")] == [True] * 4
    assert [alias in page for alias in ("Wilg", "Kaneel")] == [False] * 2
    for seat in Seat.objects.all():
        assert reverse("peergroups:end_seat", args=[seat.pk]) in page


def test_whose_seat_is_shown_reads_it(as_, eva, cleo, shut_group):
    walk_of(as_, eva)

    (_, looks), *_ = log.lines_for(cleo).days
    assert "zag dat je een plek hebt in de groep Keukentafel" in [look.what for look in looks]


def test_walk_shows_no_seat_of_another_house(as_, eva, shut_group, other_house):
    ida = cast.make_worker("Ida", other_house, Role.COORDINATOR)
    facilitator = cast.make_worker("Karin", other_house, Role.FACILITATOR)
    cast.open_group(actor=ida, house_id=other_house.pk, name="Serre", facilitator_id=facilitator.pk, promise="day")
    shut()

    assert "Serre" not in walk_of(as_, eva)
    assert "Keukentafel" not in walk_of(as_, ida)


def test_seat_is_ended_while_shut(as_, eva, cleo, shut_group, seat_of):
    client, seat = as_(eva), seat_of(cleo)

    assert client.get(reverse("peergroups:desk_group", args=[shut_group.pk])).status_code == 200
    client.post(reverse("peergroups:end_seat", args=[seat.pk]))

    assert seat_of(cleo).state == Seat.State.ENDED
    assert reverse("peergroups:end_seat", args=[seat.pk]) not in walk_of(as_, eva)


@pytest.mark.parametrize("name", ["amal", "cleo", "gina"])
def test_nobody_reads_or_writes_in_the_group(request, as_, shut_group, name):
    client = as_(request.getfixturevalue(name))

    for path in ("talk", "messages", "about"):
        assert client.get(reverse(f"peergroups:{path}", args=[shut_group.pk])).status_code == 403
    assert client.get("/groups/sync").status_code == 403
    assert client.post(reverse("peergroups:talk", args=[shut_group.pk]), {"text": "Hoi"}).status_code == 403


def test_no_seat_is_given_while_shut(as_, eva, bo, shut_group):
    path = reverse("peergroups:give_seat", args=[shut_group.pk])

    answer = as_(eva).post(path, {"person_id": bo.pk, "alias": "Stip"})

    assert (answer.status_code, Seat.objects.filter(person=bo).exists()) == (403, False)
