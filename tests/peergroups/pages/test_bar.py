"""Groep in the bar leads to the one group that she has, or else to the list."""

import re

import pytest

from peergroups.seats.services.lifecycle import end_seat, freeze_seat, give_seat, pause_seat
from tests import cast


@pytest.fixture
def leads_to(as_):
    """The paths to which Groep leads on this person's own page, none if it is not there."""
    return lambda person: re.findall(r'href="([^"]+)"[^>]*><svg[^>]*><use[^>]*#messages-square"', bar_of(as_(person)))


def bar_of(client):
    page = client.get("/me/").content.decode()
    return page[page.index('<nav class="bar"') :]


def test_with_one_group_groep_opens_its_talk(group, amal, gina, bo, leads_to):
    talk = f"/groups/{group.pk}/"

    assert [leads_to(person) for person in (amal, gina, bo)] == [[talk], [talk], []]


def test_with_two_groups_groep_leads_to_the_list(group, other_group, amal, gina, eva, leads_to):
    cast.take_seat(actor=eva, group_id=other_group.pk, person_id=amal.pk, alias="Berk")

    assert [leads_to(person) for person in (amal, gina)] == [["/groups/"], ["/groups/"]]


def test_a_seat_that_is_not_open_leads_to_the_list_which_says_why(group, amal, bo, cleo, gina, eva, seat_of, leads_to):
    freeze_seat(actor=gina, seat_id=seat_of(amal).pk)
    pause_seat(actor=cleo, group_id=group.pk)
    give_seat(actor=eva, group_id=group.pk, person_id=bo.pk)

    assert [leads_to(person) for person in (amal, cleo, bo)] == [["/groups/"]] * 3


def test_an_ended_seat_leads_nowhere_again(group, amal, eva, seat_of, leads_to):
    end_seat(actor=eva, seat_id=seat_of(amal).pk)

    assert leads_to(amal) == []


def test_groep_is_current_on_every_page_of_the_groups(group, amal, as_):
    for path in ("/groups/", f"/groups/{group.pk}/", f"/groups/{group.pk}/about/"):
        page = as_(amal).get(path).content.decode()
        assert f'<a href="/groups/{group.pk}/" aria-current="page">' in page
