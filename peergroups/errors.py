"""The reasons why a group says: not now, or not so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.text import get_text_list
from django.utils.translation import gettext, gettext_lazy as _

from house.errors import Refusal

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Resting(Refusal):
    """The group rests or is closed: one may read and take back, not write."""

    code = "resting"
    message = _("De groep rust nu. Lezen kan wel.")


class Frozen(Refusal):
    """Her seat is frozen. The house says so plainly."""

    code = "frozen"
    status = 403
    message = _("De groep is nu dicht voor jou. Bel het huis.")


class NotOpenYet(Refusal):
    """She has a seat that nobody opened yet, or again after she came back. The house says so plainly."""

    code = "waiting"
    status = 403
    message = _("Je hebt hier een plek, en die gaat nog open. Bij de groep staat waar dat op wacht.")


class NotInYet(Refusal):
    """A seat opens for somebody who was met, and whose card nobody else can use any more."""

    code = "not_in_yet"
    message = _("Zij is nog niet binnen geweest. Geef haar eerst haar kaart, en open haar plek als ze binnen is.")


class TooLong(Refusal):
    code = "too_long"
    status = 422
    message = _("Dit is te lang voor één bericht. Verdeel het over twee.")


class Empty(Refusal):
    code = "empty"
    status = 422
    message = _("Je bericht is nog leeg.")


class ThinkAgain(Refusal):
    """Something in it leads out of the group. The same words once more are taken."""

    code = "think_again"

    def __init__(self, signs: Iterable[StrPromise | str]) -> None:
        what = get_text_list([str(getattr(sign, "label", sign)) for sign in signs], gettext("en"))
        told = gettext("Hier staat %(what)s in. De groep leest het, en je weet niet wie er nog meer meekijkt.")
        sure = gettext("Wil je het zo sturen? Stuur het dan nog eens.")
        super().__init__(f"{told % {'what': what}} {sure}")


class KeyReused(Refusal):
    """This author used this key before, for other words or in another group."""

    code = "key_reused"
    message = _("Dit bericht is al eerder gestuurd.")


class TooLate(Refusal):
    """The time to edit has passed, or the message is not there any more."""

    code = "too_late"
    message = _("Veranderen kan niet meer. Terughalen kan altijd.")


class NoStayHere(Refusal):
    """A peer's seat comes only from a stay, current or ended, in the house of the group."""

    code = "no_stay_here"
    message = _("Een plek in de groep is voor wie in dit huis woont of woonde.")


class NotInPost(Refusal):
    """Who holds a group has a current position as facilitator in its house."""

    code = "not_in_post"
    message = _("Kies iemand die nu begeleider van een groep is in dit huis.")


class AlreadySeated(Refusal):
    code = "already_seated"
    message = _("Zij heeft al een plek in deze groep.")


class AliasTaken(Refusal):
    code = "alias_taken"
    message = _("Zo heet al iemand in deze groep. Kies een andere naam.")


class LastFacilitator(Refusal):
    """A group without a facilitator would be a group that nobody watches over."""

    code = "last_facilitator"
    message = _(
        "Zij is de enige begeleider van deze groep. Geef eerst iemand anders die plek, of laat de groep rusten."
    )


class AlreadyAnswered(Refusal):
    code = "already_answered"
    message = _("Hier is al iets mee gedaan.")
