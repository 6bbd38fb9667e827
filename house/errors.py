"""The reasons why the house says no. A refusal has a code for machines and a sentence for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Refusal(Exception):
    """Somebody may do this, but not now or not so.

    Middleware answers it over HTTP with `status`; the talk answers it as a `refused` frame with `code`.
    """

    code = "refused"
    status = 409
    message: StrOrPromise = _("Dit kan nu niet.")

    def __init__(self, message: StrOrPromise | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.code)


class NotHere(Refusal):
    """There is no such thing, or it is not hers to see. Nobody can tell the one from the other."""

    code = "not_here"
    status = 404
    message = _("Dit is hier niet.")


class CardNotValid(Refusal):
    """The code is wrong, used, withdrawn or too old. One answer for all four."""

    code = "card_not_valid"
    message = _("Deze code werkt niet. Kijk nog eens goed, of vraag iemand van het huis om een nieuwe kaart.")


class TooManyTries(Refusal):
    code = "too_many_tries"
    status = 429
    message = _("Dat ging een paar keer mis. Wacht even rustig en probeer het dan nog eens.")


class NameTaken(Refusal):
    code = "name_taken"
    message = _("Die inlognaam is al van iemand anders. Kies een andere.")


class AlreadyThere(Refusal):
    """A stay, position, coaching or room that is there already."""

    code = "already_there"


class LastCoordinator(Refusal):
    """A house without a coordinator could not be opened again by anyone."""

    code = "last_coordinator"
    message = _("Dit is de enige coördinator van het huis. Geef eerst iemand anders die rol.")


class HasNoPlace(Refusal):
    code = "has_no_place"
    message = _(
        "Zij heeft nu geen plek in dit huis. Zet er eerst bij dat zij hier woont of wat zij hier doet. "
        "Dan kan zij een kaart krijgen."
    )


class HasAnotherHouse(Refusal):
    """A new card would also open what she has elsewhere."""

    code = "has_another_house"
    message = _("Zij heeft ook een plek in een ander huis. Maak de kaart samen met de coördinator van dat huis.")


class WrongDates(Refusal):
    code = "wrong_dates"
    message = _("De laatste dag ligt voor de eerste. Kijk de dagen nog eens na.")
