"""A person's own data in the programme, for her export."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from house.models import Person
from house.personal_data import days
from house.privacy.services.personal_data import times, without_name
from house.registry import KeptKind
from house.retention import in_words
from programs import retention
from programs.attendance.models.answers import Answer, Attendance, OwnWord
from programs.attendance.models.joinings import Joining
from programs.attendance.models.needs import Needs
from programs.feedback.models.wishes import Vote
from programs.feeds.models import Feed
from programs.household.models.household import Appointment, HouseNote, Swap
from programs.household.models.reminders import Reminder, Reminding
from programs.importing.models import Draft
from programs.planning.edits.models import Edit
from programs.sessions.models.changes import Change
from programs.sessions.models.duties import Duty
from programs.sessions.models.interpreters import Language
from programs.sessions.models.notices import Notice, Visit
from programs.sessions.models.series import Assignment, Enrolment
from programs.sessions.models.welcomes import Welcome
from programs.staffing.models import Away, Overlap


def kept_of(person: Person) -> list[KeptKind]:
    return [*_of_her_week(person), *_of_her_own(person), *_of_what_she_gives(person)]


def _of_her_week(person: Person) -> list[KeptKind]:
    """Her sessions, her answers about them, and what was noted."""
    always = _("Tot je helemaal weggaat.")
    enrolments = Enrolment.objects.filter(person=person).select_related("series__training")
    attendances = _by_day(Attendance.objects.filter(person=person))
    own_words = _by_day(OwnWord.objects.filter(person=person))
    return [
        KeptKind(_("Waar je bij hoort"), [_of_series(enrolment) for enrolment in enrolments], always),
        KeptKind(_("Waar je welkom bent"), _welcomes(person), always),
        KeptKind(_("Je zei dat je niet komt"), _moments(Answer.objects.filter(person=person)), always),
        KeptKind(_("Je zei dat je meedoet"), _moments(Joining.objects.filter(person=person)), always),
        KeptKind(
            _("Of je erbij was"), [f"{_when(row)}: {row.get_state_display().lower()}" for row in attendances], always
        ),
        KeptKind(_("Wat je zelf zei over of je erbij was"), [_said(row) for row in own_words], always),
        KeptKind(_("Wat je nodig hebt om mee te doen"), _needed(person), _("Tot je het leegmaakt.")),
    ]


def _of_her_own(person: Person) -> list[KeptKind]:
    """Her own requests, and how she is notified."""
    appointments = Appointment.objects.visible_to(person)
    feed = Feed.objects.filter(person=person).first()
    notice_count = Notice.objects.filter(person=person).count()
    reminder_count = Reminder.objects.filter(person=person).count()
    vote_count = Vote.objects.filter(person=person).count()
    after_turn = _("Tot %(term)s na het begin van die week.") % {"term": in_words(retention.SWAPS)}
    after_chore = _("Tot de taak stopt of je er niet meer bij hoort.")
    return [
        KeptKind(_("Wat je wenste"), [wish.text for wish in person.wishes.all()], _("Tot je je wens weghaalt.")),
        KeptKind(_("Wensen van anderen"), times(_("Gezegd: dit wil ik ook"), vote_count), _("Tot je dat terugneemt.")),
        KeptKind(
            _("Wat je zelf in je week zette"),
            [_own(appointment) for appointment in appointments],
            _("Tot %(term)s na die dag.") % {"term": in_words(retention.NOTES)},
        ),
        KeptKind(_("Taken die jij om de beurt doet"), [chore.name for chore in person.chores.all()], after_chore),
        KeptKind(_("Beurten die je ruilde"), _swaps(person), after_turn),
        KeptKind(_("De link naar een andere agenda"), _feed(feed), _("Tot je hem weghaalt.")),
        KeptKind(_("Wat er nieuw voor je was"), times(_("Verteld"), notice_count), f"{in_words(retention.NOTICES)}."),
        KeptKind(_("Wanneer je het laatst keek"), _visit(person), _("Tot je weer kijkt. Alleen jij ziet dit.")),
        KeptKind(_("Wanneer je herinnerd wilt worden"), _reminding(person), _("Tot je het verandert.")),
        KeptKind(_("Waaraan je herinnerd bent"), times(_("Herinnerd"), reminder_count), _("Tot het begint.")),
    ]


def _of_what_she_gives(person: Person) -> list[KeptKind]:
    """Data of facilitators and other staff."""
    always = _("Tot je helemaal weggaat.")
    assignments = Assignment.objects.filter(person=person).select_related("series__training")
    aways = Away.objects.filter(person=person)
    drafts = Draft.objects.filter(made_by=person)
    return [
        KeptKind(_("Wat je geeft"), [_of_series(assignment) for assignment in assignments], always),
        KeptKind(_("Wat je zei over wat je geeft"), _duties(person), always),
        KeptKind(_("Dagen waarop je niet kunt komen"), [_days_away(away) for away in aways], always),
        KeptKind(_("Waarom jij twee dingen tegelijk geeft"), _overlaps(person), always),
        KeptKind(_("Programma's die je bracht"), [_brought(draft) for draft in drafts], _drafts_kept()),
        KeptKind(_("Wat je in de week deed"), _acts(person), without_name()),
    ]


def _drafts_kept() -> str:
    sentence = _("Wat niet in de week staat: %(term)s. Dat het in de week kwam: tot je helemaal weggaat.")
    return sentence % {"term": in_words(retention.DRAFTS)}


def _by_day(rows: Any) -> Iterable[Any]:
    return rows.select_related("session__series__training").order_by("-session__held_on", "-session__starts_at")


def _of_series(fact: Assignment | Enrolment) -> str:
    return f"{fact.series.training.title}, {days(fact)}"


def _moments(rows: Any) -> list[str]:
    return [_when(row) for row in _by_day(rows)]


def _day(on: date) -> str:
    return date_format(on, "j F Y")


def _on(moment: datetime) -> str:
    return _day(timezone.localdate(moment))


def _when(row: Answer | Attendance | Duty | Joining | Overlap | OwnWord) -> str:
    return f"{_day(row.session.held_on)}, {row.session.series.training.title}"


def _said(row: OwnWord) -> str:
    return f"{_when(row)}: {_('erbij') if row.was_there else _('niet erbij')}"


def _welcomes(person: Person) -> list[str]:
    welcomes = Welcome.objects.filter(person=person).select_related("series__training", "session__series__training")
    with_series = ((welcome, welcome.series or welcome.session.series) for welcome in welcomes)  # type: ignore[union-attr]
    return [f"{series.training.title}, {days(welcome)}" for welcome, series in with_series]


def _needed(person: Person) -> list[str]:
    needs = Needs.objects.filter(person=person).first() or Needs()
    languages = [_("tolk %s") % Language(needs.interpreter).label] if needs.interpreter in Language else []
    return languages + [needs.words] * bool(needs.words)


def _own(appointment: Appointment) -> str:
    return f"{_day(appointment.on)}, {appointment.words}"


def _swaps(person: Person) -> list[str]:
    """Her swaps, without the other person: neither of the two is told who the other is."""
    swaps = Swap.objects.filter(Q(asked_by=person) | Q(taken_by=person)).select_related("chore")
    return [_("%(chore)s, week van %(day)s") % {"chore": swap.chore.name, "day": _day(swap.week_on)} for swap in swaps]


def _feed(feed: Feed | None) -> list[str]:
    return [_("Gemaakt op %(day)s") % {"day": _day(feed.made_on)}] if feed else []


def _visit(person: Person) -> list[str]:
    return [_on(visit.looked_at) for visit in Visit.objects.filter(person=person)]


def _reminding(person: Person) -> list[str]:
    chosen = Reminding.objects.filter(person=person).first() or Reminding()
    return [_("Een uur van tevoren")] * chosen.an_hour_before + [_("De avond ervoor")] * chosen.evening_before


def _duties(person: Person) -> list[str]:
    rows = _by_day(Duty.objects.filter(person=person))
    return [
        ". ".join(filter(None, [f"{_when(row)}: {row.get_state_display()}", row.word, row.handover])) for row in rows
    ]


def _days_away(away: Away) -> str:
    return capfirst(days(away)) if away.last_on != away.from_on else _day(away.from_on)


def _overlaps(person: Person) -> list[str]:
    return [f"{_when(row)}: {row.why}" for row in _by_day(Overlap.objects.filter(person=person))]


def _brought(draft: Draft) -> str:
    return f"{_on(draft.made_at)}: {draft.get_kind_display().lower()}"


def _acts(person: Person) -> list[str]:
    """Her acts in the programme, in numbers."""
    return [
        *times(_("Een training verplaatst, afgezegd of anders gemaakt"), Change.objects.filter(by=person).count()),
        *times(_("Een reeks veranderd"), Edit.objects.filter(by=person).count()),
        *times(_("Een verandering teruggezet"), Edit.objects.filter(undone_by=person).count()),
        *times(_("Opgeschreven wie erbij was"), Attendance.objects.filter(noted_by=person).count()),
        *times(_("Gevraagd of geregeld wie iets geeft"), Duty.objects.filter(by=person).count()),
        *times(_("Gezegd waarom iemand twee dingen tegelijk geeft"), Overlap.objects.filter(by=person).count()),
        *times(_("Een bericht van het huis geschreven"), HouseNote.objects.filter(by=person).count()),
    ]
