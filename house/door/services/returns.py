"""Let somebody come back after a long time, without a phone, a passphrase or a passport.

Two people meet her in person. The coordinator asks and reads a code aloud; a colleague, of this house or of a sister
house, types it and confirms that it is her. Then there is a card. There is no other way back. A house with a single
coordinator gets help from whoever keeps the server: `manage.py restore_coordinator`.

Her devices are signed out when it is asked, because they may be in another's hand; her passphrase and second steps end
when it is confirmed. People who were near her the day before are told, and can stop it; so can she, with her
passphrase.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from house import registry
from house.access_log.models import What
from house.access_log.services import log
from house.cached_sql import CachedSql
from house.door.models import Card, Return
from house.door.services import cards, codes, vouches
from house.errors import AskAColleague, NotHere, ReturnNotValid
from house.people.models.facts import Coaching, Position, Role
from house.people.models.houses import House
from house.people.models.people import Person
from house.people.models.standing import standing_of
from house.people.queries import coordinators
from house.privacy.services import erasure
from house.sign_in.services import devices
from house.sign_in.services.second_factor import clear_second_factors
from house.take import ask_twice, take

VALID_FOR = timedelta(hours=1)
WATCHED_FROM = timedelta(hours=24)
"""People who were near her this long before it was asked are told."""
CODE_LENGTH = 8  # of 5 bits: enough for an hour in which each address may try it twelve times


@transaction.atomic
def ask_return(*, actor: Person, person_id: UUID, is_farewell: bool = False) -> tuple[Return, str]:
    """Begin the return of somebody who came in before. An earlier return of hers no longer counts.

    All her devices are signed out without notice; with her name and passphrase she signs in again, and may stop it.

    Args:
        is_farewell: she wants everything of hers erased, whether she ever came in or not.

    Returns it with the code for the colleague, in groups of four. The code is shown once and stored nowhere.

    Raises:
        NotHere: she is not the actor's to see, or never came in: then one person makes her a card.
        HasNoPlace: see `cards.house_for`. Who once worked here can still be erased.
        NotVouched: nobody met the actor yet.
        LastCoordinator, HasAnotherHouse: she cannot be erased now.
    """
    person = cards.locked_person(actor, person_id)
    if person == actor or (person.sign_in_name is None and not is_farewell):
        raise NotHere
    vouches.refuse_alone(actor)
    if is_farewell:
        erasure.refuse(person)
        erasure.refuse_elsewhere(actor, person)
    Return.objects.filter(person=person).open().delete()
    if not is_farewell:
        devices.end_all_of(person)
    code = codes.new_code(CODE_LENGTH)
    asked = Return.objects.create(
        person=person,
        house=cards.house_for(actor, person, also_former=is_farewell),
        is_farewell=is_farewell,
        asked_by=actor,
        code_hash=codes.hash_of(code),
        expires_at=timezone.now() + VALID_FOR,
    )
    what = What.FAREWELL_ASKED if is_farewell else What.RETURN_ASKED
    log.note(actor=actor, house_id=asked.house_id, whose=[person], what=what)
    return asked, codes.in_fours(code)


def find_return(*, actor: Person, code: str) -> Return:
    """The return with this code, for a colleague to confirm. She need not see the person otherwise: she heard the code.

    Raises:
        NotHere: the actor works nowhere, or only as a guest.
        ReturnNotValid: wrong, confirmed, too old, or its asker no longer runs that house.
        AskAColleague: the actor asked it herself, or it is about her.
        NotVouched: nobody met the actor yet.
        NotIndependent: the asker made the actor's account, or the other way round.
    """
    if not standing_of(actor).is_eyewitness:
        raise NotHere
    vouches.refuse_alone(actor)
    waiting = Return.objects.still_asked().filter(code_hash=codes.hash_of(code), confirmed_at=None)
    asked = waiting.select_related("person", "asked_by").first()
    if asked is None or asked.asked_by is None:
        raise ReturnNotValid
    if actor in (asked.asked_by, asked.person):
        raise AskAColleague
    vouches.refuse_dependent(actor, asked.asked_by)
    return asked


@transaction.atomic
def confirm_return(*, actor: Person, code: str) -> Return:
    """Confirm that she stands here, and that it is her. All her ways to sign in end; at a farewell she is erased.

    Raises as `find_return`, and as `erasure.refuse`.
    """
    asked = ask_twice(
        lambda: find_return(actor=actor, code=code),
        locking=lambda asked: House.objects.with_place_for(asked.person_id).order_by("pk"),
    )
    now = timezone.now()
    if not Return.objects.open().filter(pk=asked.pk, confirmed_at=None).update(confirmed_by=actor, confirmed_at=now):
        raise ReturnNotValid
    if asked.is_farewell:
        erasure.refuse(asked.person)
        erasure.erase(asked.person)
        return asked
    _end_all_keys(asked.person)
    log.note(actor=actor, house_id=asked.house_id, whose=[asked.person], what=What.RETURN)
    return asked


def _end_all_keys(person: Person) -> None:
    """End passphrase, second steps, codes of devices and on paper, and open cards: only a new card opens then."""
    person.set_unusable_password()
    person.save(update_fields=["password"])
    clear_second_factors(person=person)
    devices.end_all_of(person)
    vouches.begin_anew(person=person, is_from_server=False)
    Card.objects.valid().filter(person=person).update(withdrawn_at=timezone.now())
    transaction.on_commit(lambda: registry.right_ended(person.pk))


_under_way = CachedSql(lambda now: Return.objects.under_way(now).select_related("person", "asked_by", "confirmed_by"))
"""All of them: there are few, as most end within the hour."""


def asked_by_others(person_id: UUID, now: datetime) -> QuerySet[Return]:
    """Returns under way that are neither about her nor asked by her."""
    return Return.objects.under_way(now).exclude(person=person_id).exclude(asked_by=person_id)


def watched_by(person: Person) -> list[Return]:
    """Returns that others asked and she may stop: in a house that she runs, or of somebody she was near before.

    Her position or seat may have ended since; otherwise the asker could end it first.
    """
    under_way: list[Return] = _under_way.objects(timezone.now())
    by_others = [item for item in under_way if person.pk not in (item.person_id, item.asked_by_id)]
    if not by_others:
        return []
    run = standing_of(person).houses_run
    return [
        item
        for item in by_others
        if item.house_id in run or person.pk in registry.people_around(item.person_id, _before(item))
    ]


def note_watched(*, actor: Person) -> list[Return]:
    """`watched_by`, for a page that names them: writes to the access log that she sees each."""
    watched = watched_by(actor)
    for item in watched:
        log.note(actor=actor, house_id=item.house_id, whose=[item.person_id], what=What.BACK)
    return watched


def about(person: Person) -> Return | None:
    """The return that is under way for herself, for her own page. Once confirmed, only a new card lets her sign in."""
    under_way: list[Return] = _under_way.objects(timezone.now())
    return next((item for item in under_way if item.person_id == person.pk), None)


def is_own(*, actor: Person, return_id: UUID) -> bool:
    return Return.objects.filter(pk=return_id, person=actor).exists()


def _to_stop_by(actor: Person) -> QuerySet[Return]:
    may_stop = Q(person=actor) | Q(asked_by=actor) | Q(pk__in=[watched.pk for watched in watched_by(actor)])
    return Return.objects.under_way().filter(may_stop)


@transaction.atomic
def stop(*, actor: Person, return_id: UUID) -> Return:
    """Take a return back, or report that it is wrong. A card that was made for it stops working. Raises NotHere.

    When she stops her own, the caller has just asked for her passphrase.
    """
    asked = take(_to_stop_by, actor, return_id)
    asked.stopped_by, asked.stopped_at = actor, timezone.now()
    asked.save(update_fields=["stopped_by", "stopped_at"])
    Card.objects.valid().filter(made_for=asked).update(withdrawn_at=timezone.now())
    log.note(actor=actor, house_id=asked.house_id, whose=[asked.person_id], what=What.STOPPED)
    return asked


def _before(asked: Return) -> datetime:
    return asked.asked_at - WATCHED_FROM


def colleagues_around(person_id: UUID, at: datetime) -> set[UUID]:
    """Her coach on that day, and the coordinators of her houses then; a position that ended on that day counts."""
    day = timezone.localdate(at)
    return {person for (person,) in (*_coaches_on.rows(person_id, day), *_coordinators_on.rows(person_id, day))}


def _counted_on(day: date) -> Q:
    return Q(from_on__lte=day) & (Q(until_on=None) | Q(until_on__gte=day))


_coaches_on = CachedSql(
    lambda person, day: Coaching.objects.filter(_counted_on(day), resident=person).values_list("coach"),
)
_coordinators_on = CachedSql(
    lambda person, day: Position.objects.filter(
        _counted_on(day), role=Role.COORDINATOR, house__in=House.objects.with_place_for(person)
    ).values_list("person"),
)


def _to_make_a_card_by(actor: Person) -> QuerySet[Return]:
    filters = {"asked_by": actor, "house__in": standing_of(actor).houses_run}
    return Return.objects.open().filter(is_farewell=False, **filters)


@transaction.atomic
def make_card(*, actor: Person, return_id: UUID) -> tuple[Card, str]:
    """The card, once, for the asker of a confirmed return. See `cards.make_card`.

    Raises:
        NotHere: not the actor's to make, not confirmed, too late, or made already.
    """
    asked = take(_to_make_a_card_by, actor, return_id)
    if not asked.is_confirmed:
        raise NotHere
    card, code = cards.issue(person=asked.person, house=asked.house, made_by=actor)
    asked.card = card
    asked.save(update_fields=["card"])
    return card, code


@transaction.atomic
def restore_coordinator(*, house_id: UUID) -> tuple[Card, str]:
    """A card for the only coordinator of a house, who cannot come in. Only a command on the server calls this.

    Raises:
        NotHere: no such house, or it has no coordinator or several: then a colleague confirms. Of several, only those
            count who count by `coordinators`.
    """
    posts = Position.objects.current().filter(house=house_id, role=Role.COORDINATOR).select_related("person", "house")
    alone = (
        list(posts) if len(posts) == 1 else coordinators.posts_that_count(house_id).select_related("person", "house")
    )
    if len(alone) != 1:
        raise NotHere
    devices.end_all_of(alone[0].person)
    return cards.issue(person=alone[0].person, house=alone[0].house, made_by=None)
