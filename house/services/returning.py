"""Coming back after a long time, without a phone, a passphrase or a passport.

Two people see her in person. The one who runs the house asks and reads a code aloud; a colleague, of this house or of
a sister house, types it and says that it is her. Then there is a card, and every device of before is signed out. There
is no other way back; who runs a house alone is helped by whoever keeps the server: `manage.py restore_coordinator`.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from house.errors import AskAColleague, NotHere, ReturnNotValid
from house.models import Card, House, Person, Position, Return, Role, What
from house.services import cards, devices, erasing, looking

VALID_FOR = timedelta(hours=1)
CODE_LENGTH = 8  # of 5 bits: enough for an hour in which each address may try it twelve times


@transaction.atomic
def ask_return(*, actor: Person, person_id: UUID, is_farewell: bool = False) -> tuple[Return, str]:
    """Begin the return of somebody who came in before. What was asked for her earlier no longer counts.

    Args:
        is_farewell: she wants everything of hers erased, whether she ever came in or not.

    Returns it with the code for the colleague, in groups of four, which is shown once and kept nowhere.

    Raises:
        NotHere: she is not the actor's to see, or never came in: then one person makes her a card.
        HasNoPlace: see `cards.house_for`.
    """
    person = cards.held_person(actor, person_id)
    if person == actor or (person.sign_in_name is None and not is_farewell):
        raise NotHere
    if is_farewell:
        erasing.refuse(person)
        erasing.refuse_elsewhere(actor, person)
    Return.objects.filter(person=person).open().delete()
    code = "".join(secrets.choice(cards.ALPHABET) for _ in range(CODE_LENGTH))
    asked = Return.objects.create(
        person=person,
        house=cards.house_for(actor, person),
        is_farewell=is_farewell,
        asked_by=actor,
        code_hash=cards.hash_of(code),
        expires_at=timezone.now() + VALID_FOR,
    )
    return asked, cards.in_fours(code)


def find_return(*, actor: Person, code: str) -> Return:
    """What a colleague is asked to confirm. She need not see the person otherwise: the code was read to her.

    Raises:
        NotHere: the actor works nowhere, or only as a guest.
        ReturnNotValid: wrong, confirmed, too old, or asked by somebody who does not run that house any more.
        AskAColleague: the actor asked it herself, or it is about her.
    """
    if not actor.is_colleague:
        raise NotHere
    waiting = Return.objects.open().filter(code_hash=cards.hash_of(code), confirmed_at=None)
    asked = waiting.select_related("person", "asked_by").first()
    if asked is None or not _is_still_asked(asked):
        raise ReturnNotValid
    if actor in (asked.asked_by, asked.person):
        raise AskAColleague
    return asked


def _is_still_asked(asked: Return) -> bool:
    """Does who asked still run that house?"""
    asker = asked.asked_by
    return asker is not None and House.objects.run_by(asker).filter(pk=asked.house_id).exists()


@transaction.atomic
def confirm_return(*, actor: Person, code: str) -> Return:
    """Say: she stands here, and it is her. All her devices are signed out; where she leaves for good, all goes.

    Raises as `find_return`, and as `erasing.refuse`.
    """
    asked = find_return(actor=actor, code=code)
    now = timezone.now()
    if not Return.objects.open().filter(pk=asked.pk, confirmed_at=None).update(confirmed_by=actor, confirmed_at=now):
        raise ReturnNotValid
    if asked.is_farewell:
        erasing.refuse(asked.person)
        erasing.erase(asked.person)
        return asked
    devices.end_all_of(asked.person)
    looking.note(actor=actor, house_id=asked.house_id, whose=[asked.person], what=What.RETURN)
    return asked


@transaction.atomic
def make_card(*, actor: Person, return_id: UUID) -> tuple[Card, str]:
    """The card, once, for who asked and was confirmed. See `cards.make_card`.

    Raises:
        NotHere: not the actor's to make, not confirmed, too late, or made already.
    """
    houses = House.objects.run_by(actor)
    returns = Return.objects.select_for_update().open().filter(is_farewell=False, asked_by=actor, house__in=houses)
    asked = returns.filter(pk=return_id).first()
    if asked is None or not asked.is_confirmed:
        raise NotHere
    card, code = cards.issue(person=asked.person, house=asked.house, made_by=actor)
    asked.card = card
    asked.save(update_fields=["card"])
    return card, code


@transaction.atomic
def restore_coordinator(*, house_id: UUID) -> tuple[Card, str]:
    """A card for the only coordinator of a house, who cannot come in. Only a command on the server calls this.

    Raises:
        NotHere: no such house, or nobody or more than one person runs it: then a colleague confirms.
    """
    posts = Position.objects.current().filter(house=house_id, role=Role.COORDINATOR).select_related("person", "house")
    if len(posts) != 1:
        raise NotHere
    devices.end_all_of(posts[0].person)
    return cards.issue(person=posts[0].person, house=posts[0].house, made_by=None)
