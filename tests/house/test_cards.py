"""Cards on paper: made by a coordinator, used once, within `retention.CARD_WORKS`, for one place."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from house.desk import services
from house.door.services import cards, codes
from house.errors import CardNotValid, HasAnotherHouse, HasNoPlace, NameTaken, NotHere
from house.forgetting import forget_old_sessions_and_cards
from house.models import Card, Person, Role, Stay
from house.registry import registry
from tests.cast import PASSPHRASE, before_her_card, days, make_worker
from tests.house.at_once import at_once

CHOICE = {"sign_in_name": "merel-42", "passphrase": "drie gewone woorden"}


@pytest.fixture
def newcomer(house):
    """A woman who lives here since today and has not signed in yet."""
    person = Person.objects.create(chosen_name="Ada")
    Stay.objects.create(person=person, house=house, arrived_on=days(0))
    return person


@pytest.fixture
def neighbour(other_house):
    return make_worker("Nadia", other_house, Role.COORDINATOR)


def code_for(person, eva):
    return cards.make_card(actor=eva, person_id=person.pk)[1]


def new_code_for(person, house):
    """As after a return: see test_returning."""
    return cards.issue(person=person, house=house, made_by=None)[1]


def move_clock(monkeypatch, **by):
    now = timezone.now() + timedelta(**by)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def test_a_code_has_eighty_bits_in_groups_of_four(eva, newcomer):
    made = {code_for(newcomer, eva) for _ in range(12)}

    assert len(made) == 12
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code) for code in made)
    assert len(set(codes.ALPHABET)) ** cards.CODE_LENGTH == 2**80


def test_only_a_keyed_hash_of_the_code_is_kept(eva, newcomer, settings):
    code = code_for(newcomer, eva)
    row = Card.objects.values_list().get()

    assert not any(part in str(row) for part in (code, code.replace("-", ""), code[:4] + code[5:9]))
    settings.SECRET_KEY = "another"
    assert codes.hash_of(code) not in row


def test_a_card_is_bound_to_person_house_and_role(eva, newcomer, house):
    card, _ = cards.make_card(actor=eva, person_id=newcomer.pk)

    assert (card.person, card.house, card.role, card.made_by) == (newcomer, house, "resident", eva)
    assert card.expires_at - card.made_at == pytest.approx(timedelta(hours=72), abs=timedelta(seconds=1))


def typed(code):
    """The same code as people type it."""
    bare = code.replace("-", "")
    return {
        "as printed": code,
        "small letters": code.lower(),
        "without hyphens": bare,
        "with spaces": " ".join(bare),
        "o for zero": code.replace("0", "O"),
        "i for one": code.replace("1", "I"),
        "l for one": code.lower().replace("1", "l"),
        "long dashes and dots": code.replace("-", " \u2013 ") + ".",
    }


@pytest.mark.parametrize("way", list(typed("")))
def test_a_code_is_found_however_it_is_typed(eva, newcomer, monkeypatch, way):
    signs = iter("0A1B2C0D1E2F0G1H")
    monkeypatch.setattr(codes.secrets, "choice", lambda alphabet: next(signs))
    code = code_for(newcomer, eva)

    assert cards.find_card(typed(code)[way]).person == newcomer


@pytest.mark.parametrize("code", ["", "-", "0000-0000-0000-0000", "\ud800", "é" * 16, "\x00", "0" * 100_000])
def test_what_is_no_code_opens_nothing(eva, newcomer, code):
    code_for(newcomer, eva)

    with pytest.raises(CardNotValid):
        cards.find_card(code)


@pytest.mark.parametrize("cut", [slice(0, -1), slice(1, None)])
def test_a_part_of_a_code_opens_nothing(eva, newcomer, cut):
    with pytest.raises(CardNotValid):
        cards.find_card(code_for(newcomer, eva)[cut])


def test_coming_in_sets_the_name_and_passphrase_she_chose(eva, newcomer):
    cards.come_in(code=code_for(newcomer, eva), sign_in_name=" Merel-42 ", passphrase=CHOICE["passphrase"])

    person = Person.objects.get(pk=newcomer.pk)
    assert (person.sign_in_name, person.check_password(CHOICE["passphrase"])) == ("merel-42", True)
    assert (person.password.split("$")[0], person.chosen_name) == ("argon2", "Ada")


def test_a_card_works_once(eva, newcomer):
    code = code_for(newcomer, eva)
    cards.come_in(code=code, **CHOICE)

    with pytest.raises(CardNotValid):
        cards.come_in(code=code, **CHOICE | {"passphrase": "iets heel anders"})
    assert Person.objects.get(pk=newcomer.pk).check_password(CHOICE["passphrase"])


@pytest.mark.django_db(transaction=True)
def test_a_card_used_more_than_once_at_the_same_time_lets_one_in(eva, newcomer):
    code = code_for(newcomer, eva)
    terms = [{"sign_in_name": f"merel-{n}", "passphrase": f"merel-{n} en een wachtwoord"} for n in range(3)]

    outcomes = at_once(*[partial(cards.come_in, code=code, **term) for term in terms])

    person = Person.objects.get(pk=newcomer.pk)
    assert sorted(map(str, outcomes)) == sorted([str(newcomer.pk), "card_not_valid", "card_not_valid"])
    assert person.check_password(f"{person.sign_in_name} en een wachtwoord")


@pytest.mark.django_db(transaction=True)
def test_two_cards_made_at_once_leave_one_that_works(eva, newcomer):
    codes = at_once(*[lambda: code_for(newcomer, eva)] * 2)

    assert (len(set(codes)), Card.objects.valid().count()) == (2, 1)


@pytest.mark.parametrize(("hours", "works"), [(71.9, True), (72.1, False)])
def test_a_card_works_for_72_hours(eva, newcomer, monkeypatch, hours, works):
    code = code_for(newcomer, eva)
    move_clock(monkeypatch, hours=hours)

    assert Card.objects.valid().exists() is works
    if works:
        assert cards.find_card(code).person == newcomer
    else:
        with pytest.raises(CardNotValid):
            cards.come_in(code=code, **CHOICE)


def test_a_newer_card_withdraws_the_earlier(eva, newcomer):
    first, second = code_for(newcomer, eva), code_for(newcomer, eva)

    with pytest.raises(CardNotValid):
        cards.find_card(first)
    assert cards.find_card(second).person == newcomer


def test_a_card_for_one_woman_leaves_the_card_of_another(eva, newcomer, bo, house):
    code = code_for(newcomer, eva)
    new_code_for(bo, house)

    assert cards.find_card(code).person == newcomer


def test_a_card_ends_with_the_stay_it_was_made_for(eva, newcomer):
    code = code_for(newcomer, eva)
    services.end_stay(actor=eva, stay_id=newcomer.stays.get().pk, on=days(0))

    with pytest.raises(CardNotValid):
        cards.find_card(code)


def test_a_card_ends_with_the_position_it_was_made_for(eva, dewi):
    code = code_for(before_her_card(dewi), eva)
    services.end_position(actor=eva, position_id=dewi.positions.get().pk, on=days(0))

    with pytest.raises(CardNotValid):
        cards.come_in(code=code, **CHOICE)


def test_a_card_does_not_open_for_who_is_no_longer_active(eva, newcomer):
    code = code_for(newcomer, eva)
    Person.objects.filter(pk=newcomer.pk).update(is_active=False)

    with pytest.raises(CardNotValid):
        cards.find_card(code)


def test_an_alumna_gets_a_card(eva, cleo):
    card, code = cards.make_card(actor=eva, person_id=before_her_card(cleo).pk)

    assert (card.role, cards.find_card(code).person) == ("alumna", cleo)


def test_who_will_begin_next_week_may_come_in_already(eva, house):
    person = before_her_card(make_worker("Vera", house, Role.TRAINER, since=-7))

    assert cards.find_card(code_for(person, eva)).role == "trainer"


def test_who_has_no_place_any_more_gets_no_card(eva, house):
    former = before_her_card(make_worker("Vera", house, Role.TRAINER, until=-7))

    with pytest.raises(HasNoPlace):
        cards.make_card(actor=eva, person_id=former.pk)


@pytest.mark.parametrize("who", ["amal", "cleo", "dewi", "gina", "hanne", "neighbour"])
def test_who_does_not_run_her_house_makes_no_card_for_her(eva, newcomer, request, who):
    with pytest.raises(NotHere):
        cards.make_card(actor=request.getfixturevalue(who), person_id=newcomer.pk)

    assert not Card.objects.exists()


def test_a_card_that_would_open_another_house_too_is_refused(eva, newcomer, neighbour, other_house):
    newcomer.positions.create(house=other_house, role=Role.GUEST, from_on=days(-3))

    for coordinator in (eva, neighbour):
        with pytest.raises(HasAnotherHouse):
            cards.make_card(actor=coordinator, person_id=newcomer.pk)


def test_who_runs_both_houses_makes_that_card(eva, newcomer, other_house):
    newcomer.positions.create(house=other_house, role=Role.GUEST, from_on=days(-3))
    eva.positions.create(house=other_house, role=Role.COORDINATOR, from_on=days(-3))

    assert cards.find_card(code_for(newcomer, eva)).person == newcomer


def test_a_name_that_is_taken_is_refused_and_the_card_still_works(eva, newcomer, bo):
    code = code_for(newcomer, eva)

    with pytest.raises(NameTaken):
        cards.come_in(code=code, sign_in_name="BO", passphrase=CHOICE["passphrase"])
    assert cards.come_in(code=code, **CHOICE) == newcomer


@pytest.mark.parametrize("passphrase", ["kort", "", "password1234"])
def test_a_weak_passphrase_is_refused_and_the_card_still_works(eva, newcomer, passphrase):
    code = code_for(newcomer, eva)

    with pytest.raises(ValidationError):
        cards.come_in(code=code, sign_in_name="merel-42", passphrase=passphrase)
    assert cards.find_card(code).person == newcomer


def test_a_new_card_replaces_a_lost_passphrase_and_tells_her_devices(
    house, amal, monkeypatch, django_capture_on_commit_callbacks
):
    told = []
    monkeypatch.setattr(registry, "on_right_ended", [told.append])
    code = new_code_for(amal, house)

    with django_capture_on_commit_callbacks(execute=True):
        cards.come_in(code=code, sign_in_name="amal", passphrase=CHOICE["passphrase"])

    person = Person.objects.get(pk=amal.pk)
    assert (person.check_password(PASSPHRASE), person.check_password(CHOICE["passphrase"])) == (False, True)
    assert told == [amal.pk]


def test_cards_of_last_month_are_forgotten(eva, newcomer, bo, house, monkeypatch):
    code_for(newcomer, eva)
    move_clock(monkeypatch, days=34)
    new_code_for(bo, house)

    forget_old_sessions_and_cards()

    assert [card.person for card in Card.objects.all()] == [bo]
