"""A person's own data in the house itself, for her export."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy

from house import retention
from house.door.models import Card, Return, Walk
from house.people.models.facts import DatedFact, Phase
from house.people.models.people import Person
from house.people.models.vouches import Introduction, Making, Vouch
from house.privacy.models.emergencies import Emergency
from house.privacy.models.erasures import Erasure
from house.privacy.services.personal_data import times, without_name
from house.push.models import Subscription
from house.registry import KeptKind
from house.retention import in_words
from house.sign_in.models.devices import Device
from house.sign_in.services import devices, second_factor
from house.worries.models import Addressee, NamedReader, Worry

PHASES = {
    Phase.ACQUAINTANCE: gettext_lazy("Je leert het huis kennen"),
    Phase.INTAKE: gettext_lazy("Jullie maken samen een plan"),
    Phase.TRAINING: gettext_lazy("Je werkt aan je plan"),
    Phase.AFTERCARE: gettext_lazy("Contact na je tijd hier"),
}
"""Each phase in words to her, not in those that staff use among themselves."""


def kept_of(person: Person) -> list[KeptKind]:
    after_reading = _("%(term)s, en tot het huis het las.") % {"term": in_words(retention.EMERGENCIES)}
    until_silence = _("Tot je het uitzet of daar uitlogt, of %(term)s lang niet zegt dat je het nog wilt.") % {
        "term": in_words(retention.SUBSCRIPTIONS)
    }
    after_card = _("Tot %(term)s nadat de kaart niet meer werkt.") % {"term": in_words(retention.CARDS)}
    return [
        KeptKind(_("Wie je bent"), _who(person), _("Tot je helemaal weggaat.")),
        KeptKind(_("Je tijd in het huis"), _stays(person), _("Tot je helemaal weggaat.")),
        KeptKind(_("Wie er met je meeloopt"), _coaches(person), _("Tot je helemaal weggaat.")),
        KeptKind(_("Wat je hier doet"), _positions(person), _("Tot je helemaal weggaat.")),
        KeptKind(_("Waar je bent ingelogd"), _devices(person), _("Tot je daar uitlogt.")),
        KeptKind(_("Wat je een seintje geeft"), _calling_devices(person), until_silence),
        KeptKind(_("Je kaart"), _cards(person), after_card),
        KeptKind(_("Je tweede stap"), _second_steps(person), _("Tot je die weghaalt.")),
        KeptKind(_("Wie jou in het echt zag"), _vouch(person), _("Tot je met een nieuwe kaart binnenkomt.")),
        KeptKind(_("Door hoeveel handen je plek hier kwam"), _makings(person), _("Tot je helemaal weggaat.")),
        KeptKind(_("Keren dat twee mensen jou herkenden"), _returns(person), _("Tot je helemaal weggaat.")),
        KeptKind(_("Keren dat iemand in nood bij je keek"), _emergencies(person), after_reading),
        KeptKind(_("Waar je je zorgen over maakte"), _worries(person), _until_after_worry()),
        KeptKind(_("Waar jij zorgen leest"), _reading(person), _("Tot de coördinator een ander kiest.")),
        KeptKind(_("Je vraag om alles te wissen"), _erasure(person), _("Tot je die terugneemt.")),
        KeptKind(_("Wat je in het huis deed"), _acts(person), without_name()),
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
        *([] if person.uses_letter_keys else [_("Losse toetsen in de week van het huis: uit.")]),
        *_quiet_hours(person),
        _("Je wachtwoord, zo bewaard dat niemand het kan lezen."),
    ]


def _quiet_hours(person: Person) -> list[str]:
    hours = person.quiet_hours
    return [] if hours is None else [_("Je stille uren: %(hours)s.") % {"hours": hours.in_words}]


def _stays(person: Person) -> list[str]:
    lines = []
    for stay in person.stays.select_related("house"):
        lines += [f"{stay.house.name}: {days(stay)}", str(PHASES[Phase(stay.phase)])]
        if stay.planned_until:
            lines.append(_("Waarschijnlijk tot %(day)s") % {"day": date_format(stay.planned_until, "j F Y")})
    return lines


def _coaches(person: Person) -> list[str]:
    return [f"{coaching.coach.chosen_name}: {days(coaching)}" for coaching in person.coachings.select_related("coach")]


def _positions(person: Person) -> list[str]:
    return [f"{post.house.name}: {post.in_words}, {days(post)}" for post in person.positions.select_related("house")]


def _devices(person: Person) -> list[str]:
    return [
        " ".join([f"{device.in_words}, {device.last_in_words}", *_kept_there(device)])
        for device in devices.devices_of(person)
    ]


def _kept_there(device: Device) -> list[str]:
    """What this device keeps for when there is no net."""
    week, number = _("(met je week voor zonder internet)"), _("(met het nummer van je huis voor zonder internet)")
    return [week] * device.keeps_week + [number] * device.keeps_numbers


def _calling_devices(person: Person) -> list[str]:
    return [each.device.in_words for each in Subscription.objects.visible_to(person).select_related("device")]


def _cards(person: Person) -> list[str]:
    return [_("Gemaakt op %(day)s") % {"day": _day(card.made_at)} for card in person.cards.all()]


def _second_steps(person: Person) -> list[str]:
    factors = second_factor.factors_of(person)
    app = [_("Een app met codes, sinds %(day)s") % {"day": _day(factors.app_added_at)}] if factors.app_added_at else []
    keys = [
        _("Een passkey, '%(name)s', sinds %(day)s") % {"name": key.name, "day": _day(key.added_at)}
        for key in factors.passkeys
    ]
    codes = [_("Codes op papier: nog %(count)d") % {"count": factors.codes_left}] if factors.codes_left else []
    return app + keys + codes


def _vouch(person: Person) -> list[str]:
    vouch = Vouch.objects.filter(person=person).select_related("by").first()
    is_showing_code = Introduction.objects.filter(person=person).exists()
    return ([vouch.in_words] if vouch else []) + (
        [_("Je liet een code zien die een uur werkt.")] if is_showing_code else []
    )


def _makings(person: Person) -> list[str]:
    """The number of makers of her account; their names are personal data of colleagues."""
    return times(_("Wie jou erbij zette of je kaart maakte, en van wie die haar kaart had"), person.makings.count())


def _returns(person: Person) -> list[str]:
    return [_day(item.asked_at) for item in person.returns.order_by("-asked_at")]


def _emergencies(person: Person) -> list[str]:
    return [f"{_day(emergency.began_at)}: {emergency.reason}" for emergency in person.emergencies.all()]


def _worries(person: Person) -> list[str]:
    return [f"{_day(worry.written_at)}: {worry.words}" for worry in Worry.objects.sent_by(person).kept()]


def _until_after_worry() -> str:
    terms = {"after": in_words(retention.WORRIES), "most": in_words(retention.WORRIES_WAITING)}
    return _("Tot %(after)s na het antwoord, nooit langer dan %(most)s, of tot je het weghaalt.") % terms


def _reading(person: Person) -> list[str]:
    readers = NamedReader.objects.filter(person=person).select_related("house")
    return [f"{reader.house.name}: {reader.hours}" for reader in readers]


def _erasure(person: Person) -> list[str]:
    request = Erasure.objects.filter(person=person).first()
    return [_("Gevraagd op %(day)s") % {"day": _day(request.asked_at)}] if request else []


def _acts(person: Person) -> list[str]:
    """Her acts, in numbers: the names of others are not hers to read here."""
    return [
        *times(_("Meegelopen met iemand"), person.coaches.count()),
        *times(_("Een kaart gemaakt"), Card.objects.filter(made_by=person).count()),
        *times(
            _("Iemand erbij gezet, of een kaart voor haar gemaakt"), Making.objects.filter(maker__person=person).count()
        ),
        *times(_("Gezegd dat je iemand in het echt zag"), Vouch.objects.filter(by=person).count()),
        *times(_("Gevraagd of iemand weer binnen mag"), Return.objects.filter(asked_by=person).count()),
        *times(_("Bevestigd wie voor de deur stond"), Return.objects.filter(confirmed_by=person).count()),
        *times(_("Tegengehouden dat iemand een nieuwe kaart kreeg"), Return.objects.filter(stopped_by=person).count()),
        *times(_("Nagegaan wie er in het huis is"), Walk.objects.filter(by=person).count()),
        *times(_("In nood bij iemand gekeken"), Emergency.objects.filter(opened_by=person).count()),
        *times(_("Gelezen waarom iemand in nood keek"), Emergency.objects.filter(read_by=person).count()),
        *times(_("Iets gekregen van iemand die zich zorgen maakt"), Addressee.objects.filter(person=person).count()),
        *times(_("Geantwoord aan iemand die zich zorgen maakt"), Worry.objects.filter(answered_by=person).count()),
        *times(_("Tegengehouden dat iemand gewist werd"), Erasure.objects.filter(stopped_by=person).count()),
    ]


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y")
