"""Make cards on paper, and use them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from house import registry
from house.door.models import Card
from house.door.services import codes, vouches
from house.errors import CameInBefore, CardNotValid, HasAnotherHouse, HasNoPlace, NameTaken
from house.people.models.houses import House
from house.people.models.people import Person
from house.sign_in.services import devices
from house.sign_in.services.second_factor import clear_second_factors
from house.take import take

CODE_LENGTH = 16  # times 5 bits: 80 bits
RESIDENT, ALUMNA = "resident", "alumna"


@transaction.atomic
def make_card(*, actor: Person, person_id: UUID) -> tuple[Card, str]:
    """Make the first card for somebody of the actor's house. Her earlier open card stops working.

    Returns the card and its code in groups of four. The code is shown once and stored nowhere.

    Raises:
        NotHere: she is not the actor's to see.
        CameInBefore: a new card for her takes two people: `returns.ask_return`.
        HasNoPlace: she has no stay, past or present, and no position.
        HasAnotherHouse: she also has a place in a house that the actor does not run.
    """
    person = locked_person(actor, person_id)
    if person.sign_in_name is not None:
        raise CameInBefore
    if _houses_of(person) - set(House.objects.run_by(actor)):
        raise HasAnotherHouse
    return issue(person=person, house=house_for(actor, person), made_by=actor)


def locked_person(actor: Person, person_id: UUID) -> Person:
    """Somebody whom the actor may see, locked. Raises NotHere."""
    return take(Person.objects.visible_to, actor, person_id)


def house_for(actor: Person, person: Person, *, also_former: bool = False) -> House:
    """A house of the actor in which she has a place; with `also_former` one in which she had any. Raises HasNoPlace."""
    for house in _houses_of(person) & set(House.objects.run_by(actor)):
        if also_former or roles_in(house, person):
            return house
    raise HasNoPlace


def _houses_of(person: Person) -> set[House]:
    return set(House.objects.filter(Q(stays__person=person) | Q(positions__person=person)))


def issue(*, person: Person, house: House, made_by: Person | None) -> tuple[Card, str]:
    """Write a card without checking rights; `made_by` is None for a card of the server. Must run in a transaction."""
    now = timezone.now()
    Card.objects.filter(person=person, used_at=None, withdrawn_at=None).update(withdrawn_at=now)
    code = codes.new_code(CODE_LENGTH)
    card = Card.objects.create(
        person=person,
        house=house,
        role=roles_in(house, person)[0],
        made_by=made_by,
        is_from_server=made_by is None,
        code_hash=codes.hash_of(code),
        expires_at=now + timedelta(hours=settings.CARD_HOURS),
    )
    if made_by is not None:
        vouches.note_made(maker=made_by, person=person)
    return card, codes.in_fours(code)


def find_card(code: str) -> Card:
    """The valid card with this code, however it was typed: small letters, spaces, O for 0.

    Raises:
        CardNotValid: wrong, used, withdrawn, too old, or for a place that ended since.
    """
    cards = Card.objects.valid().filter(person__is_active=True)
    card = cards.filter(code_hash=codes.hash_of(code)).select_related("person", "house").first()
    if card is None or card.role not in roles_in(card.house, card.person):
        raise CardNotValid
    return card


def come_in(*, code: str, sign_in_name: str, passphrase: str) -> Person:
    """Use a card: she chooses the name and passphrase that she signs in with. Her other devices are signed out.

    Somebody of her house handed her the card in person, so it also replaces second steps that she may have lost: they
    are deleted, and due again where she works, for a coordinator at once. An earlier vouch for this account may have
    been for another holder, so it ends too.

    Raises:
        CardNotValid: see `find_card`.
        NameTaken: another person signs in with that name.
        ValidationError: the passphrase is too short or too common.
    """
    person = find_card(code).person
    person.sign_in_name = sign_in_name
    person.clean()
    validate_password(passphrase, user=person)
    return _use(code, person.sign_in_name, make_password(passphrase))  # hashed before any lock, because it takes long


@transaction.atomic
def _use(code: str, sign_in_name: str, password: str) -> Person:
    card = find_card(code)
    used = Card.objects.valid().filter(pk=card.pk).update(used_at=timezone.now())
    if not used:
        raise CardNotValid
    person = card.person
    person.sign_in_name, person.password = sign_in_name, password
    if Person.objects.signing_in_as(sign_in_name).exclude(pk=person.pk).exists():
        raise NameTaken  # the constraint cannot see a hash under an older key
    try:
        with transaction.atomic():
            person.save(update_fields=["sign_in_name", "sign_in_hash", "password"])
    except IntegrityError:
        raise NameTaken from None
    clear_second_factors(person=person)
    vouches.begin_anew(person=person, is_from_server=card.is_from_server)
    devices.end_all_of(person)
    registry.came_in(person.pk, card.made_by_id)
    transaction.on_commit(lambda: registry.right_ended(person.pk))
    return person


def roles_in(house: House, person: Person) -> list[str]:
    """Her roles in this house, of now and to come: those of positions, then resident or alumna."""
    roles = list(person.positions.filter(house=house).still_open().values_list("role", flat=True))
    stays = person.stays.filter(house=house)
    if stays.still_open().exists():
        return [*roles, RESIDENT]
    return [*roles, ALUMNA] if stays.exists() else roles
