"""What is kept of somebody, told to herself. On the screen only: a file on a watched telephone is a danger."""

from __future__ import annotations

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from house.duties import Kept, registry
from house.models import Person
from house.models.facts import DatedFact
from house.services import devices


def everything_of(person: Person) -> list[Kept]:
    """In the order of the house. It is her own page, so `person` is who asks."""
    return [kept for tell in registry.kept for kept in tell(person) if kept.lines]


def kept_of(person: Person) -> list[Kept]:
    return [
        Kept(_("Wie je bent"), _who(person), _("Tot je helemaal weggaat.")),
        Kept(_("Je tijd in het huis"), _stays(person), _("Tot je helemaal weggaat.")),
        Kept(_("Wie er met je meeloopt"), _coaches(person), _("Tot je helemaal weggaat.")),
        Kept(_("Wat je hier doet"), _positions(person), _("Tot je helemaal weggaat.")),
        Kept(_("Waar je bent ingelogd"), _devices(person), _("Tot je daar uitlogt.")),
        Kept(_("Je kaart"), _cards(person), _("Tot dertig dagen nadat de kaart niet meer werkt.")),
    ]


def days(fact: DatedFact) -> str:
    """'van 3 november 2026 tot 5 december 2026'"""
    begins, ends = getattr(fact, fact.BEGINS), getattr(fact, fact.ENDS)
    first = date_format(begins, "j F Y")
    if ends is None:
        return _("vanaf %(first)s") % {"first": first}
    return _("van %(first)s tot %(last)s") % {"first": first, "last": date_format(ends, "j F Y")}


def _who(person: Person) -> list[str]:
    return [
        _("Zo heet je hier: %(name)s") % {"name": person.chosen_name},
        _("Je inlognaam: %(name)s") % {"name": person.sign_in_name},
        _("Je taal: %(language)s. Je letters: %(size)s.")
        % {"language": person.language_in_words, "size": person.get_text_size_display()},
        _("Je wachtwoord, zo bewaard dat niemand het kan lezen."),
    ]


def _stays(person: Person) -> list[str]:
    lines = []
    for stay in person.stays.select_related("house"):
        lines.append(f"{stay.house.name}: {days(stay)}, {stay.get_phase_display()}")
        if stay.planned_until:
            lines.append(_("Waarschijnlijk tot %(day)s") % {"day": date_format(stay.planned_until, "j F Y")})
    return lines


def _coaches(person: Person) -> list[str]:
    hers = [f"{one.coach.chosen_name}: {days(one)}" for one in person.coachings.select_related("coach")]
    return hers + [f"{one.resident.chosen_name}: {days(one)}" for one in person.coaches.select_related("resident")]


def _positions(person: Person) -> list[str]:
    return [f"{post.house.name}: {post.in_words}, {days(post)}" for post in person.positions.select_related("house")]


def _devices(person: Person) -> list[str]:
    return [f"{device.in_words}, {device.last_in_words}" for device in devices.devices_of(person)]


def _cards(person: Person) -> list[str]:
    return [_("Gemaakt op %(day)s") % {"day": date_format(card.made_at, "j F Y")} for card in person.cards.all()]


def backups_in_words() -> str:
    return _("Reservekopieën vergeten het na %(days)d dagen.") % {"days": settings.BACKUPS_KEPT_DAYS}
