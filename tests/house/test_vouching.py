"""Two accounts are two people once somebody met them: who may vouch, for whom, and until when."""

from datetime import timedelta
from functools import partial
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from house.access_log.services import log
from house.desk import services
from house.door.services import cards, returns, vouches
from house.errors import AskAColleague, IntroductionNotValid, NotHere, NotIndependent, NotVouched, ReturnNotValid
from house.models import Card, Introduction, Making, Person, Role, Vouch
from house.privacy.services import erasure
from tests.cast import days, make_worker, vouch_for
from tests.house.at_once import at_once

MIGRATION = import_module("house.migrations.0012_who_works_here_is_vouched_for")


@pytest.fixture
def pia(house):
    return make_worker("Pia", house, Role.WITNESS)


def add_worker(actor, house, name, role=Role.TRAINER):
    """Somebody whom the actor adds and lets in, as a hostile coordinator would do it by herself."""
    told = {"chosen_name": name, "language": "nl", "role": role, "background": "volunteer", "from_on": days(0)}
    person = services.add_person(actor=actor, house_id=house.pk, **told)
    _, code = cards.make_card(actor=actor, person_id=person.pk)
    return cards.come_in(code=code, sign_in_name=name.lower(), passphrase="drie gewone woorden")


def meet(voucher, person):
    _, code = vouches.introduce(actor=person)
    return vouches.vouch(actor=voucher, code=code)


def read_code_of(person, voucher, as_):
    _, code = vouches.introduce(actor=person)
    return as_(voucher).post("/desk/meet/", {"code": code}).content.decode()


def fresh(person):
    """As her next request finds her."""
    return Person.objects.get(pk=person.pk)


def test_who_comes_in_with_a_colleagues_card_counts_as_nobody_yet(eva, house):
    newcomer = add_worker(eva, house, "Ada")

    assert (newcomer.is_vouched, newcomer in Person.objects.vouched()) == (False, False)
    assert vouches.made(eva, newcomer)


def test_somebody_who_met_her_makes_her_count(eva, pia, house):
    newcomer = add_worker(eva, house, "Ada")

    meet(pia, newcomer)

    assert newcomer in Person.objects.vouched()
    assert (newcomer.vouch.by, newcomer.vouch.how) == (pia, Vouch.How.MET)


def test_a_guest_and_a_resident_show_no_code(amal, house):
    guest = make_worker("Noor", house, Role.GUEST)

    for person in (amal, guest):
        with pytest.raises(NotHere):
            vouches.introduce(actor=person)


def test_a_guest_a_resident_and_a_former_colleague_vouch_for_nobody(amal, eva, house):
    _, code = vouches.introduce(actor=eva)
    guest, former = make_worker("Noor", house, Role.GUEST), make_worker("Jip", house, Role.TRAINER, until=0)
    vouch_for(amal)

    for person in (amal, guest, former):
        with pytest.raises(NotHere):
            vouches.vouch(actor=person, code=code)


def test_who_counts_as_nobody_vouches_for_nobody(eva, house):
    unknown = make_worker("Vera", house, Role.COACH, vouched=False)
    newcomer = add_worker(eva, house, "Ada")

    with pytest.raises(NotVouched):
        meet(unknown, newcomer)


def test_nobody_vouches_for_herself(eva):
    with pytest.raises(AskAColleague):
        meet(eva, eva)


def test_a_maker_does_not_vouch_for_what_she_made(eva, house):
    with pytest.raises(NotIndependent):
        meet(eva, add_worker(eva, house, "Ada"))


def test_who_only_made_the_card_does_not_vouch_either(eva, house):
    person = Person.objects.create(chosen_name="Ada")
    person.positions.create(house=house, role=Role.COACH, from_on=days(0))
    _, code = cards.make_card(actor=eva, person_id=person.pk)
    cards.come_in(code=code, sign_in_name="ada", passphrase="drie gewone woorden")

    with pytest.raises(NotIndependent):
        meet(eva, person)


def test_two_accounts_of_one_maker_do_not_help_each_other(eva, pia, house):
    """Eva deceives Pia once, and gains no second voice for what else she makes."""
    first, second = add_worker(eva, house, "Ada"), add_worker(eva, house, "Berta")
    meet(pia, first)

    with pytest.raises(NotIndependent):
        meet(fresh(first), second)


def test_what_an_account_makes_is_of_its_own_maker_too(eva, pia, house):
    """An invented coordinator adds somebody, and her maker acts as if she had nothing to do with it."""
    middle = fresh(add_worker(eva, house, "Ada", Role.COORDINATOR))
    last = add_worker(middle, house, "Berta")

    assert vouches.made(eva, last)
    with pytest.raises(NotIndependent):
        meet(eva, last)
    meet(pia, middle)
    with pytest.raises(NotIndependent):
        meet(eva, add_worker(fresh(middle), house, "Carla"))


def test_somebody_of_another_hand_vouches(eva, pia, house, other_house):
    ida = make_worker("Ida", other_house, Role.COORDINATOR)
    hers = add_worker(ida, other_house, "Carla")
    meet(pia, hers)

    assert meet(fresh(hers), add_worker(eva, house, "Ada")).by == hers


def test_the_hand_of_a_maker_who_is_erased_is_still_one_hand(eva, pia, house):
    other = make_worker("Olga", house, Role.COORDINATOR)
    first, second = add_worker(eva, house, "Ada"), add_worker(eva, house, "Berta")
    meet(pia, first)
    erasure.erase(Person.objects.get(pk=eva.pk))

    with pytest.raises(NotIndependent):
        meet(fresh(first), second)
    assert meet(other, second).by == other


def test_an_account_counts_on_when_who_vouched_for_it_is_erased(eva, pia, house):
    newcomer = add_worker(eva, house, "Ada")
    meet(pia, newcomer)

    erasure.erase(Person.objects.get(pk=pia.pk))

    assert newcomer.is_vouched
    assert "iemand die hier niet meer staat" in Vouch.objects.get(person=newcomer).in_words


def test_an_erased_maker_leaves_no_card_as_if_it_came_from_the_server(eva, house):
    make_worker("Olga", house, Role.COORDINATOR)
    told = {"chosen_name": "Ada", "language": "nl", "role": Role.TRAINER, "background": "volunteer"}
    person = services.add_person(actor=eva, house_id=house.pk, from_on=days(0), **told)
    _, code = cards.make_card(actor=eva, person_id=person.pk)
    erasure.erase(Person.objects.get(pk=eva.pk))

    cards.come_in(code=code, sign_in_name="ada", passphrase="drie gewone woorden")

    assert Card.objects.get(person=person).made_by is None
    assert not person.is_vouched


def test_a_new_card_ends_the_vouch_and_what_she_showed(eva, dewi, gina):
    _, shown = vouches.introduce(actor=dewi)
    back, code = returns.ask_return(actor=eva, person_id=dewi.pk)
    returns.confirm_return(actor=gina, code=code)
    _, code = returns.make_card(actor=eva, return_id=back.pk)

    cards.come_in(code=code, sign_in_name="dewi", passphrase="drie gewone woorden")

    assert not dewi.is_vouched
    with pytest.raises(IntroductionNotValid):
        vouches.vouch(actor=gina, code=shown)
    with pytest.raises(NotIndependent):
        meet(eva, fresh(dewi))
    assert meet(gina, fresh(dewi)).by == gina


def test_a_card_of_the_server_counts_at_once(eva):
    _, code = returns.restore_coordinator(house_id=eva.positions.get().house_id)

    cards.come_in(code=code, sign_in_name="eva", passphrase="drie gewone woorden")

    assert (eva.is_vouched, Vouch.objects.get(person=eva).how) == (True, Vouch.How.SERVER)


def test_an_account_that_is_closed_counts_as_nobody(dewi):
    Person.objects.filter(pk=dewi.pk).update(is_active=False)

    assert not dewi.is_vouched


def test_a_code_is_used_once_works_an_hour_and_is_kept_as_a_hash(dewi, gina, monkeypatch):
    _, code = vouches.introduce(actor=dewi)
    assert code.replace("-", "") not in str(Introduction.objects.values_list().get())
    vouches.vouch(actor=gina, code=code.lower())
    with pytest.raises(IntroductionNotValid):
        vouches.vouch(actor=gina, code=code)

    _, code = vouches.introduce(actor=dewi)
    now = timezone.now() + timedelta(minutes=61)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    with pytest.raises(IntroductionNotValid):
        vouches.vouch(actor=gina, code=code)


def test_the_code_of_who_works_here_no_longer_is_worth_nothing(dewi, gina):
    _, code = vouches.introduce(actor=dewi)
    dewi.positions.update(until_on=days(0))

    with pytest.raises(IntroductionNotValid):
        vouches.vouch(actor=gina, code=code)


@pytest.mark.django_db(transaction=True)
def test_two_who_vouch_at_once_are_one(dewi, gina, hanne):
    _, code = vouches.introduce(actor=dewi)
    say = partial(vouches.vouch, code=code)

    outcomes = at_once(partial(say, actor=gina), partial(say, actor=hanne))

    assert outcomes.count("introduction_not_valid") == 1


def test_an_invented_colleague_confirms_no_return_and_no_farewell(eva, cleo, house):
    invented = fresh(add_worker(eva, house, "Ada"))

    for is_farewell in (False, True):
        _, code = returns.ask_return(actor=eva, person_id=cleo.pk, is_farewell=is_farewell)
        with pytest.raises(NotVouched):
            returns.confirm_return(actor=invented, code=code)
    assert Person.objects.filter(pk=cleo.pk).exists()


def test_an_invented_colleague_with_a_vouch_confirms_no_return_of_her_maker(eva, pia, cleo, house):
    invented = fresh(add_worker(eva, house, "Ada"))
    meet(pia, invented)
    _, code = returns.ask_return(actor=eva, person_id=cleo.pk)

    with pytest.raises(NotIndependent):
        returns.confirm_return(actor=invented, code=code)
    assert returns.confirm_return(actor=pia, code=code).person == cleo


def test_an_invented_coordinator_asks_nothing_for_her_maker_to_confirm(eva, pia, cleo, house):
    invented = fresh(add_worker(eva, house, "Ada", Role.COORDINATOR))
    with pytest.raises(NotVouched):
        returns.ask_return(actor=invented, person_id=cleo.pk)

    meet(pia, invented)
    _, code = returns.ask_return(actor=fresh(invented), person_id=cleo.pk)
    with pytest.raises(NotIndependent):
        returns.confirm_return(actor=eva, code=code)


def test_what_was_asked_ends_when_who_asked_counts_no_longer(eva, dewi, cleo):
    _, code = returns.ask_return(actor=eva, person_id=cleo.pk)
    Vouch.objects.filter(person=eva).delete()

    with pytest.raises(ReturnNotValid):
        returns.confirm_return(actor=dewi, code=code)


def test_she_reads_who_met_her(dewi, gina):
    meet(gina, dewi)

    lines = [line.what for _, of_day in log.lines_for(dewi).days for line in of_day]
    assert lines == ["zei dat zij jou in het echt zag"]


def test_who_works_here_at_the_upgrade_is_vouched_for_in_words(house, amal):
    dewi = make_worker("Dewi", house, Role.TRAINER, vouched=False)
    guest = make_worker("Noor", house, Role.GUEST, vouched=False)
    former = make_worker("Jip", house, Role.TRAINER, until=0, vouched=False)

    for _ in range(2):
        MIGRATION.vouch(apps, None)

    assert set(Person.objects.vouched()) == {dewi}
    assert not {guest, former, amal} & set(Person.objects.vouched())
    assert "door niemand nagekeken" in dewi.vouch.in_words


def test_who_made_the_cards_that_are_left_at_the_upgrade_is_known(house, eva, dewi):
    Card.objects.create(person=dewi, house=house, role="trainer", made_by=eva, code_hash="x", expires_at=timezone.now())
    Making.objects.all().delete()

    MIGRATION.keep_makers(apps, None)

    assert vouches.made(eva, dewi)


def test_meeting_end_to_end(as_, eva, pia, house):
    """Ada shows, Pia types, reads whose it is and says so; the list of people tells it."""
    ada = fresh(add_worker(eva, house, "Ada"))
    hers, at_desk = as_(ada), as_(pia)
    assert "Nog door niemand gezien" in as_(eva).get("/desk/people/").content.decode()

    code = hers.post("/me/meet/").context["code"]
    wrong = at_desk.post("/desk/meet/", {"code": "0000-0000"})
    found = at_desk.post("/desk/meet/", {"code": code})
    done = at_desk.post("/desk/meet/", {"code": code, "is_her": "1"})

    assert (wrong.status_code, "Deze code werkt niet" in wrong.content.decode()) == (422, True)
    assert ("Ada" in found.content.decode(), ada.is_vouched) == (True, True)
    assert "Ada telt nu mee als tweede mens" in done.content.decode()
    assert "Gezien door Pia" in as_(eva).get("/desk/people/").content.decode()
    assert "gezien door Pia" in hers.get("/me/meet/").content.decode()


def test_who_is_about_to_vouch_reads_whose_hand_made_the_account(as_, eva, pia, house):
    ada = fresh(add_worker(eva, house, "Ada", Role.COORDINATOR))
    berta = fresh(add_worker(ada, house, "Berta"))

    assert "Haar account is gemaakt door Eva." in read_code_of(ada, pia, as_)
    assert "Haar account is gemaakt door of via Ada en Eva." in read_code_of(berta, pia, as_)


def test_a_hand_that_is_erased_is_named_without_its_name(as_, eva, pia, house):
    make_worker("Olga", house, Role.COORDINATOR)
    ada = fresh(add_worker(eva, house, "Ada"))
    erasure.erase(fresh(eva))

    assert "gemaakt door iemand die hier niet meer staat." in read_code_of(ada, pia, as_)


def test_where_no_hand_is_known_the_page_says_so(as_, dewi, pia):
    assert "Wie haar account maakte, staat hier niet." in read_code_of(dewi, pia, as_)


def test_wrong_codes_are_counted(as_, dewi):
    colleague = as_(dewi)

    answers = {colleague.post("/desk/meet/", {"code": "0000-0000"}).status_code for _ in range(61)}

    assert answers == {422, 429}


def test_a_witness_begins_where_she_is_needed_and_sees_nobody(as_, pia, amal, dewi):
    hers = as_(pia)

    assert hers.get("/").url == "/desk/meet/"
    assert set(Person.objects.visible_to(pia)) == {pia}
    assert [hers.get(path).status_code for path in ("/desk/urgent/", "/desk/people/", "/desk/")] == [404] * 3


def test_who_vouched_for_a_colleague_needs_another_as_second_person(eva, dewi, amal):
    """Her word that she met somebody would be the only proof that there are two."""
    dewi.vouch.delete()
    vouch_for(dewi, by=eva)
    _, code = returns.ask_return(actor=eva, person_id=amal.pk)

    with pytest.raises(NotIndependent):
        returns.confirm_return(actor=dewi, code=code)


def test_an_account_does_not_count_beside_another_that_its_voucher_made(eva, dewi, gina, amal):
    """Else a coordinator vouches for one account, and gives and asks by another that she made."""
    vouches.note_made(maker=eva, person=gina)
    dewi.vouch.delete()
    vouch_for(dewi, by=eva)

    assert not vouches.are_apart(gina, dewi)
    assert not vouches.are_apart(dewi, gina)


def test_whom_a_maker_vouched_for_does_not_vouch_for_what_she_made(eva, dewi, gina):
    dewi.vouch.delete()
    vouch_for(dewi, by=eva)
    gina.vouch.delete()
    vouches.note_made(maker=eva, person=gina)
    _, code = vouches.introduce(actor=gina)

    with pytest.raises(NotIndependent):
        vouches.vouch(actor=dewi, code=code)
