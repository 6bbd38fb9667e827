"""Back at the door without phone or passphrase: two people see her, and then there is a card."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from house.errors import AskAColleague, CameInBefore, HasNoPlace, NotHere, ReturnNotValid
from house.models import Canary, Card, Person, Position, Return, Role, Stay
from house.services import cards, returning
from house.services.opening import SONG
from tests.cast import PASSPHRASE, days, make_worker
from tests.house.at_once import at_once

CHOICE = {"sign_in_name": "merel-42", "passphrase": "drie gewone woorden"}


@pytest.fixture
def asked(eva, cleo):
    """Eva asked for Cleo: the return and its code."""
    return returning.ask_return(actor=eva, person_id=cleo.pk)


@pytest.fixture
def sister(other_house):
    return make_worker("Nadia", other_house, Role.TRAINER)


@pytest.fixture
def canary(db):
    """Sealed with the right key, so commands start."""
    return Canary.objects.create(song=SONG)


def later(monkeypatch, **by):
    now = timezone.now() + timedelta(**by)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def test_one_person_alone_makes_no_new_card(eva, cleo):
    with pytest.raises(CameInBefore):
        cards.make_card(actor=eva, person_id=cleo.pk)

    assert not Card.objects.exists()


@pytest.mark.parametrize("who", ["dewi", "gina", "hanne", "sister"])
def test_a_colleague_here_or_elsewhere_confirms(eva, cleo, asked, request, who):
    back, code = asked
    returning.confirm_return(actor=request.getfixturevalue(who), code=code)

    card, card_code = returning.make_card(actor=eva, return_id=back.pk)

    assert cards.come_in(code=card_code, **CHOICE) == cleo
    assert Return.objects.get().card == card


def test_before_it_is_confirmed_there_is_no_card(eva, asked):
    with pytest.raises(NotHere):
        returning.make_card(actor=eva, return_id=asked[0].pk)


def test_who_asked_does_not_confirm(eva, asked):
    with pytest.raises(AskAColleague):
        returning.confirm_return(actor=eva, code=asked[1])


def test_nobody_confirms_herself(eva, dewi):
    _, code = returning.ask_return(actor=eva, person_id=dewi.pk)

    with pytest.raises(AskAColleague):
        returning.confirm_return(actor=dewi, code=code)


def test_nobody_asks_for_herself(eva):
    with pytest.raises(NotHere):
        returning.ask_return(actor=eva, person_id=eva.pk)


@pytest.mark.parametrize("who", ["amal", "cleo", "guest", "left"])
def test_who_is_no_colleague_cannot_even_try(asked, house, request, who):
    make_worker("Noor", house, Role.GUEST)
    make_worker("Jip", house, Role.TRAINER, until=0)
    names = {"guest": "noor", "left": "jip"}
    actor = Person.objects.get(sign_in_name=names[who]) if who in names else request.getfixturevalue(who)

    with pytest.raises(NotHere):
        returning.find_return(actor=actor, code=asked[1])


@pytest.mark.parametrize("who", ["amal", "dewi", "sister"])
def test_only_who_runs_her_house_asks(cleo, request, who):
    with pytest.raises(NotHere):
        returning.ask_return(actor=request.getfixturevalue(who), person_id=cleo.pk)


def test_who_never_came_in_gets_her_first_card_from_one(eva, house):
    newcomer = Person.objects.create(chosen_name="Ada")
    Position.objects.create(person=newcomer, house=house, role=Role.COACH, from_on=days(0))

    with pytest.raises(NotHere):
        returning.ask_return(actor=eva, person_id=newcomer.pk)


def test_who_has_no_place_left_gets_one_first(eva, house):
    gone = make_worker("Jip", house, Role.TRAINER, until=0)

    with pytest.raises(HasNoPlace):
        returning.ask_return(actor=eva, person_id=gone.pk)


def test_a_place_in_two_houses_needs_two_people_and_no_more(eva, cleo, other_house, dewi):
    cleo.stays.create(house=other_house, arrived_on=days(-3))
    back, code = returning.ask_return(actor=eva, person_id=cleo.pk)
    returning.confirm_return(actor=dewi, code=code)

    assert returning.make_card(actor=eva, return_id=back.pk)[0].person == cleo


def test_a_code_is_typed_as_it_is_heard_and_kept_as_a_hash(dewi, asked):
    back, code = asked

    assert returning.find_return(actor=dewi, code=f" {code.lower().replace('-', ' ')} ") == back
    assert code.replace("-", "") not in str(Return.objects.values_list().get())


def test_asking_again_ends_what_was_asked(eva, cleo, dewi, asked):
    returning.ask_return(actor=eva, person_id=cleo.pk)

    with pytest.raises(ReturnNotValid):
        returning.find_return(actor=dewi, code=asked[1])


def test_after_an_hour_it_is_over(eva, dewi, asked, monkeypatch):
    back, code = asked
    later(monkeypatch, minutes=61)

    with pytest.raises(ReturnNotValid):
        returning.find_return(actor=dewi, code=code)
    with pytest.raises(NotHere):
        returning.make_card(actor=eva, return_id=back.pk)


@pytest.mark.parametrize("is_farewell", [False, True])
def test_what_somebody_asked_who_runs_the_house_no_longer_is_not_confirmed(eva, cleo, dewi, is_farewell):
    Stay.objects.filter(person=cleo, left_on=None).update(left_on=days(-1))
    _, code = returning.ask_return(actor=eva, person_id=cleo.pk, is_farewell=is_farewell)
    Position.objects.filter(person=eva).update(until_on=days(0))

    with pytest.raises(ReturnNotValid):
        returning.confirm_return(actor=dewi, code=code)

    assert Person.objects.filter(pk=cleo.pk).exists()


def test_a_confirmation_makes_one_card_and_only_for_who_asked(eva, dewi, house, asked):
    back, code = asked
    returning.confirm_return(actor=dewi, code=code)
    other = make_worker("Olga", house, Role.COORDINATOR)

    with pytest.raises(NotHere):
        returning.make_card(actor=other, return_id=back.pk)
    returning.make_card(actor=eva, return_id=back.pk)
    with pytest.raises(NotHere):
        returning.make_card(actor=eva, return_id=back.pk)


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_are_one(dewi, gina, asked):
    confirm = partial(returning.confirm_return, code=asked[1])

    outcomes = at_once(partial(confirm, actor=dewi), partial(confirm, actor=gina))

    assert sorted(str(outcome) for outcome in outcomes) == sorted([str(asked[0]), "return_not_valid"])


@pytest.mark.django_db(transaction=True)
def test_two_cards_at_once_are_one(eva, dewi, asked):
    returning.confirm_return(actor=dewi, code=asked[1])
    make = partial(returning.make_card, actor=eva, return_id=asked[0].pk)

    outcomes = at_once(make, make)

    assert outcomes.count("not_here") == 1
    assert Card.objects.valid().count() == 1


def test_all_her_devices_are_signed_out_when_it_is_confirmed(as_, dewi, cleo, asked):
    phone = as_(cleo)
    before = phone.get("/me/").status_code
    returning.confirm_return(actor=dewi, code=asked[1])

    assert (before, phone.get("/me/").status_code) == (200, 302)


def test_a_return_end_to_end(as_, client, eva, dewi, cleo):
    """Eva asks, Dewi types what she hears, Eva prints, Cleo comes in with a new passphrase; her name stays."""
    at_desk, colleague = as_(eva), as_(dewi)
    asked = at_desk.post(f"/desk/people/{cleo.pk}/back/")
    code, back = asked.context["code"], asked.context["asked"]

    too_early = at_desk.post(f"/desk/back/{back.pk}/card/")
    wrong = colleague.post("/desk/back/", {"code": "0000-0000"})
    found = colleague.post("/desk/back/", {"code": code})
    done = colleague.post("/desk/back/", {"code": code, "is_her": "1"})
    card = at_desk.post(f"/desk/back/{back.pk}/card/")

    assert (too_early.status_code, "nog niet bevestigd" in too_early.content.decode()) == (422, True)
    assert (wrong.status_code, "Deze code werkt niet" in wrong.content.decode()) == (422, True)
    assert "is zij het echt?" in found.content.decode()
    assert "Dank je. Eva kan nu de kaart voor Cleo maken." in done.content.decode()
    words = {"code": card.context["code"], "sign_in_name": "cleo", "passphrase": "vier heel gewone woorden"}
    assert client.post("/card/in/", words).status_code == 302
    assert Person.objects.get(pk=cleo.pk).check_password("vier heel gewone woorden")


def test_wrong_codes_are_counted(as_, dewi):
    colleague = as_(dewi)

    answers = [colleague.post("/desk/back/", {"code": "0000-0000"}).status_code for _ in range(13)]

    assert answers == [422] * 12 + [429]


def test_a_sole_coordinator_is_restored_on_the_server(canary, eva, capsys):
    call_command("restore_coordinator")

    printed = capsys.readouterr().out
    code = next(line.strip() for line in printed.splitlines() if line.count("-") == 3)
    assert cards.come_in(code=code, **CHOICE) == eva
    assert not Person.objects.get(pk=eva.pk).check_password(PASSPHRASE)


@pytest.mark.parametrize("others", [[], ["Olga", "Petra"]])
def test_where_nobody_or_more_than_one_runs_a_house_the_command_says_so(canary, house, others):
    for name in others:
        make_worker(name, house, Role.COORDINATOR)

    with pytest.raises(CommandError, match="runs this house alone"):
        call_command("restore_coordinator")


def test_the_command_asks_which_house(canary, eva, other_house):
    with pytest.raises(CommandError, match="--house"):
        call_command("restore_coordinator")
    call_command("restore_coordinator", house="Het huis")
