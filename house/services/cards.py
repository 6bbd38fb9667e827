"""Cards on paper: made by a coordinator, used once."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from house import duties
from house.errors import CameInBefore, CardNotValid, HasAnotherHouse, HasNoPlace, NameTaken, NotHere
from house.models import Card, House, Person
from house.services import devices
from house.services.second_factor import clear_second_factors

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, which are heard and read wrong. https://www.crockford.com/base32.html"""
CODE_LENGTH = 16  # times 5 bits: 80 bits
RESIDENT, ALUMNA = "resident", "alumna"


@transaction.atomic
def make_card(*, actor: Person, person_id: UUID) -> tuple[Card, str]:
    """Make the first card for somebody of the actor's house. Her earlier open card stops working.

    Returns the card and its code in groups of four, which is shown once and kept nowhere.

    Raises:
        NotHere: she is not the actor's to see.
        CameInBefore: a new card for her takes two people: `returning.ask_return`.
        HasNoPlace: she has no stay, past or present, and no position.
        HasAnotherHouse: she also has a place in a house that the actor does not run.
    """
    person = held_person(actor, person_id)
    if person.sign_in_name is not None:
        raise CameInBefore
    if _houses_of(person) - set(House.objects.run_by(actor)):
        raise HasAnotherHouse
    return issue(person=person, house=house_for(actor, person), made_by=actor)


def held_person(actor: Person, person_id: UUID) -> Person:
    """Somebody whom the actor sees, locked. Raises NotHere."""
    person = Person.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=person_id).first()
    if person is None:
        raise NotHere
    return person


def house_for(actor: Person, person: Person) -> House:
    """A house of the actor in which she has a place. Raises HasNoPlace."""
    for house in _houses_of(person) & set(House.objects.run_by(actor)):
        if roles_in(house, person):
            return house
    raise HasNoPlace


def _houses_of(person: Person) -> set[House]:
    return set(House.objects.filter(Q(stays__person=person) | Q(positions__person=person)))


def issue(*, person: Person, house: House, made_by: Person | None) -> tuple[Card, str]:
    """Write a card, without asking whether it may be. Must run in a transaction."""
    now = timezone.now()
    Card.objects.filter(person=person, used_at=None, withdrawn_at=None).update(withdrawn_at=now)
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    card = Card.objects.create(
        person=person,
        house=house,
        role=roles_in(house, person)[0],
        made_by=made_by,
        code_hash=hash_of(code),
        expires_at=now + timedelta(hours=settings.CARD_HOURS),
    )
    return card, in_fours(code)


def in_fours(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def find_card(code: str) -> Card:
    """The valid card with this code, however it was typed: small letters, spaces, O for 0.

    Raises:
        CardNotValid: wrong, used, withdrawn, too old, or for a place that ended since.
    """
    cards = Card.objects.valid().filter(person__is_active=True)
    card = cards.filter(code_hash=hash_of(code)).select_related("person", "house").first()
    if card is None or card.role not in roles_in(card.house, card.person):
        raise CardNotValid
    return card


@transaction.atomic
def come_in(*, code: str, sign_in_name: str, passphrase: str) -> Person:
    """Use a card: she chooses the name and passphrase she signs in with. Her other devices are signed out.

    Somebody of her house gave her the card in her hand, so it also stands for the second step that she may have lost:
    what she had is forgotten, and due again where she works, for a coordinator at once.

    Raises:
        CardNotValid: see `find_card`.
        NameTaken: another person signs in with that name.
        ValidationError: the passphrase is too short or too common.
    """
    card = find_card(code)
    used = Card.objects.valid().filter(pk=card.pk).update(used_at=timezone.now())
    if not used:
        raise CardNotValid
    person = card.person
    person.sign_in_name = sign_in_name
    person.clean()
    validate_password(passphrase, user=person)
    person.set_password(passphrase)
    try:
        with transaction.atomic():
            person.save(update_fields=["sign_in_name", "password"])
    except IntegrityError:
        raise NameTaken from None
    clear_second_factors(person=person)
    devices.end_all_of(person)
    transaction.on_commit(lambda: duties.right_ended(person.pk))
    return person


def roles_in(house: House, person: Person) -> list[str]:
    """What she is or is about to be in this house: roles of positions, then resident or alumna."""
    roles = list(person.positions.filter(house=house).still_open().values_list("role", flat=True))
    stays = person.stays.filter(house=house)
    if stays.still_open().exists():
        return [*roles, RESIDENT]
    return [*roles, ALUMNA] if stays.exists() else roles


def hash_of(code: str) -> str:
    """A keyed hash; the code itself has 80 bits, so a slow hash would add nothing."""
    return salted_hmac("house.card", _as_made(code), algorithm="sha256").hexdigest()


def _as_made(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign.isalnum()).translate(str.maketrans("OIL", "011"))
