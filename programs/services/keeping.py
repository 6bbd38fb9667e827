"""What the week keeps of somebody, told to herself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from house.duties import Kept
from house.models import Person
from programs.models import Answer, Appointment, Attendance, Enrolment, Feed, Joining, Language, Needs, Notice, OwnWord


def kept_of(person: Person) -> list[Kept]:
    always = _("Tot je helemaal weggaat.")
    enrolments = Enrolment.objects.filter(person=person).select_related("series__training")
    answers = Answer.objects.filter(person=person)
    noted = Attendance.objects.filter(person=person)
    own = Appointment.objects.visible_to(person)
    told = Notice.objects.filter(person=person).count()
    own_words = OwnWord.objects.filter(person=person)
    joinings = Joining.objects.filter(person=person)
    feed = Feed.objects.filter(person=person).first()
    made = [_("Gemaakt op %(day)s") % {"day": date_format(feed.made_on, "j F Y")}] if feed else []
    return [
        Kept(_("De link naar een andere agenda"), made, _("Tot je hem weghaalt.")),
        Kept(_("Waar je bij hoort"), [one.series.training.title for one in enrolments], always),
        Kept(_("Je zei dat je niet komt"), [_when(one) for one in _by_day(answers)], always),
        Kept(
            _("Of je erbij was"), [f"{_when(one)}: {one.get_state_display().lower()}" for one in _by_day(noted)], always
        ),
        Kept(_("Wat je wenste"), [wish.text for wish in person.wishes.all()], _("Tot je je wens weghaalt.")),
        Kept(_("Wat je zelf in je week zette"), [_own(one) for one in own], _("Tot een week na die dag.")),
        Kept(_("Wat er nieuw voor je was"), [_("%(count)d keer") % {"count": told}] if told else [], _("Vier weken.")),
        Kept(_("Wat je zelf zei over of je erbij was"), [_said(one) for one in _by_day(own_words)], always),
        Kept(_("Je zei dat je meedoet"), [_when(one) for one in _by_day(joinings)], always),
        Kept(_("Wat je nodig hebt om mee te doen"), _needed(person), _("Tot je het leegmaakt.")),
    ]


def _by_day(rows: Any) -> Iterable[Any]:
    return rows.select_related("session__series__training").order_by("-session__held_on", "-session__starts_at")


def _own(appointment: Appointment) -> str:
    return f"{date_format(appointment.on, 'j F Y')}, {appointment.words}"


def _when(row: Answer | Attendance | Joining | OwnWord) -> str:
    return f"{date_format(row.session.held_on, 'j F Y')}, {row.session.series.training.title}"


def _said(row: OwnWord) -> str:
    return f"{_when(row)}: {_('erbij') if row.was_there else _('niet erbij')}"


def _needed(person: Person) -> list[str]:
    needs = Needs.objects.filter(person=person).first() or Needs()
    languages = [_("tolk %s") % Language(needs.interpreter).label] if needs.interpreter in Language else []
    return languages + [needs.words] * bool(needs.words)
