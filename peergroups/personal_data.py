"""A person's own data in the groups, for her export: her seats and her own words, never those of others."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from house import retention
from house.models import Person
from house.privacy.services.personal_data import times, without_name
from house.registry import KeptKind
from house.retention import in_words
from peergroups.agreements.models import Agreements
from peergroups.care.models import Report
from peergroups.groups.models.seats import Seat
from peergroups.seats.models import FormerLook, Freeze, SeatQuestion
from peergroups.talk.models import Hiding, Message, Reaction


def kept_of(person: Person) -> list[KeptKind]:
    until = _("%(term)s, of tot je het terughaalt.") % {"term": in_words(retention.TALK)}
    messages = Message.objects.with_words().filter(author=person).order_by("-said_at")
    reports = Report.objects.filter(reporter=person).order_by("-reported_at")
    return [
        KeptKind(_("Je plek in een groep"), _seats(person) + _former_names(person), _("Tot je helemaal weggaat.")),
        KeptKind(
            _("De laatste dag dat je een groep opende"),
            _last_days(person),
            _("Tot je de groep weer opent. Rust de groep, dan schuift de dag mee. Alleen jij ziet dit."),
        ),
        KeptKind(
            _("Wat je in een groep zei"), [f"{_at(message.said_at)}: {message.text}" for message in messages], until
        ),
        KeptKind(
            _("Wat je liet weten"),
            [f"{_at(report.reported_at)}: {report.reason or '…'}" for report in reports],
            until,
        ),
        KeptKind(_("Je kleine antwoorden"), _reactions(person), until),
        KeptKind(_("Wie je in een groep verbergt"), _hidings(person), _("Tot je haar weer toont of je plek stopt.")),
        KeptKind(_("Wat je als begeleider deed"), _acts(person), without_name()),
    ]


def _seats(person: Person) -> list[str]:
    """Each of her seats with its group, alias and state. An ended seat shows no more of the group than that."""
    seats = Seat.objects.filter(person=person).select_related("group")
    lines = [
        _("%(group)s, als %(alias)s: %(state)s")
        % {"group": seat.group.name, "alias": seat.alias or "…", "state": seat.get_state_display()}
        for seat in seats
    ]
    muted = [
        _("%(group)s is stil tot %(when)s") % {"group": seat.group.name, "when": _at(seat.muted_until)}
        for seat in seats
        if seat.muted_until
    ]
    return lines + muted


def _last_days(person: Person) -> list[str]:
    """The day from which it is counted whether her seat sleeps."""
    seats = Seat.objects.peers().filter(person=person, opened_at__isnull=False).select_related("group")
    return [f"{seat.group.name}: {date_format(seat.awake_on, 'j F Y')}" for seat in seats]


def _former_names(person: Person) -> list[str]:
    """What she was called before, beside the names that she has now."""
    looks = FormerLook.objects.filter(seat__person=person).select_related("seat__group")
    return [
        _("%(group)s, eerder als %(alias)s") % {"group": look.seat.group.name, "alias": look.alias}
        for look in looks
        if look.alias != look.seat.alias
    ]


def _reactions(person: Person) -> list[str]:
    count = Reaction.objects.filter(seat__person=person).count()
    return [_("%(count)d keer een plaatje bij een bericht") % {"count": count}] if count else []


def _hidings(person: Person) -> list[str]:
    """How many she hides. Their names are for her own page of the group: this list may be printed."""
    count = Hiding.objects.filter(seat__person=person).count()
    return times(_("Iemand verborgen, voor jou alleen"), count)


def _acts(person: Person) -> list[str]:
    return [
        *times(_("Geantwoord op wat iemand liet weten"), Report.objects.filter(answered_by=person).count()),
        *times(_("Opgeschreven wat een groep afsprak"), Agreements.objects.filter(written_by=person).count()),
        *times(_("Een plek even dichtgedaan"), Freeze.objects.filter(frozen_by=person).count()),
        *times(_("Een plek weer opengedaan"), Freeze.objects.filter(thawed_by=person).count()),
        *times(_("Een plek gegeven, of gevraagd of iemand terug mag"), Seat.objects.filter(asked_by=person).count()),
        *times(_("Gezegd dat je iemand zag, voor haar plek"), Seat.objects.filter(opened_by=person).count()),
        *times(_("Gevraagd wie er komt meelezen"), SeatQuestion.objects.filter(asked_by=person).count()),
        *times(_("Verteld wie er komt meelezen"), SeatQuestion.objects.filter(answered_by=person).count()),
    ]


def _at(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F, G:i")
