"""Open a house that a back-up brought back, once two people went through who lives, works and sits there.

Between the back-up and now somebody's role, stay or seat may have ended, and the old rows would let her in again. A
coordinator goes through all of them on her screen and gets a code. A second person, who looked with her, types it on
her own device: a colleague or witness of the same house, as independent of the coordinator as at a return.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.access_log.models import What
from house.access_log.services import log
from house.door.models import Walk
from house.door.services import codes, vouches
from house.errors import AskAColleague, IntroductionNotValid, NotHere, NotOfThisHouse
from house.people.models.houses import House
from house.people.models.people import Person
from house.people.models.standing import standing_of
from house.privacy.services import erasure
from house.sign_in.services import devices
from house.take import ask_twice, take

VALID_FOR = timedelta(hours=1)
CODE_LENGTH = 8  # of 5 bits: enough for an hour in which each address may try it twelve times
ALONE = _("Dit doe je met zijn tweeën. Vraag een collega die naast je zit.")


def runs_shut_house(person: Person) -> bool:
    return House.objects.shut().run_by(person).exists()


def may_be_second(person: Person) -> bool:
    """Is she a colleague or witness of a shut house today? `Person.is_vouched` says whether that counts."""
    return House.objects.shut().filter(pk__in=standing_of(person).houses_as_eyewitness).exists()


@transaction.atomic
def finish(*, actor: Person, house_id: UUID) -> tuple[Walk, str]:
    """Note that the coordinator went through her shut house. An earlier code of this house stops working.

    Returns it with the code for the second person, in groups of four. The code is shown once and stored nowhere.

    Raises:
        NotHere: the house is not shut, or the actor does not run it today.
        NotVouched: nobody met the actor yet.
    """
    house = take(House.objects.shut().run_by, actor, house_id)
    vouches.refuse_alone(actor)
    code = codes.new_code(CODE_LENGTH)
    fields = {"by": actor, "code_hash": codes.hash_of(code), "expires_at": timezone.now() + VALID_FOR}
    walk = Walk.objects.update_or_create(house=house, defaults=fields)[0]
    return walk, codes.in_fours(code)


@transaction.atomic
def confirm(*, actor: Person, code: str) -> House:
    """Confirm that the actor went through the house together with its coordinator: the house opens.

    Raises:
        NotHere: the actor works nowhere today, or only as a guest.
        IntroductionNotValid: wrong, used, too old, the house is open, or its asker no longer runs it or counts.
        AskAColleague: her own code.
        NotOfThisHouse: the actor has no role in that house today, or only as a guest.
        NotVouched: nobody met the actor yet.
        NotIndependent: see `vouches.are_apart`.
    """
    walk = ask_twice(lambda: _find(actor, code), locking=lambda walk: (walk.house, walk))
    house, by = walk.house, walk.by
    house.shut_at = None
    house.save(update_fields=["shut_at"])
    walk.delete()
    devices.let_all_in()
    erasure.wait_anew(house.pk)
    log.note(actor=actor, house_id=house.pk, whose=[by], what=What.WALKED)
    return house


def _find(actor: Person, code: str) -> Walk:
    if not standing_of(actor).is_eyewitness:
        raise NotHere
    vouches.refuse_alone(actor)
    walks = Walk.objects.filter(house__in=House.objects.shut(), expires_at__gt=timezone.now())
    walk = walks.filter(code_hash=codes.hash_of(code)).select_related("house", "by").first()
    if walk is None or walk.house_id not in standing_of(walk.by).houses_run or not walk.by.is_vouched:
        raise IntroductionNotValid
    if actor == walk.by:
        raise AskAColleague(ALONE)
    if walk.house_id not in standing_of(actor).houses_as_eyewitness:
        raise NotOfThisHouse
    vouches.refuse_dependent(actor, walk.by)
    return walk


def forget_walks() -> None:
    """Delete codes that are too old."""
    Walk.objects.filter(expires_at__lt=timezone.now()).delete()
