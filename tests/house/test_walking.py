"""A house that a back-up brought back opens when its coordinator and a second person went through it."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from house.access_log.services import log
from house.door.services import vouches, walks
from house.errors import AskAColleague, IntroductionNotValid, NotHere, NotIndependent, NotOfThisHouse, NotVouched
from house.forgetting import forget_old_sessions_and_cards
from house.models import BackUpRun, Device, Erasure, House, Look, Person, Position, Role, Stay, Vouch, Walk
from house.privacy.services import erasure
from house.sign_in.services import devices
from tests.cast import days, make_person, make_resident, make_worker, vouch_for
from tests.house.at_once import at_once
from tests.shutting import is_open, shut


@pytest.fixture
def pia(house):
    return make_worker("Pia", house, Role.WITNESS)


@pytest.fixture
def code(house, eva):
    """Eva went through her house."""
    shut(house)
    return walks.finish(actor=eva, house_id=house.pk)[1]


def device_of(person, key="a" * 32):
    return devices.find_or_begin(person=person, session_key=key, agent="", is_remembered=False)


def refuses(refusal, actor, code):
    with pytest.raises(refusal):
        walks.confirm(actor=actor, code=code)
    return Walk.objects.exists()


def test_colleague_and_witness_open_the_house(house, eva, pia, dewi):
    for second in (pia, dewi):
        shut(house)
        _, code = walks.finish(actor=eva, house_id=house.pk)

        assert walks.confirm(actor=second, code=code) == house
        assert (is_open(house), Walk.objects.count()) == (True, 0)


def test_only_the_coordinator_of_that_house_goes_through_it(house, other_house, amal, dewi, pia, code):
    ida, otis = make_worker("Ida", other_house, Role.COORDINATOR), make_person("Otis", is_keeper=True)
    former = make_worker("Jip", house, Role.COORDINATOR, until=0)

    for person in (amal, dewi, pia, ida, otis, former):
        with pytest.raises(NotHere):
            walks.finish(actor=person, house_id=house.pk)


def test_coordinator_whom_nobody_met_gets_no_code(house):
    vera = make_worker("Vera", house, Role.COORDINATOR, vouched=False)
    shut(house)

    with pytest.raises(NotVouched):
        walks.finish(actor=vera, house_id=house.pk)


def test_house_that_is_open_is_not_gone_through(house, eva):
    with pytest.raises(NotHere):
        walks.finish(actor=eva, house_id=house.pk)


def test_code_is_stored_nowhere_and_typed_in_any_way(house, pia, code):
    assert code.replace("-", "") not in str(Walk.objects.values_list().get())
    assert walks.confirm(actor=pia, code=f" {code.lower()} ") == house


def test_new_code_replaces_the_old(house, eva, pia, code):
    _, second = walks.finish(actor=eva, house_id=house.pk)

    assert refuses(IntroductionNotValid, pia, code)
    assert walks.confirm(actor=pia, code=second) == house


def test_code_works_once_and_for_an_hour(house, eva, pia, code):
    Walk.objects.update(expires_at=timezone.now())
    assert refuses(IntroductionNotValid, pia, code)
    _, code = walks.finish(actor=eva, house_id=house.pk)
    walks.confirm(actor=pia, code=code)

    assert not refuses(IntroductionNotValid, pia, code)
    shut(house)
    assert not refuses(IntroductionNotValid, pia, code)


def test_old_code_is_deleted(house, code):
    Walk.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    forget_old_sessions_and_cards()

    assert not Walk.objects.exists()


def test_coordinator_is_not_her_own_second(eva, code):
    assert refuses(AskAColleague, eva, code)


def test_resident_guest_and_former_colleague_are_no_second(house, amal, code):
    vouch_for(amal)

    for person in (amal, make_worker("Noor", house, Role.GUEST), make_worker("Jip", house, Role.TRAINER, until=0)):
        assert refuses(NotHere, person, code)


def test_second_is_of_the_same_house(other_house, code):
    ida = make_worker("Ida", other_house, Role.COORDINATOR)

    assert refuses(NotOfThisHouse, ida, code)


def test_guest_here_who_works_elsewhere_is_no_second(house, other_house, code):
    noor = make_worker("Noor", other_house, Role.TRAINER)
    Position.objects.create(person=noor, house=house, role=Role.GUEST, from_on=days(-9))

    assert refuses(NotOfThisHouse, noor, code)


def test_second_whom_nobody_met_opens_nothing(house, code):
    assert refuses(NotVouched, make_worker("Vera", house, Role.COACH, vouched=False), code)


@pytest.mark.parametrize("is_maker", [True, False])
def test_second_and_coordinator_did_not_make_each_other(house, eva, dewi, code, is_maker):
    maker, made = (eva, dewi) if is_maker else (dewi, eva)
    vouches.note_made(maker=maker, person=made)

    assert refuses(NotIndependent, dewi, code)


def test_second_whose_only_vouch_is_of_the_coordinator_opens_nothing(house, eva, code):
    vera = make_worker("Vera", house, Role.COACH, vouched=False)
    vouch_for(vera, by=eva)

    assert refuses(NotIndependent, vera, code)


def test_code_of_a_coordinator_whose_post_ended_does_not_work(eva, pia, code):
    Position.objects.filter(person=eva).update(until_on=days(0))

    assert refuses(IntroductionNotValid, pia, code)


@pytest.mark.parametrize("way", ["vouch", "account"])
def test_code_of_a_coordinator_who_no_longer_counts_does_not_work(eva, pia, code, way):
    if way == "vouch":
        Vouch.objects.filter(person=eva).delete()
    else:
        Person.objects.filter(pk=eva.pk).update(is_active=False)

    assert refuses(IntroductionNotValid, pia, code)


def test_code_of_a_house_that_opened_meanwhile_does_not_work(house, pia, code):
    House.objects.update(shut_at=None)

    assert refuses(IntroductionNotValid, pia, code)


def test_two_seconds_at_once_open_it_once(transactional_db, house, eva, pia, dewi):
    shut(house)
    _, code = walks.finish(actor=eva, house_id=house.pk)

    outcomes = at_once(*(partial(walks.confirm, actor=person, code=code) for person in (pia, dewi)))

    assert sorted(map(str, outcomes)) == sorted([str(house), "introduction_not_valid"])
    assert is_open(house)


def test_coordinator_reads_who_went_through_it_with_her(eva, pia, code):
    walks.confirm(actor=pia, code=code)

    (_, looks), *_ = log.lines_for(eva).days

    assert [(look.actor, look.what) for look in looks] == [
        (pia, "ging met jou na wie er woont, werkt en een plek heeft, en opende het huis weer")
    ]


def test_new_device_is_shut_while_a_house_of_hers_is(house, other_house, amal, cleo, dewi, fay):
    shut(house)
    keeper = make_person("Otis", is_keeper=True)
    coming = make_person("Zoe")
    Stay.objects.create(person=coming, house=house, arrived_on=days(9))

    found = {
        person.chosen_name: device_of(person, f"{number}" * 32).is_shut
        for number, person in enumerate((amal, cleo, dewi, coming, fay, keeper))
    }

    assert found == {"Amal": True, "Cleo": True, "Dewi": True, "Zoe": True, "Fay": False, "Otis": False}


def test_known_device_costs_one_query(house, amal, django_assert_num_queries):
    shut(house)
    device_of(amal)

    with django_assert_num_queries(1):
        assert device_of(amal).is_shut


def test_devices_open_with_the_house(house, amal, pia, code):
    device = device_of(amal)
    assert device.is_shut

    walks.confirm(actor=pia, code=code)

    assert not Device.objects.get(pk=device.pk).is_shut


def test_device_of_two_houses_opens_with_the_last(house, other_house, eva, pia):
    ida, joke = make_worker("Ida", other_house, Role.COORDINATOR), make_worker("Joke", other_house, Role.COACH)
    amal = make_resident("Amal", house)
    Stay.objects.create(person=amal, house=other_house, arrived_on=days(-300), left_on=days(-200))
    shut()
    device = device_of(amal)

    seen = []
    for coordinator, second, opened in ((eva, pia, house), (ida, joke, other_house)):
        walks.confirm(actor=second, code=walks.finish(actor=coordinator, house_id=opened.pk)[1])
        seen.append(Device.objects.get(pk=device.pk).is_shut)

    assert seen == [True, False]


def test_nobody_is_erased_while_shut_and_she_has_her_whole_time_again(house, amal, pia, code):
    erasure.ask(actor=amal)
    Erasure.objects.update(due_on=days(-1))

    erasure.erase_who_is_due()
    walks.confirm(actor=pia, code=code)
    erasure.erase_who_is_due()

    assert Erasure.objects.get(person=amal).due_on == days(14)


def test_device_that_began_while_the_house_opened_is_let_in(house, amal):
    shut(house)
    device = device_of(amal)
    assert devices.is_still_shut(device)
    House.objects.update(shut_at=None)

    assert (devices.is_still_shut(device), Device.objects.get(pk=device.pk).is_shut) == (False, False)


def test_the_walk_names_who_lived_here_and_from_when_an_erased_woman_may_be_there_again(as_, house, eva, cleo):
    shut(house)
    at, known_until = timezone.now() - timedelta(days=3), days(-2)
    facts = {"of_at": at, "row_count": 0, "size_bytes": 0}
    run = BackUpRun.objects.create(kind=BackUpRun.Kind.PUT_BACK, erased_known_until=known_until, **facts)
    desk = as_(eva)

    page = desk.get("/desk/walk/").content.decode()

    assert ("Woonden hier" in page, "Cleo" in page) == (True, True)
    assert f"op of na {date_format(known_until, 'j F')} alles wissen" in page
    assert Look.objects.count() > 0
    run.erased_known_until = None
    run.save()
    assert f"op of na {date_format(timezone.localdate(at), 'j F')} alles" in desk.get("/desk/walk/").content.decode()
