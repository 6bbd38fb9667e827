"""A post that ends while a verb of the ground floor waits for its row: the verb is refused."""

import pytest

from house.desk import services
from house.door.services import returns, vouches, walks
from house.models import Coaching, House, Introduction, Phase, Position, Return, Role, Stay, Vouch, Walk
from house.people.services import houses
from house.sign_in.services import devices
from tests import cast
from tests.meanwhile import ends_today, rows_are_locked, waits_for
from tests.shutting import is_open, shut

pytestmark = [pytest.mark.django_db(transaction=True), rows_are_locked]


def post_ends(person):
    return ends_today(Position.objects.filter(person=person))


def test_coordinator_whose_post_ends_meanwhile_ends_no_stay(house, eva, amal):
    verb = lambda: services.end_stay(actor=eva, stay_id=amal.stays.get().pk, on=cast.days(0))  # noqa: E731

    assert (waits_for(House, house.pk, verb, post_ends(eva)), Stay.objects.get().left_on) == (["not_here"], None)


def test_coordinator_whose_post_ends_meanwhile_begins_no_coaching(house, eva, amal, hanne):
    words = {"house_id": house.pk, "resident_id": amal.pk, "coach_id": hanne.pk, "from_on": cast.days(0)}
    verb = lambda: services.begin_coaching(actor=eva, **words)  # noqa: E731

    outcome = waits_for(type(amal), amal.pk, verb, post_ends(eva))

    assert (outcome, Coaching.objects.count()) == (["not_here"], 0)


def test_coordinator_whose_post_ends_meanwhile_ends_no_coaching(house, eva, amal, hanne):
    coaching = Coaching.objects.create(resident=amal, coach=hanne, house=house, from_on=cast.days(-9))
    verb = lambda: services.end_coaching(actor=eva, coaching_id=coaching.pk, on=cast.days(0))  # noqa: E731

    outcome = waits_for(House, house.pk, verb, post_ends(eva))

    assert (outcome, Coaching.objects.get().until_on) == (["not_here"], None)


def test_colleague_whose_post_ends_meanwhile_vouches_for_nobody(house, gina):
    newcomer = cast.make_worker("Joke", house, Role.COACH, vouched=False)
    introduction, code = vouches.introduce(actor=newcomer)
    verb = lambda: vouches.vouch(actor=gina, code=code)  # noqa: E731

    outcome = waits_for(Introduction, introduction.pk, verb, post_ends(gina))

    assert (outcome, Vouch.objects.filter(person=newcomer).count()) == (["not_here"], 0)


def test_house_stays_shut_when_the_coordinators_post_ends_meanwhile(house, eva, dewi):
    shut(house)
    _, code = walks.finish(actor=eva, house_id=house.pk)
    verb = lambda: walks.confirm(actor=dewi, code=code)  # noqa: E731

    outcome = waits_for(House, house.pk, verb, post_ends(eva))

    assert (outcome, is_open(house)) == (["introduction_not_valid"], False)


def test_coordinator_whose_post_ends_meanwhile_gets_no_code(house, eva):
    shut(house)
    verb = lambda: walks.finish(actor=eva, house_id=house.pk)  # noqa: E731

    assert (waits_for(House, house.pk, verb, post_ends(eva)), Walk.objects.exists()) == (["not_here"], False)


def test_colleague_whose_post_ends_meanwhile_confirms_no_return(house, eva, cleo, dewi):
    _, code = returns.ask_return(actor=eva, person_id=cleo.pk)
    verb = lambda: returns.confirm_return(actor=dewi, code=code)  # noqa: E731

    outcome = waits_for(House, house.pk, verb, post_ends(dewi))

    assert (outcome, Return.objects.get().confirmed_at) == (["not_here"], None)


def test_coordinator_whose_post_ends_meanwhile_changes_no_phase(house, eva, amal):
    words = {"stay_id": amal.stays.get().pk, "phase": Phase.AFTERCARE, "planned_until": None}
    verb = lambda: services.change_stay(actor=eva, **words)  # noqa: E731

    outcome = waits_for(House, house.pk, verb, post_ends(eva))

    assert (outcome, Stay.objects.get().phase) == (["not_here"], Phase.TRAINING)


def test_coordinator_whose_post_ends_meanwhile_moves_no_house(house, eva):
    verb = lambda: houses.situate_house(actor=eva, house_id=house.pk, country="BE")  # noqa: E731

    assert (waits_for(House, house.pk, verb, post_ends(eva)), House.objects.get().country) == (["not_here"], "NL")


def test_coordinator_whose_post_ends_meanwhile_signs_nobody_out(as_, eva, amal):
    as_(amal).get("/week/")
    verb = lambda: devices.end_devices(actor=eva, person_id=amal.pk)  # noqa: E731

    outcome = waits_for(type(amal), amal.pk, verb, post_ends(eva))

    assert (outcome, amal.devices.count()) == (["not_here"], 1)


def test_coordinator_whose_post_ends_meanwhile_puts_no_stay_back(house, eva, amal):
    stay = services.end_stay(actor=eva, stay_id=amal.stays.get().pk, on=cast.days(0))
    verb = lambda: services.put_back_stay(actor=eva, stay_id=stay.pk)  # noqa: E731

    assert (waits_for(House, house.pk, verb, post_ends(eva)), Stay.objects.get().is_over) == (["not_here"], True)
