"""The refusals of the groups: each reason why something is not possible, or not now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.text import get_text_list
from django.utils.translation import gettext, gettext_lazy as _

from house.errors import Refusal

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Resting(Refusal):
    """The group rests: members may read and take back, but not write."""

    code = "resting"
    message = _("De groep rust nu. Lezen kan wel.")


class Closed(Resting):
    """The group is closed for good. As at rest, its members may read and take back."""

    code = "closed"
    message = _("De groep is gesloten. Lezen kan tot de berichten weg zijn.")


class ClosedForGood(Refusal):
    """A closed group never opens or rests again: its members were told that it is over."""

    code = "closed_for_good"
    message = _("De groep is gesloten, en dat blijft zo. Je kunt wel een nieuwe groep beginnen.")


class Frozen(Refusal):
    """Her seat is frozen. The message says so plainly."""

    code = "frozen"
    status = 403
    message = _("De groep is nu dicht voor jou. Bel het huis.")


class MustAgree(Refusal):
    """The group agreed something to which she did not say yes: she may read and take back, but not write."""

    code = "must_agree"
    message = _("Lees eerst onze afspraken. Doe je mee, dan kun je schrijven.")


class AgreementsChanged(Refusal):
    """She said yes to agreements that are not those of now."""

    code = "agreements_changed"
    message = _("De afspraken zijn intussen veranderd. Lees ze nog eens.")


class AgreementsRewritten(AgreementsChanged):
    """Somebody else wrote down agreements, or a word of welcome, since she opened the form."""

    code = "agreements_rewritten"
    message = _("Iemand anders was je voor. Wat jij schreef staat er nog. Lees wat er nu staat, en bewaar dan opnieuw.")


class Paused(Refusal):
    """She reads along no more for a while, by her own choice."""

    code = "paused"
    status = 403
    message = _("Je leest even niet mee. Je plek blijft van jou.")


class Asleep(Refusal):
    """Nobody opened the group on her seat for long. It stays hers, and wakes when she proves that it is her."""

    code = "asleep"
    status = 403
    message = _("Je plek slaapt, want je was hier lang niet. Hij blijft van jou, met je naam en je plaatje.")


class NotOpenYet(Refusal):
    """She has a seat that nobody has opened yet, or again after she came back. The message says so plainly."""

    code = "waiting"
    status = 403
    message = _("Je hebt hier een plek, en die gaat nog open. Bij de groep staat waar dat op wacht.")


class NotInYet(Refusal):
    """A seat opens only after its holder used her card: before that, anybody may hold the card."""

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
    """The text holds a sign that leads out of the group. The same text is accepted when it is sent again."""

    code = "think_again"

    def __init__(self, signs: Iterable[StrPromise | str]) -> None:
        labels = get_text_list([str(getattr(sign, "label", sign)) for sign in signs], gettext("en"))
        warning = gettext("Hier staat %(what)s in. De groep leest het, en je weet niet wie er nog meer meekijkt.")
        again = gettext("Wil je het zo sturen? Stuur het dan nog eens.")
        super().__init__(f"{warning % {'what': labels}} {again}")


class KeyReused(Refusal):
    """This author used this key before, for another text or in another group."""

    code = "key_reused"
    message = _("Dit bericht is al eerder gestuurd.")


class TooLate(Refusal):
    """The time to edit has passed, or the message is gone."""

    code = "too_late"
    message = _("Veranderen kan niet meer. Terughalen kan altijd.")


class NoStayHere(Refusal):
    """A peer's seat needs a stay, current or ended, in the house of the group."""

    code = "no_stay_here"
    message = _("Een plek in de groep is voor wie in dit huis woont of woonde.")


class NotInPost(Refusal):
    """A facilitator's seat needs a current position as facilitator in the house of the group."""

    code = "not_in_post"
    message = _("Kies iemand die nu begeleider van een groep is in dit huis.")


class AlreadySeated(Refusal):
    code = "already_seated"
    message = _("Zij heeft al een plek in deze groep.")


class AliasTaken(Refusal):
    """Somebody is or was called so here. Whose name it is, nobody is told."""

    code = "alias_taken"
    message = _("Die naam is hier al in gebruik, of was dat. Kies een andere.")


class NoLetter(Refusal):
    """The name shows no letter and no number."""

    code = "no_letter"
    status = 422
    message = _("In deze naam staat nog geen letter. Kies een naam met minstens één letter of cijfer.")


class RealName(Refusal):
    """Somebody of the house is called so, herself or another. Whose name it is, nobody is told."""

    code = "real_name"
    message = _("Zo heet iemand buiten de groep, misschien jijzelf. Kies hier liever een andere naam.")


class FaceTaken(Refusal):
    code = "face_taken"
    message = _("Dat plaatje heeft net iemand anders gekozen. Kies een ander.")


class MustChoose(Refusal):
    """She did not choose yet how she is called in this group: she may read, but not write."""

    code = "must_choose"
    message = _("Kies eerst hoe je hier heet. Daarna kun je schrijven.")


class NeverHidden(Refusal):
    """A facilitator speaks to everybody in the group: nobody hides her."""

    code = "never_hidden"
    message = _("Een begeleider kun je niet verbergen, want wat zij zegt is voor iedereen in de groep.")


class HidesNobody(Refusal):
    """A facilitator reads all that is said in her group."""

    code = "hides_nobody"
    message = _("Jij begeleidt deze groep en leest alles. Daarom kun je hier niemand verbergen.")


class LastFacilitator(Refusal):
    """Without this seat the group would have no facilitator."""

    code = "last_facilitator"
    message = _(
        "Zij is de enige begeleider van deze groep. Geef eerst iemand anders die plek, of laat de groep rusten."
    )


class Unattended(Refusal):
    """A group without a facilitator who reads along stays at rest."""

    code = "unattended"
    message = _("Er leest nu geen begeleider mee. Geef eerst iemand die plek, dan kan de groep weer open.")
