"""Make sure that two accounts are two people.

An account counts as a second person once a colleague, who counts herself, met its holder and typed the code on her
screen. The makers of the account do not count: the person who made it, accounts that she made, and accounts that those
made. So nobody gains a second voice by making accounts.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _, ngettext

from house.access_log.models import What
from house.access_log.services import log
from house.cached_sql import CachedSql
from house.door.services import codes
from house.errors import AskAColleague, IntroductionNotValid, NotHere, NotIndependent, NotVouched
from house.people.models.people import Person
from house.people.models.standing import standing_of
from house.people.models.vouches import Introduction, Maker, Making, Vouch
from house.take import ask_twice

VALID_FOR = timedelta(hours=1)
CODE_LENGTH = 8  # of 5 bits: enough for an hour in which each address may try it twelve times


def note_made(*, maker: Person, person: Person) -> None:
    """Store that this maker made that account, and with her the makers of her own. Must run in a transaction."""
    makers = {Maker.objects.get_or_create(person=maker)[0].pk} | _makers_behind(maker)
    makers -= set(Maker.objects.filter(person=person).values_list("pk", flat=True))
    Making.objects.bulk_create([Making(person=person, maker_id=maker_id) for maker_id in makers], ignore_conflicts=True)


def made(maker: Person, person: Person) -> bool:
    """Did this maker make that account: add the person or make a card for her, herself or through her accounts?"""
    return bool(_makings.rows(maker.pk, person.pk))


_makings = CachedSql(
    lambda maker, person: Making.objects.filter(person=person, maker__person=maker).values_list("pk"),
)


def hands_in_words(person: Person) -> str:
    """The makers of her account in words, for a colleague who is about to vouch for it."""
    makings = Making.objects.filter(person=person).select_related("maker__person")
    makers = [making.maker.person for making in makings]
    names = sorted(maker.chosen_name for maker in makers if maker)
    if None in makers:
        names.append(_("iemand die hier niet meer staat"))
    if not names:
        return _("Wie haar account maakte, staat hier niet.")
    sentence = ngettext(
        "Haar account is gemaakt door %(names)s.", "Haar account is gemaakt door of via %(names)s.", len(names)
    )
    return sentence % {"names": get_text_list(names, _("en"))}


def are_apart(first: Person, second: Person) -> bool:
    """Are these two accounts two people, as far as the house can know?

    Neither made the other; nor is the only vouch for one by the other, or by a maker of the other. A vouch is the word
    of one person, and when she needs a second person that word cannot be the only proof.
    """
    return not (_leans_on(first, second) or _leans_on(second, first))


def _leans_on(first: Person, second: Person) -> bool:
    """Is the first there only because the second, or a maker of the second, says so?"""
    if made(second, first):
        return True
    return any(giver_id == second.pk or _makings.rows(giver_id, second.pk) for (giver_id,) in _givers.rows(first.pk))


_givers = CachedSql(lambda person: Vouch.objects.filter(person=person).exclude(by=None).values_list("by"))
"""Who vouched for an account: one, or nobody who still stands here."""


def refuse_dependent(actor: Person, person: Person) -> None:
    """Raises NotIndependent when the two may be one person: see `are_apart`."""
    if not are_apart(actor, person):
        raise NotIndependent


def refuse_alone(actor: Person) -> None:
    """Raises NotVouched when nobody met the holder of the actor's account."""
    if not actor.is_vouched:
        raise NotVouched


@transaction.atomic
def introduce(*, actor: Person) -> tuple[Introduction, str]:
    """Give the actor a code to show on her own screen; an earlier code stops working.

    Returns it with its code in groups of four. The code is shown once and stored nowhere.

    Raises:
        NotHere: she works nowhere today, or only as a guest.
    """
    if not standing_of(actor).is_eyewitness:
        raise NotHere
    code = codes.new_code(CODE_LENGTH)
    fields = {"code_hash": codes.hash_of(code), "expires_at": timezone.now() + VALID_FOR}
    introduction = Introduction.objects.update_or_create(person=actor, defaults=fields)[0]
    return introduction, codes.in_fours(code)


@transaction.atomic
def find_introduction(*, actor: Person, code: str) -> Introduction:
    """The introduction with this code, for a colleague who met the person. Notes in the access log that she sees her.

    Raises:
        NotHere: the actor works nowhere today, or only as a guest.
        IntroductionNotValid: wrong, used, too old, or of somebody who no longer works anywhere.
        AskAColleague: her own.
        NotVouched: nobody met the actor yet.
        NotIndependent: the actor is a maker of that account, or both have a maker in common, or the actor's own account
            rests only on a maker of that account.
    """
    introduction = _find_valid(actor, code)
    _note(actor, introduction.person, What.MET)
    return introduction


@transaction.atomic
def vouch(*, actor: Person, code: str) -> Vouch:
    """Confirm that the actor met the person who shows this code. It works once; raises as `find_introduction`."""
    introduction = ask_twice(lambda: _find_valid(actor, code), locking=lambda introduction: (introduction,))
    person = introduction.person
    introduction.delete()
    fields = {"by": actor, "how": Vouch.How.MET, "at": timezone.now()}
    given = Vouch.objects.update_or_create(person=person, defaults=fields)[0]
    _note(actor, person, What.VOUCHED)
    return given


def begin_anew(*, person: Person, is_from_server: bool) -> None:
    """End the vouch of an account that came in with a new card: its holder may be another. Must run in a transaction.

    A card from the server is handed over by whoever keeps the server, who holds the keys of the house anyway.
    """
    Vouch.objects.filter(person=person).delete()
    Introduction.objects.filter(person=person).delete()
    if is_from_server:
        Vouch.objects.create(person=person, how=Vouch.How.SERVER)


def forget_introductions() -> None:
    """Delete codes that are too old, and makers without a person whose accounts are all gone."""
    Introduction.objects.filter(expires_at__lt=timezone.now()).delete()
    Maker.objects.filter(person=None, makings=None).delete()


def _find_valid(actor: Person, code: str) -> Introduction:
    if not standing_of(actor).is_eyewitness:
        raise NotHere
    refuse_alone(actor)
    introductions = Introduction.objects.filter(code_hash=codes.hash_of(code), expires_at__gt=timezone.now())
    introduction = introductions.filter(person__is_active=True).select_related("person").first()
    if introduction is None or not standing_of(introduction.person).is_eyewitness:
        raise IntroductionNotValid
    if introduction.person == actor:
        raise AskAColleague
    if made(actor, introduction.person) or _makers_behind(actor) & _makers_behind(introduction.person):
        raise NotIndependent
    if any(_leans_on(actor, maker) for maker in _makers_of(introduction.person)):
        raise NotIndependent  # otherwise a maker vouches for one account, and by it for all others that she made
    return introduction


def _makers_of(person: Person) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=Making.objects.filter(person=person).values("maker__person"))


def _makers_behind(person: Person) -> set[UUID]:
    return set(Making.objects.filter(person=person).values_list("maker", flat=True))


def _note(actor: Person, person: Person, what: What) -> None:
    log.note(actor=actor, house_id=standing_of(person).posts[0].house_id, whose=[person], what=what)
