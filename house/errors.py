"""The refusals of the house. A refusal has a code for machines and a sentence for people."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _, ngettext

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
    """There is no such thing, or it is not hers to see. Nobody can tell these apart."""

    code = "not_here"
    status = 404
    message = _("Dit is er niet (meer).")


class Busy(Refusal):
    """Others were writing at the same moment, twice. Nothing of hers was done, or everything except the answer."""

    code = "busy"
    status = 503
    message = _("Het is even druk. Wat je deed, is nog niet gelukt. Probeer het zo nog eens.")


class CardNotValid(Refusal):
    """The code is wrong, used, withdrawn or too old. One answer for all four."""

    code = "card_not_valid"
    message = _("Deze code werkt niet. Kijk nog eens goed, of vraag iemand van het huis om een nieuwe kaart.")


class PushRefused(Refusal):
    """The address that a browser gave is of no push service that this installation allows."""

    code = "push_refused"
    message = _("Met deze browser lukt een seintje hier niet.")


class TooManyTries(Refusal):
    code = "too_many_tries"
    status = 429
    message = _("Dat ging een paar keer mis. Wacht even rustig en probeer het dan nog eens.")


class WrongCode(Refusal):
    """A code for the second step that is wrong, too old or used before."""

    code = "wrong_code"
    message = _("Deze code klopt niet, of je gebruikte hem al. Wacht op de volgende code en probeer het dan nog eens.")


class PasskeyNotKnown(Refusal):
    """The passkey is not hers, not for this house, not proved, or too late. One answer for all."""

    code = "passkey_not_known"
    message = _("Dat lukte niet met deze passkey. Probeer het nog eens, of log in met je naam en wachtwoord.")


class SecondStepDue(Refusal):
    code = "second_step_due"
    status = 403
    message = _("Kies eerst een tweede stap bij het inloggen. Daarna kun je verder.")


class Locked(Refusal):
    """This device is locked: nothing is shown or done before she gives her code."""

    code = "locked"
    status = 423
    message = _("Dit apparaat is op slot.")


class HouseShut(Refusal):
    """A house of hers is shut since a back-up was put back: nothing is shown or done before two people open it."""

    code = "house_shut"
    status = 403
    message = _("Het huis is nog niet open. Bel het huis als je iets nodig hebt.")


class CodeAsked(Locked):
    """This page is about keys: her code or passphrase is asked once more."""

    code = "code_asked"
    message = _("Even zeker weten dat jij het bent.")


class ProofAsked(Refusal):
    """This page gives power over another person: the second step is asked once more."""

    code = "proof_asked"
    status = 403
    message = _("Dit raakt een ander. Laat met je tweede stap weten dat jij het bent.")


class WasAway(CodeAsked):
    """She was away for a while, and this page is for her eyes only."""

    code = "was_away"
    message = _("Je was even weg. Laat weten dat jij het bent, dan gaat het hier verder.")


class BadCode(Refusal):
    """The input is no code at all: nothing was tried."""

    code = "bad_code"
    status = 422


class WrongLockCode(Refusal):
    code = "wrong_lock_code"
    status = 422

    def __init__(self, tries_left: int) -> None:
        sentence = ngettext(
            "Dat is niet je code. Je kunt het nog %(count)d keer proberen.",
            "Dat is niet je code. Je kunt het nog %(count)d keer proberen.",
            tries_left,
        )
        super().__init__(sentence % {"count": tries_left})


class PassphraseAsked(Refusal):
    """Only her passphrase opens this device: five codes were wrong, or it has no code any more."""

    code = "passphrase_asked"
    status = 422
    message = _("Met een code gaat het nu niet meer. Vul je wachtwoord in.")


class WrongPassphrase(Refusal):
    code = "wrong_passphrase"
    status = 422
    message = _("Dit is niet je wachtwoord. Probeer het rustig nog eens.")


class CodeTooEasy(Refusal):
    """The code is one that somebody who holds her phone would try first."""

    code = "code_too_easy"
    message = _("Die code raadt iemand snel. Kies cijfers die alleen jij weet.")


class NameTaken(Refusal):
    code = "name_taken"
    message = _("Die inlognaam is al van iemand anders. Kies een andere.")


class AlreadyThere(Refusal):
    """There is such a stay, position, coaching or room already."""

    code = "already_there"


class LastCoordinator(Refusal):
    """She is the last coordinator of the house: without her, nobody could open it again."""

    code = "last_coordinator"
    message = _("Dit is de enige coördinator van het huis. Geef eerst iemand anders die rol.")


class HasNoPlace(Refusal):
    code = "has_no_place"
    message = _(
        "Zij heeft nu geen plek in dit huis. Zet er eerst bij dat zij hier woont of wat zij hier doet. "
        "Dan kan zij een kaart krijgen."
    )


class HasAnotherHouse(Refusal):
    """She also has a place in a house that the actor does not run, and a new card would open that too."""

    code = "has_another_house"
    message = _("Zij heeft ook een plek in een ander huis. Maak de kaart samen met de coördinator van dat huis.")


class CameInBefore(Refusal):
    """She came in before: with a new card somebody could become her, so one person alone does not make it."""

    code = "came_in_before"
    message = _("Zij kwam hier al eens binnen. Een nieuwe kaart maak je samen met een collega.")


class ReturnNotValid(Refusal):
    """The code between two colleagues is wrong, used or too old."""

    code = "return_not_valid"
    message = _("Deze code werkt niet. Vraag je collega om hem nog eens voor te lezen.")


class AskAColleague(Refusal):
    """Two different people confirm, and neither of them is the person herself."""

    code = "ask_a_colleague"
    message = _("Dit doe je met zijn tweeën. Vraag een collega die haar ook ziet.")


class IntroductionNotValid(Refusal):
    """The code on the screen of a colleague is wrong, used or too old."""

    code = "introduction_not_valid"
    message = _("Deze code werkt niet. Kijk nog eens op haar scherm, of vraag haar om een nieuwe.")


class NotVouched(Refusal):
    """Nobody met the holder of this account yet, so it does not count as a second person."""

    code = "not_vouched"
    message = _(
        "Dit doen twee mensen die elkaar kennen. Laat eerst een collega zien dat jij het bent: dat staat bij Ik."
    )


class NotIndependent(Refusal):
    """One of them made the account of the other or vouched for it, or both have a maker in common."""

    code = "not_independent"
    message = _(
        "Dit doet iemand anders: een van jullie gaf de ander haar kaart of stond voor haar in, "
        "of jullie kregen je kaart van dezelfde collega."
    )


class NotOfThisHouse(Refusal):
    """Whoever opens a house again works in it, or is its witness."""

    code = "not_of_this_house"
    message = _("Dit doet een collega uit dit huis, of het tweede paar ogen van dit huis.")


class ErasingAsked(Refusal):
    """Everything of hers is about to be erased, so nothing of hers comes back."""

    code = "erasing_asked"
    message = _("Er is gevraagd om alles van haar te wissen. Daarom komt er niets terug.")


class WrongDates(Refusal):
    code = "wrong_dates"
    message = _("De laatste dag ligt voor de eerste. Kijk de dagen nog eens na.")


class ReasonTooShort(Refusal):
    code = "reason_too_short"
    message = _("Schrijf in een zin wat er aan de hand is. Zij leest dit zelf.")


class TooFast(Refusal):
    """She does a thing more often than a person can mean to. `retry_after_s`: the seconds until the next may come."""

    code = "too_fast"
    status = 429
    message = _("Dat ging snel achter elkaar. Wacht even, dan gaat het weer.")

    def __init__(self, wait_s: float) -> None:
        self.retry_after_s = max(1, ceil(wait_s))
        super().__init__()


class BadFrame(Refusal):
    """The input does not have the agreed shape."""

    code = "bad_frame"
    status = 400
    message = _("Dit kwam niet goed aan. Laad de pagina opnieuw.")


class SignedOut(Refusal):
    """The session that opened this connection has ended. The socket closes with `close_code`."""

    code = "signed_out"
    status = 401
    close_code = 4401
    message = _("Je bent uitgelogd.")


class DeviceLocked(SignedOut):
    """Her device is locked: the socket closes with 4423, and after her code a new one opens."""

    code = "locked"
    status = 423
    close_code = 4423
    message = _("Dit apparaat is op slot.")


class AlreadyAnswered(Refusal):
    code = "already_answered"
    message = _("Hier is al iets mee gedaan.")
