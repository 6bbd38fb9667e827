from functools import partial

import pytest

from house.door.services import cards
from house.errors import CameInBefore, HasNoPlace, NotHere
from house.models import Person, Position, Role, Stay
from peergroups.agreements.models import Line
from peergroups.agreements.services import write_agreements
from peergroups.errors import AlreadySeated, LastFacilitator, NoStayHere, NotInPost
from peergroups.groups.services import close_group, rest_group, wake_group
from peergroups.models import Freeze, PeerGroup, Seat
from peergroups.seats.services.lifecycle import (
    candidates,
    end_seat,
    facilitators_to_choose,
    freeze_seat,
    give_seat,
    make_card,
    open_group,
    pause_seat,
    resume_seat,
    thaw_seat,
)
from peergroups.talk.queries import history
from tests import cast
from tests.house.at_once import at_once

SOON = cast.days(90)


def counts(person):
    return Seat.objects.counting().filter(person=person).exists()


def test_a_group_opens_with_a_named_facilitator(group, gina):
    seat = group.seats.get(person=gina)

    assert (seat.kind, seat.alias, seat.figure, seat.from_number) == ("facilitator", "Gina", "", 1)
    assert (group.state, group.promise) == ("open", "workday")


def test_a_group_without_agreements_is_still_forming(other_group, gina):
    assert other_group.state == "forming"

    write_agreements(actor=gina, group_id=other_group.pk, lines=[Line("Samen")])

    other_group.refresh_from_db()
    assert other_group.state == "open"


def test_a_group_is_opened_by_the_coordinator_of_the_house(house, gina, dewi, fay):
    for other in (gina, dewi, fay):
        with pytest.raises(NotHere):
            open_group(actor=other, house_id=house.pk, name="x", facilitator_id=gina.pk, promise="week", review_on=SOON)


def test_a_group_is_held_by_somebody_in_post(house, eva, dewi):
    with pytest.raises(NotInPost):
        open_group(actor=eva, house_id=house.pk, name="x", facilitator_id=dewi.pk, promise="week", review_on=SOON)

    assert not PeerGroup.objects.exists()


def test_residents_and_alumnae_of_the_house_are_given_seats(group, seat_of, amal, cleo):
    faces = {(seat_of(person).dye, seat_of(person).figure) for person in (amal, cleo)}

    assert [seat_of(person).alias for person in (amal, cleo)] == ["Wilg", "Kaneel"]
    assert len(faces) == 2
    assert all(figure for _, figure in faces)


def test_a_seat_for_somebody_who_never_lived_there_is_refused(group, eva, fay, dewi):
    for other in (fay, dewi, eva):
        with pytest.raises(NoStayHere):
            give_seat(actor=eva, group_id=group.pk, person_id=other.pk)


def test_one_seat_for_each_person(group, eva, amal):
    with pytest.raises(AlreadySeated):
        give_seat(actor=eva, group_id=group.pk, person_id=amal.pk)


def test_seats_are_given_and_ended_by_the_coordinator(group, seat_of, amal, bo, gina, dewi):
    for other in (gina, dewi, amal):
        with pytest.raises(NotHere):
            give_seat(actor=other, group_id=group.pk, person_id=bo.pk)
        with pytest.raises(NotHere):
            end_seat(actor=other, seat_id=seat_of(amal).pk)


def test_an_ended_stay_keeps_the_seat(group, amal):
    amal.stays.update(left_on=cast.days(0))

    assert counts(amal)


def test_an_ended_seat_sees_nothing_and_a_new_one_begins_anew(group, say, seat_of, amal, cleo, eva):
    say(cleo, "oud")
    end_seat(actor=eva, seat_id=seat_of(amal).pk)
    assert not counts(amal)

    cast.take_seat(actor=eva, group_id=group.pk, person_id=amal.pk, alias="Berk")

    assert history(actor=amal, group_id=group.pk).messages == []


def test_a_facilitators_seat_counts_while_her_position_lasts(group, gina):
    assert counts(gina)
    Position.objects.filter(person=gina).update(until_on=cast.days(1))
    assert counts(gina)
    Position.objects.filter(person=gina).update(until_on=cast.days(0))
    assert not counts(gina)


def test_a_position_in_another_house_does_not_count(group, gina, other_house):
    Position.objects.filter(person=gina).update(house=other_house)

    assert not counts(gina)


def test_an_open_group_keeps_a_facilitator(group, seat_of, house, eva, gina):
    with pytest.raises(LastFacilitator):
        end_seat(actor=eva, seat_id=seat_of(gina).pk)

    joke = cast.make_worker("Joke", house, Role.FACILITATOR)
    cast.take_seat(actor=eva, group_id=group.pk, person_id=joke.pk, kind="facilitator")
    assert end_seat(actor=eva, seat_id=seat_of(gina).pk).state == "ended"


@pytest.mark.django_db(transaction=True)
def test_of_two_facilitators_ended_at_once_one_stays(group, seat_of, house, eva, gina):
    joke = cast.make_worker("Joke", house, Role.FACILITATOR)
    cast.take_seat(actor=eva, group_id=group.pk, person_id=joke.pk, kind="facilitator")
    seats = [seat_of(person).pk for person in (gina, joke)]

    at_once(*[partial(end_seat, actor=eva, seat_id=seat) for seat in seats])

    assert group.seats.facilitators().not_ended().count() == 1


def test_freezing_and_thawing_are_kept_as_facts(group, seat_of, amal, gina):
    seat = seat_of(amal)
    freeze_seat(actor=gina, seat_id=seat.pk)
    freeze_seat(actor=gina, seat_id=seat.pk)
    assert not counts(amal)

    thaw_seat(actor=gina, seat_id=seat.pk)

    assert counts(amal)
    freeze = Freeze.objects.get()
    assert (freeze.frozen_by, freeze.thawed_by) == (gina, gina)


def test_her_own_pause_outlives_a_freeze(group, seat_of, amal, gina):
    pause_seat(actor=amal, group_id=group.pk)
    freeze_seat(actor=gina, seat_id=seat_of(amal).pk)
    assert seat_of(amal).is_frozen

    thaw_seat(actor=gina, seat_id=seat_of(amal).pk)

    assert seat_of(amal).state == Seat.State.PAUSED
    resume_seat(actor=amal, group_id=group.pk)
    assert counts(amal)


def test_only_who_holds_the_group_freezes_and_only_peers(group, seat_of, amal, cleo, eva, gina):
    for other in (cleo, eva, amal):
        with pytest.raises(NotHere):
            freeze_seat(actor=other, seat_id=seat_of(amal).pk)
    with pytest.raises(NotHere):
        freeze_seat(actor=gina, seat_id=seat_of(gina).pk)


def test_she_pauses_and_resumes_her_own_seat(group, say, amal, cleo):
    pause_seat(actor=amal, group_id=group.pk)
    assert not counts(amal)
    assert Seat.objects.belonging_to(amal).exists()
    say(cleo, "intussen")

    resume_seat(actor=amal, group_id=group.pk)

    assert [told["text"] for told in history(actor=amal, group_id=group.pk).messages] == ["intussen"]


def test_resting_and_waking_are_for_who_tends_the_group(group, amal, fay, eva, gina):
    for other in (amal, fay):
        with pytest.raises(NotHere):
            rest_group(actor=other, group_id=group.pk)
    assert rest_group(actor=gina, group_id=group.pk).state == "resting"
    assert wake_group(actor=eva, group_id=group.pk).state == "open"
    assert close_group(actor=eva, group_id=group.pk).state == "closed"


def test_who_may_be_chosen(group, house, eva, amal, bo, cleo, fay, gina, dewi):
    assert candidates(actor=eva, group_id=group.pk) == [bo]
    assert facilitators_to_choose(actor=eva, house_id=house.pk) == [gina]
    with pytest.raises(NotHere):
        candidates(actor=gina, group_id=group.pk)


def test_an_ended_right_is_told_after_commit(group, seat_of, amal, gina, django_capture_on_commit_callbacks, told):
    with django_capture_on_commit_callbacks(execute=True):
        freeze_seat(actor=gina, seat_id=seat_of(amal).pk)

    assert [type(news).__name__ for news in told] == ["RightsChanged", "SeatsChanged"]


@pytest.fixture
def newcomer(house, group, eva):
    """Ada lives here since today, has a seat, and never came in."""
    ada = Person.objects.create(chosen_name="Ada")
    Stay.objects.create(person=ada, house=house, arrived_on=cast.days(0))
    return give_seat(actor=eva, group_id=group.pk, person_id=ada.pk)


def test_a_facilitator_makes_the_first_card_of_a_peer(newcomer, gina):
    _, code = make_card(actor=gina, seat_id=newcomer.pk)

    assert cards.find_card(code).person == newcomer.person


@pytest.mark.parametrize("who", ["amal", "bo", "dewi", "eva", "fay"])
def test_nobody_else_in_a_group_makes_a_card(newcomer, request, who):
    with pytest.raises(NotHere):
        make_card(actor=request.getfixturevalue(who), seat_id=newcomer.pk)


def test_for_who_came_in_before_a_facilitator_alone_makes_no_card(seat_of, amal, gina):
    with pytest.raises(CameInBefore):
        make_card(actor=gina, seat_id=seat_of(amal).pk)


def test_a_peer_without_a_place_in_the_house_gets_no_card(newcomer, gina):
    newcomer.person.stays.all().delete()

    with pytest.raises(HasNoPlace):
        make_card(actor=gina, seat_id=newcomer.pk)


def test_the_card_comes_from_the_page_about_the_group(as_, newcomer, group, gina, amal):
    page = as_(gina).get(f"/groups/{group.pk}/about/").content.decode()
    answer = as_(gina).post(f"/groups/seats/{newcomer.pk}/card/")

    assert f"/groups/seats/{newcomer.pk}/card/" in page
    assert page.count("Nog niet binnen geweest") == 1
    assert "Voor Ada" in answer.content.decode()
    assert "Nog niet binnen" not in as_(amal).get(f"/groups/{group.pk}/about/").content.decode()
