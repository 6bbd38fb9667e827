"""Back at the door without phone or passphrase: two people see her, and then there is a card."""

from datetime import timedelta
from functools import partial
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from house.access_log.services import log
from house.desk import services
from house.door.services import cards, returns
from house.door.services.opening import SONG
from house.errors import AskAColleague, CameInBefore, CardNotValid, HasNoPlace, NotHere, ReturnNotValid, WrongDates
from house.models import Canary, Card, Coaching, Person, Position, Return, Role, Stay, What
from house.people.models.standing import standing_of
from house.registry import registry
from house.sign_in.services import second_factor
from tests.cast import PASSPHRASE, before_her_card, days, make_worker
from tests.house.at_once import at_once

CHOICE = {"sign_in_name": "merel-42", "passphrase": "drie gewone woorden"}


@pytest.fixture
def asked(eva, cleo):
    """Eva asked for Cleo: the return and its code."""
    return returns.ask_return(actor=eva, person_id=cleo.pk)


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
    returns.confirm_return(actor=request.getfixturevalue(who), code=code)

    card, card_code = returns.make_card(actor=eva, return_id=back.pk)

    assert cards.come_in(code=card_code, **CHOICE) == cleo
    assert Return.objects.get().card == card


def test_before_it_is_confirmed_there_is_no_card(eva, asked):
    with pytest.raises(NotHere):
        returns.make_card(actor=eva, return_id=asked[0].pk)


def test_who_asked_does_not_confirm(eva, asked):
    with pytest.raises(AskAColleague):
        returns.confirm_return(actor=eva, code=asked[1])


def test_nobody_confirms_herself(eva, dewi):
    _, code = returns.ask_return(actor=eva, person_id=dewi.pk)

    with pytest.raises(AskAColleague):
        returns.confirm_return(actor=dewi, code=code)


def test_nobody_asks_for_herself(eva):
    with pytest.raises(NotHere):
        returns.ask_return(actor=eva, person_id=eva.pk)


@pytest.mark.parametrize("who", ["amal", "cleo", "guest", "left"])
def test_who_is_no_colleague_cannot_even_try(asked, house, request, who):
    make_worker("Noor", house, Role.GUEST)
    make_worker("Jip", house, Role.TRAINER, until=0)
    names = {"guest": "noor", "left": "jip"}
    actor = Person.objects.signing_in_as(names[who]).get() if who in names else request.getfixturevalue(who)

    with pytest.raises(NotHere):
        returns.find_return(actor=actor, code=asked[1])


@pytest.mark.parametrize("who", ["amal", "dewi", "sister"])
def test_only_who_runs_her_house_asks(cleo, request, who):
    with pytest.raises(NotHere):
        returns.ask_return(actor=request.getfixturevalue(who), person_id=cleo.pk)


def test_who_never_came_in_gets_her_first_card_from_one(eva, house):
    newcomer = Person.objects.create(chosen_name="Ada")
    Position.objects.create(person=newcomer, house=house, role=Role.COACH, from_on=days(0))

    with pytest.raises(NotHere):
        returns.ask_return(actor=eva, person_id=newcomer.pk)


def test_who_has_no_place_left_gets_one_first(eva, house):
    gone = make_worker("Jip", house, Role.TRAINER, until=0)

    with pytest.raises(HasNoPlace):
        returns.ask_return(actor=eva, person_id=gone.pk)


def test_a_place_in_two_houses_needs_two_people_and_no_more(eva, cleo, other_house, dewi):
    cleo.stays.create(house=other_house, arrived_on=days(-3))
    back, code = returns.ask_return(actor=eva, person_id=cleo.pk)
    returns.confirm_return(actor=dewi, code=code)

    assert returns.make_card(actor=eva, return_id=back.pk)[0].person == cleo


def test_a_code_is_typed_as_it_is_heard_and_kept_as_a_hash(dewi, asked):
    back, code = asked

    assert returns.find_return(actor=dewi, code=f" {code.lower().replace('-', ' ')} ") == back
    assert code.replace("-", "") not in str(Return.objects.values_list().get())


def test_asking_again_ends_what_was_asked(eva, cleo, dewi, asked):
    returns.ask_return(actor=eva, person_id=cleo.pk)

    with pytest.raises(ReturnNotValid):
        returns.find_return(actor=dewi, code=asked[1])


def test_a_return_is_over_after_an_hour(eva, dewi, asked, monkeypatch):
    back, code = asked
    later(monkeypatch, minutes=61)

    with pytest.raises(ReturnNotValid):
        returns.find_return(actor=dewi, code=code)
    with pytest.raises(NotHere):
        returns.make_card(actor=eva, return_id=back.pk)


@pytest.mark.parametrize("is_farewell", [False, True])
def test_what_somebody_asked_who_runs_the_house_no_longer_is_not_confirmed(eva, cleo, dewi, is_farewell):
    Stay.objects.filter(person=cleo, left_on=None).update(left_on=days(-1))
    _, code = returns.ask_return(actor=eva, person_id=cleo.pk, is_farewell=is_farewell)
    Position.objects.filter(person=eva).update(until_on=days(0))

    with pytest.raises(ReturnNotValid):
        returns.confirm_return(actor=dewi, code=code)

    assert Person.objects.filter(pk=cleo.pk).exists()


def test_a_confirmation_makes_one_card_and_only_for_who_asked(eva, dewi, house, asked):
    back, code = asked
    returns.confirm_return(actor=dewi, code=code)
    other = make_worker("Olga", house, Role.COORDINATOR)

    with pytest.raises(NotHere):
        returns.make_card(actor=other, return_id=back.pk)
    returns.make_card(actor=eva, return_id=back.pk)
    with pytest.raises(NotHere):
        returns.make_card(actor=eva, return_id=back.pk)


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_are_one(dewi, gina, asked):
    confirm = partial(returns.confirm_return, code=asked[1])

    outcomes = at_once(partial(confirm, actor=dewi), partial(confirm, actor=gina))

    assert sorted(str(outcome) for outcome in outcomes) == sorted([str(asked[0]), "return_not_valid"])


@pytest.mark.django_db(transaction=True)
def test_two_cards_at_once_are_one(eva, dewi, asked):
    returns.confirm_return(actor=dewi, code=asked[1])
    make = partial(returns.make_card, actor=eva, return_id=asked[0].pk)

    outcomes = at_once(make, make)

    assert outcomes.count("not_here") == 1
    assert Card.objects.valid().count() == 1


def test_all_her_devices_are_signed_out_when_it_is_asked(as_, eva, cleo):
    phone = as_(cleo)
    before = phone.get("/me/").status_code
    returns.ask_return(actor=eva, person_id=cleo.pk)

    assert (before, phone.get("/me/").status_code) == (200, 302)


def test_a_farewell_signs_nobody_out_before_it_is_confirmed(as_, eva, cleo):
    phone = as_(cleo)
    returns.ask_return(actor=eva, person_id=cleo.pk, is_farewell=True)

    assert phone.get("/me/").status_code == 200


def test_what_she_signed_in_with_ends_at_the_confirmation(client, dewi, cleo, asked):
    second_factor.add_passkey(person=cleo, name="telefoon", credential={})
    phone = signed_in(client, cleo)
    returns.confirm_return(actor=dewi, code=asked[1])

    now = Person.objects.get(pk=cleo.pk)
    assert (now.has_usable_password(), second_factor.factors_of(now).count) == (False, 0)
    assert phone.get("/me/").status_code == 302
    assert client.post("/in/", {"login": "cleo", "password": PASSPHRASE}).status_code == 200


def signed_in(client, person, passphrase=PASSPHRASE):
    client.post("/in/", {"login": person.sign_in_name, "password": passphrase})
    return client


def test_what_was_confirmed_is_on_her_page_until_it_is_used(as_, eva, dewi, cleo, asked, monkeypatch):
    returns.confirm_return(actor=dewi, code=asked[1])
    later(monkeypatch, days=3)
    desk = as_(eva)

    assert "Dewi bevestigde het" in desk.get(f"/desk/people/{cleo.pk}/").content.decode()
    _, code = returns.make_card(actor=eva, return_id=asked[0].pk)
    assert "De kaart is gemaakt" in desk.get(f"/desk/people/{cleo.pk}/").content.decode()
    cards.come_in(code=code, **CHOICE)
    assert "vroeg" not in desk.get(f"/desk/people/{cleo.pk}/").content.decode()


def test_what_was_taken_back_makes_no_card_and_its_card_opens_nothing(eva, dewi, cleo, asked):
    returns.confirm_return(actor=dewi, code=asked[1])
    _, code = returns.make_card(actor=eva, return_id=asked[0].pk)

    returns.stop(actor=eva, return_id=asked[0].pk)

    with pytest.raises(CardNotValid):
        cards.find_card(code)
    with pytest.raises(NotHere):
        returns.make_card(actor=eva, return_id=asked[0].pk)


def test_she_signs_in_anew_and_stops_it_with_her_passphrase(client, dewi, cleo, asked):
    phone = signed_in(client, cleo)
    told = phone.get("/me/").content.decode()
    wrong = phone.post("/me/back/", {"passphrase": "1739"})
    stopped = phone.post("/me/back/", {"passphrase": PASSPHRASE})

    assert ("Iemand vraagt een nieuwe kaart voor jou" in told, wrong.status_code, stopped.status_code) == (
        True,
        422,
        302,
    )
    with pytest.raises(ReturnNotValid):
        returns.confirm_return(actor=dewi, code=asked[1])
    assert Return.objects.get().stopped_by == cleo


def test_without_her_passphrase_she_stops_nothing(client, cleo, asked):
    phone = signed_in(client, cleo)

    assert phone.post(f"/desk/back/{asked[0].pk}/stop/").status_code == 404
    assert Return.objects.get().stopped_at is None


def test_a_code_that_was_read_aloud_is_worth_nothing_once_it_is_stopped(eva, dewi, house, asked):
    other = make_worker("Olga", house, Role.COORDINATOR)
    returns.stop(actor=other, return_id=asked[0].pk)

    with pytest.raises(ReturnNotValid):
        returns.confirm_return(actor=dewi, code=asked[1])


def test_her_coach_is_told_and_stops_it_also_when_her_post_ended_since(as_, eva, amal, hanne, house):
    coaching = Coaching.objects.create(resident=amal, coach=hanne, house=house, from_on=days(-30))
    services.end_coaching(actor=eva, coaching_id=coaching.pk, on=days(0))
    services.end_position(actor=eva, position_id=hanne.positions.get().pk, on=days(0))
    back, _ = returns.ask_return(actor=eva, person_id=amal.pk)
    hers = as_(hanne)

    assert "Er is een nieuwe kaart gevraagd voor Amal" in hers.get("/me/").content.decode()
    assert hers.post(f"/desk/back/{back.pk}/stop/").status_code == 302
    assert Return.objects.get().stopped_by == hanne


def test_who_was_never_near_her_is_told_nothing_and_stops_nothing(dewi, gina, asked):
    assert returns.watched_by(dewi) == []
    with pytest.raises(NotHere):
        returns.stop(actor=gina, return_id=asked[0].pk)


def test_another_app_says_who_was_near_her(monkeypatch, gina, cleo, asked):
    near = {(cleo.pk, asked[0].asked_at - timedelta(hours=24)): {gina.pk}}
    monkeypatch.setattr(registry, "around", [lambda person_id, at: near.get((person_id, at), set())])

    assert returns.watched_by(gina) == [asked[0]]


def test_no_post_is_ended_in_the_past_so_that_nobody_was_near_her(eva, amal, hanne, house):
    coaching = Coaching.objects.create(resident=amal, coach=hanne, house=house, from_on=days(-30))

    with pytest.raises(WrongDates):
        services.end_coaching(actor=eva, coaching_id=coaching.pk, on=days(-3))
    with pytest.raises(WrongDates):
        services.end_position(actor=eva, position_id=hanne.positions.get().pk, on=days(-3))
    services.end_stay(actor=eva, stay_id=amal.stays.get().pk, on=days(-3))
    back, _ = returns.ask_return(actor=eva, person_id=amal.pk)
    assert returns.watched_by(hanne) == [back]


def test_a_farewell_is_told_and_stopped_too(eva, house, cleo, dewi):
    other = make_worker("Olga", house, Role.COORDINATOR)
    back, code = returns.ask_return(actor=eva, person_id=cleo.pk, is_farewell=True)

    assert returns.watched_by(other) == [back]
    returns.stop(actor=other, return_id=back.pk)
    with pytest.raises(ReturnNotValid):
        returns.confirm_return(actor=dewi, code=code)


def read_by(person):
    """The lines of her log: who did what."""
    return {(line.actor, line.what) for _, of_day in log.lines_for(person).days for line in of_day}


def test_she_reads_who_asked_looked_and_confirmed_that_she_comes_back(as_, eva, dewi, cleo):
    _, code = returns.ask_return(actor=eva, person_id=cleo.pk)
    as_(dewi).post("/desk/back/", {"code": code})
    looked = read_by(cleo)
    returns.confirm_return(actor=dewi, code=code)

    assert looked == {(eva, What.RETURN_ASKED.label), (dewi, What.BACK.label)}
    assert read_by(cleo) - looked == {(dewi, What.RETURN.label)}


@pytest.mark.parametrize(
    ("is_farewell", "asked"), [(False, What.RETURN_ASKED), (True, What.FAREWELL_ASKED)], ids=["return", "farewell"]
)
def test_she_reads_who_asked_it_and_who_stopped_it(eva, cleo, house, is_farewell, asked):
    olga = make_worker("Olga", house, Role.COORDINATOR)
    back, _ = returns.ask_return(actor=eva, person_id=cleo.pk, is_farewell=is_farewell)
    returns.stop(actor=olga, return_id=back.pk)

    assert read_by(cleo) == {(eva, asked.label), (olga, What.STOPPED.label)}


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


def test_a_house_that_nobody_runs_gets_a_coordinator_and_one_that_is_run_does_not(canary, house, capsys):
    call_command("restore_coordinator", name="Olga")
    code = next(line.strip() for line in capsys.readouterr().out.splitlines() if line.count("-") == 3)

    olga = cards.come_in(code=code, **CHOICE)

    assert (olga.chosen_name, olga.is_vouched, standing_of(olga).holds(Role.COORDINATOR)) == ("Olga", True, True)
    with pytest.raises(CommandError):
        call_command("restore_coordinator", name="Petra")


@pytest.mark.parametrize("why_not", ["never came in", "cannot sign in", "leaves tomorrow"])
def test_a_house_whose_only_coordinator_does_not_count_gets_another(canary, house, capsys, why_not):
    make_coordinator_who_does_not_count(house, why_not)

    call_command("restore_coordinator", name="Petra")

    assert "Petra" in {post.person.chosen_name for post in house.positions.all()}


def test_who_alone_counts_of_two_coordinators_is_restored(canary, eva, house, capsys):
    make_coordinator_who_does_not_count(house, "never came in")

    call_command("restore_coordinator")

    assert Card.objects.get().person == eva


def make_coordinator_who_does_not_count(house, why_not):
    olga = make_worker("Olga", house, Role.COORDINATOR, until=1 if why_not == "leaves tomorrow" else None)
    if why_not == "never came in":
        before_her_card(olga)
    elif why_not == "cannot sign in":
        olga.set_unusable_password()
        olga.save()


def test_the_command_asks_which_house(canary, eva, other_house):
    with pytest.raises(CommandError, match="--house"):
        call_command("restore_coordinator")
    call_command("restore_coordinator", house="Het huis")


@pytest.mark.only("postgresql")  # on SQLite a transaction keeps out every other that writes
@pytest.mark.django_db(transaction=True)
def test_coordinator_whose_post_ends_while_she_waits_gets_no_card(eva, dewi, asked):
    back, code = asked
    returns.confirm_return(actor=dewi, code=code)
    outcome = []
    waits = Thread(target=lambda: outcome.extend(at_once(partial(returns.make_card, actor=eva, return_id=back.pk))))

    with transaction.atomic():
        Return.objects.select_for_update().get(pk=back.pk)
        waits.start()
        waits.join(timeout=0.5)
        assert outcome == []
        Position.objects.filter(person=eva).update(until_on=days(0))
    waits.join()

    assert (outcome, Card.objects.count()) == (["not_here"], 0)
