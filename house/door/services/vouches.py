"""Being sure that two accounts are two people.

An account counts as a second person once a colleague, who counts herself, met its holder and typed the code that was
on her screen. A colleague in the hand that made the account does not count: who made it, whatever that hand made, and
what those made in turn. So a person who makes accounts gains no second voice with any of them.
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
from house.door.services import codes
from house.errors import AskAColleague, IntroductionNotValid, NotHere, NotIndependent, NotVouched
from house.people.models.people import Person
from house.people.models.standing import standing_of
from house.people.models.vouches import Introduction, Maker, Making, Vouch
from house.take import ask_twice

VALID_FOR = timedelta(hours=1)
CODE_LENGTH = 8  # of 5 bits: enough for an hour in which each address may try it twelve times


def note_made(*, maker: Person, person: Person) -> None:
    """Keep that this maker had a hand in that account, and with her whoever made hers. Must run in a transaction."""
    hands = {Maker.objects.get_or_create(person=maker)[0].pk} | _hands_in(maker)
    hands -= set(Maker.objects.filter(person=person).values_list("pk", flat=True))
    Making.objects.bulk_create([Making(person=person, maker_id=hand) for hand in hands], ignore_conflicts=True)


def made(maker: Person, person: Person) -> bool:
    """Did this maker make that account: add her or make a card for her, herself or by an account that she made?"""
    return Making.objects.filter(person=person, maker__person=maker).exists()


def hands_in_words(person: Person) -> str:
    """Who made her account, and who made the account that did: for whoever is about to vouch for it."""
    hands = Making.objects.filter(person=person).select_related("maker__person")
    makers = [making.maker.person for making in hands]
    names = sorted(maker.chosen_name for maker in makers if maker)
    if None in makers:
        names.append(_("iemand die hier niet meer staat"))
    if not names:
        return _("Wie haar account maakte, staat hier niet.")
    sentence = ngettext(
        "Haar account is gemaakt door %(names)s.", "Haar account is gemaakt door of via %(names)s.", len(names)
    )
    return sentence % {"names": get_text_list(names, _("en"))}


def are_apart(one: Person, other: Person) -> bool:
    """Are these two accounts two people, as far as the house can know?

    Neither made the other; nor is she vouched for by the other alone, or by who made the other. Who vouches says that
    she met somebody, and where she then needs a second person, that word cannot be the only proof.
    """
    return not (_leans_on(one, other) or _leans_on(other, one))


def _leans_on(one: Person, other: Person) -> bool:
    """Is one there only because the other, or whoever is behind the other, says so?"""
    if made(other, one):
        return True
    given = Vouch.objects.filter(person=one).exclude(by=None).select_related("by").first()
    return given is not None and given.by is not None and (given.by == other or made(given.by, other))


def refuse_dependent(actor: Person, person: Person) -> None:
    """Raises NotIndependent where the two may be one: see `are_apart`."""
    if not are_apart(actor, person):
        raise NotIndependent


def refuse_alone(actor: Person) -> None:
    """Raises NotVouched where nobody met the holder of the actor's account."""
    if not actor.is_vouched:
        raise NotVouched


@transaction.atomic
def introduce(*, actor: Person) -> tuple[Introduction, str]:
    """Give the actor a code to show on her own screen; the one of before works no longer.

    Returns it with its code in groups of four, which is shown once and kept nowhere.

    Raises:
        NotHere: she works nowhere today, or only as a guest.
    """
    if not standing_of(actor).is_eyewitness:
        raise NotHere
    code = codes.new_code(CODE_LENGTH)
    first = {"code_hash": codes.hash_of(code), "expires_at": timezone.now() + VALID_FOR}
    introduction = Introduction.objects.update_or_create(person=actor, defaults=first)[0]
    return introduction, codes.in_fours(code)


@transaction.atomic
def find_introduction(*, actor: Person, code: str) -> Introduction:
    """Whose code it is, for a colleague who is about to say that she met her. To read it is a look at her.

    Raises:
        NotHere: the actor works nowhere today, or only as a guest.
        IntroductionNotValid: wrong, used, too old, or of somebody who works nowhere any more.
        AskAColleague: her own.
        NotVouched: nobody met the actor yet.
        NotIndependent: the actor had a hand in that account, or another hand had one in both, or whoever made it is all
            that stands behind the actor's own.
    """
    introduction = _find(actor, code)
    _note(actor, introduction.person, What.MET)
    return introduction


@transaction.atomic
def vouch(*, actor: Person, code: str) -> Vouch:
    """Say: I met her, with this code on the screen in her hand. Once; raises as `find_introduction`."""
    introduction = ask_twice(lambda: _find(actor, code), locking=lambda introduction: (introduction,))
    person = introduction.person
    introduction.delete()
    first = {"by": actor, "how": Vouch.How.MET, "at": timezone.now()}
    given = Vouch.objects.update_or_create(person=person, defaults=first)[0]
    _note(actor, person, What.VOUCHED)
    return given


def begin_anew(*, person: Person, is_from_server: bool) -> None:
    """She came in with a new card: whoever met her before met somebody else, perhaps. Must run in a transaction.

    A card from the server is handed over by whoever keeps it, who holds the keys of the house anyway.
    """
    Vouch.objects.filter(person=person).delete()
    Introduction.objects.filter(person=person).delete()
    if is_from_server:
        Vouch.objects.create(person=person, how=Vouch.How.SERVER)


def forget_introductions() -> None:
    """Delete codes that are too old, and hands of nobody that made nothing which is still here."""
    Introduction.objects.filter(expires_at__lt=timezone.now()).delete()
    Maker.objects.filter(person=None, makings=None).delete()


def _find(actor: Person, code: str) -> Introduction:
    if not standing_of(actor).is_eyewitness:
        raise NotHere
    refuse_alone(actor)
    shown = Introduction.objects.filter(code_hash=codes.hash_of(code), expires_at__gt=timezone.now())
    introduction = shown.filter(person__is_active=True).select_related("person").first()
    if introduction is None or not standing_of(introduction.person).is_eyewitness:
        raise IntroductionNotValid
    if introduction.person == actor:
        raise AskAColleague
    if made(actor, introduction.person) or _hands_in(actor) & _hands_in(introduction.person):
        raise NotIndependent
    if any(_leans_on(actor, maker) for maker in _makers_of(introduction.person)):
        raise NotIndependent  # else the maker vouches for one account, and that one for all that she made
    return introduction


def _makers_of(person: Person) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=Making.objects.filter(person=person).values("maker__person"))


def _hands_in(person: Person) -> set[UUID]:
    return set(Making.objects.filter(person=person).values_list("maker", flat=True))


def _note(actor: Person, person: Person, what: What) -> None:
    log.note(actor=actor, house_id=standing_of(person).posts[0].house_id, whose=[person], what=what)
