"""Who needs a second step, from when, and what of it lies in the database."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import connection
from django.utils import timezone

from house import throttle
from house.door.services import cards
from house.errors import AlreadyThere, NotHere, TooManyTries, WrongCode
from house.models import Card, Position, Role
from house.sign_in.services import second_factor
from tests.cast import APP_SECRET, days, give_app, make_person
from tests.house.at_once import at_once

NOW = 1_790_000_010
HOME, AWAY = "192.0.2.1", "198.51.100.7"
SECRET = "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The hands of every app: `clock["now"]` in seconds. Nobody really waits."""
    hands = {"now": NOW}
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: hands["now"]))
    monkeypatch.setattr(throttle.time, "sleep", lambda seconds: None)
    return hands


def code_at(seconds, secret=APP_SECRET):
    return format_hotp_value(hotp_value(secret, seconds // 30))


def accepts(person, code, address=HOME):
    return second_factor.accept_code(person=person, code=code, address=address) is not None


@pytest.fixture
def worker(house):
    """Somebody without a second step, with these roles and the days on which they began."""

    def worker(*roles, came_in=None):
        person = make_person("Sam")
        for role, since in roles:
            Position.objects.create(person=person, house=house, role=role, from_on=days(-since))
        if came_in is not None:
            used_at = timezone.now() - timedelta(days=came_in)
            Card.objects.create(
                person=person, house=house, role="x", code_hash="x", used_at=used_at, expires_at=used_at
            )
        return person

    return worker


@pytest.mark.parametrize("role", [role for role in Role if role not in second_factor.AT_ONCE])
def test_who_works_here_needs_one_a_week_after_she_began(worker, role):
    assert second_factor.due(worker((role, 3))) == days(4)


def test_a_coordinator_needs_one_at_once(worker):
    assert second_factor.due(worker((Role.COORDINATOR, 3))) == days(-3)


@pytest.mark.parametrize(("role", "expected"), [(Role.TRAINER, 5), (Role.COORDINATOR, -2)])
def test_who_came_in_after_she_began_has_from_that_day(worker, role, expected):
    assert second_factor.due(worker((role, 30), came_in=2)) == days(expected)


def test_who_came_in_before_she_began_has_from_her_beginning(worker):
    assert second_factor.due(worker((Role.COACH, 2), came_in=20)) == days(5)


def test_of_several_roles_the_strictest_counts(worker):
    assert second_factor.due(worker((Role.TRAINER, 40), (Role.FACILITATOR, 1))) == days(-33)


def test_a_role_that_is_yet_to_begin_or_over_asks_nothing(worker, house):
    person = worker((Role.COORDINATOR, -1))
    Position.objects.create(person=person, house=house, role=Role.COACH, from_on=days(-9), until_on=days(0))

    assert second_factor.due(person) is None


@pytest.mark.parametrize("who", ["amal", "cleo"])
def test_residents_and_alumnae_never_need_one(db, who, request):
    assert second_factor.due(request.getfixturevalue(who)) is None


def test_who_has_one_needs_no_other_and_paper_alone_is_none(worker):
    person = worker((Role.COORDINATOR, 3))
    paper = Authenticator.objects.create(user=person, type="recovery_codes", data={})
    assert second_factor.is_overdue(person)

    paper.delete()
    give_app(person)

    assert not second_factor.is_overdue(person)


def test_a_second_step_is_overdue_on_the_day_itself(worker):
    assert second_factor.is_overdue(worker((Role.GUEST, 7)))


def test_a_second_step_is_not_overdue_the_day_before(worker):
    assert not second_factor.is_overdue(worker((Role.GUEST, 6)))


def test_a_demo_house_asks_nobody(worker, settings):
    settings.SECOND_FACTOR_REQUIRED = False

    assert second_factor.due(worker((Role.COORDINATOR, 3))) is None


def test_a_card_in_her_hand_stands_for_the_steps_she_lost(dewi, house):
    _, code = cards.issue(person=dewi, house=house, made_by=None)

    person = cards.come_in(code=code, sign_in_name="dewi", passphrase="vier nieuwe gewone woorden")

    assert (Authenticator.objects.filter(user=person).count(), second_factor.due(person)) == (0, days(7))


def test_a_coordinator_with_a_new_card_needs_one_at_once(eva, house):
    _, code = cards.issue(person=eva, house=house, made_by=None)

    person = cards.come_in(code=code, sign_in_name="eva", passphrase="vier nieuwe gewone woorden")

    assert second_factor.is_overdue(person)


def test_an_app_is_kept_once_its_code_is_right_and_comes_with_ten_codes(amal):
    with pytest.raises(WrongCode):
        second_factor.add_app(person=amal, secret=SECRET, code="000000")
    codes = second_factor.add_app(person=amal, secret=SECRET, code=code_at(NOW, SECRET))

    factors = second_factor.factors_of(amal)
    assert (len(set(codes)), factors.codes_left, factors.count) == (10, 10, 1)
    with pytest.raises(AlreadyThere):
        second_factor.add_app(person=amal, secret=SECRET, code=code_at(NOW, SECRET))


@pytest.mark.parametrize("drift", [-30, 0, 30])
def test_an_app_that_runs_half_a_minute_off_still_fits(dewi, drift):
    assert accepts(dewi, code_at(NOW + drift))


@pytest.mark.parametrize("drift", [-60, 60])
def test_a_code_of_a_minute_away_does_not_fit(dewi, drift):
    assert not accepts(dewi, code_at(NOW + drift))


def test_spaces_do_not_matter(dewi):
    code = code_at(NOW)

    assert accepts(dewi, f" {code[:3]} {code[3:]} ")


@pytest.mark.parametrize("nonsense", ["", "0", "\0", "١٢٣٤٥٦", "é" * 20, "-1", "None", "1" * 20, "\ud800"])
def test_nonsense_fits_nobody(dewi, nonsense):
    assert not accepts(dewi, nonsense)


def test_a_code_is_accepted_once_also_when_all_memory_is_lost(dewi, clock):
    assert accepts(dewi, code_at(NOW))
    throttle.cache.clear()
    clock["now"] += 30

    assert not accepts(dewi, code_at(NOW))
    assert accepts(dewi, code_at(NOW + 30))


def test_after_a_code_no_older_one_fits(dewi):
    assert accepts(dewi, code_at(NOW + 30))

    assert not accepts(dewi, code_at(NOW))


def test_the_code_of_the_set_up_opens_nothing(amal):
    second_factor.add_app(person=amal, secret=SECRET, code=code_at(NOW, SECRET))

    assert not accepts(amal, code_at(NOW, SECRET))
    assert accepts(amal, code_at(NOW + 30, SECRET))


def test_a_code_from_paper_is_accepted_once(dewi):
    code, other, *_ = second_factor.new_codes(person=dewi)

    assert [accepts(dewi, said) for said in (code, code, f"{other[:4]} {other[4:]}")] == [True, False, True]
    assert second_factor.factors_of(dewi).codes_left == 8


def test_new_codes_replace_the_old(dewi):
    old = second_factor.new_codes(person=dewi)
    new = second_factor.new_codes(person=dewi)

    assert not accepts(dewi, old[0])
    assert accepts(dewi, new[0])


def test_codes_on_paper_need_another_step(amal):
    with pytest.raises(NotHere):
        second_factor.new_codes(person=amal)


def test_the_code_of_somebody_else_does_not_fit(dewi, hanne):
    codes = second_factor.new_codes(person=hanne)

    assert not accepts(dewi, codes[0])


def test_with_the_last_step_the_codes_go_too(dewi):
    second_factor.new_codes(person=dewi)

    second_factor.remove_app(person=dewi)

    assert not Authenticator.objects.filter(user=dewi).exists()
    with pytest.raises(NotHere):
        second_factor.remove_app(person=dewi)


def test_while_she_has_another_step_the_codes_stay(dewi):
    second_factor.new_codes(person=dewi)
    second_factor.add_passkey(person=dewi, name="telefoon", credential={})

    second_factor.remove_app(person=dewi)

    factors = second_factor.factors_of(dewi)
    assert (factors.app_added_at, factors.count, factors.codes_left) == (None, 1, 10)


def test_nobody_removes_the_passkey_of_another(dewi, hanne):
    second_factor.add_passkey(person=hanne, name="telefoon", credential={})
    key = second_factor.factors_of(hanne).passkeys[0].key

    with pytest.raises(NotHere):
        second_factor.remove_passkey(person=dewi, key=key)
    second_factor.remove_passkey(person=hanne, key=key)


def test_guessing_is_refused_from_that_place_and_slowed_elsewhere(dewi, monkeypatch):
    naps = []
    monkeypatch.setattr(throttle.time, "sleep", naps.append)
    for _ in range(throttle.TRIES_PER_NAME_AND_ADDRESS):
        accepts(dewi, "000000")
    assert naps == [1, 2, 4, 8, 8, 8, 8, 8]

    with pytest.raises(TooManyTries):
        accepts(dewi, code_at(NOW))
    assert accepts(dewi, code_at(NOW), AWAY)


def test_guessing_her_code_does_not_slow_her_passphrase(dewi):
    for _ in range(throttle.TRIES_PER_NAME_AND_ADDRESS):
        accepts(dewi, "000000")

    throttle.refuse_too_many(address=HOME, name="dewi")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["app", "paper"])
def test_of_two_who_send_one_code_at_once_one_gets_in(dewi, kind):
    code = code_at(NOW) if kind == "app" else second_factor.new_codes(person=dewi)[0]

    outcomes = at_once(*[lambda: accepts(dewi, code)] * 4)

    assert sorted(outcomes) == [False, False, False, True]


@pytest.mark.django_db(transaction=True)
def test_an_app_that_is_added_twice_at_once_is_there_once(amal):
    def add():
        return second_factor.add_app(person=amal, secret=SECRET, code=code_at(NOW, SECRET))

    outcomes = at_once(add, add)

    assert sorted(type(outcome) for outcome in outcomes if outcome != "already_there") == [list]
    assert Authenticator.objects.filter(user=amal).count() == 2


def test_what_it_is_made_of_is_unreadable_in_the_database(amal):
    codes = second_factor.add_app(person=amal, secret=SECRET, code=code_at(NOW, SECRET))
    second_factor.add_passkey(person=amal, name="telefoon van Bo", credential={})
    accepts(amal, code_at(NOW + 30, SECRET))

    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator ORDER BY id")
        raw = [row[0] if isinstance(row[0], str) else json.dumps(row[0]) for row in cursor.fetchall()]
    told = " ".join(raw)
    secrets = [SECRET, "telefoon", *codes, str(NOW // 30), str(NOW // 30 + 1)]
    assert [secret for secret in secrets if secret in told] == []
    assert len(raw) == 3


def test_nothing_tells_when_she_last_signed_in(dewi):
    accepts(dewi, code_at(NOW))

    assert [row.last_used_at for row in Authenticator.objects.all()] == [None]
