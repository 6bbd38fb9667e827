"""Print a card in a terminal."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from house import retention
from house.door.models import Card
from house.door.spelled import spelled
from house.retention import in_words


def card_on_paper(card: Card, code: str) -> str:
    """The card as it is printed, in the language of the person it is for."""
    with translation.override(card.person.language):
        address = settings.HOUSE_ADDRESS + reverse("house:card")
        until = _("Een keer te gebruiken, binnen %(term)s. Ga naar %(address)s en vul de code in.")
        lines = ["", _("Kaart voor %(name)s") % {"name": card.person.chosen_name}, f"\n    {code}\n"]
        lines += [f"    {line}" for line in spelled(code)]
        lines += ["", until % {"term": in_words(retention.CARD_WORKS), "address": address}]
        lines += [_("Geef de kaart zelf, van hand tot hand. Stuur hem niet door.")]
    return "\n".join(lines)
