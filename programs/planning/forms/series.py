"""The form for what is new in the week: one session or a series."""

from datetime import time, timedelta
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from house.fields import DayField, DayInput, Segments, named
from house.models import Person, Stay, by_name
from programs.attendance.forms.audience import needs_field, places_field
from programs.attendance.services.welcome import alumnae_of
from programs.planning.forms.quick_line import Names, understand
from programs.planning.forms.taken_room import MindsTakenRoom
from programs.planning.services.layout import horizon
from programs.recurrence.rhythm import NotARhythm, Rhythm, moment
from programs.recurrence.words import day_in_words, hour_in_words
from programs.sessions.forms.fields import (
    ClockField,
    interpreter_field,
    people_field,
    room_field,
    still_to_come,
    weekdays_field,
)
from programs.sessions.forms.rhythm import RhythmForm, length_field
from programs.sessions.models.series import LENGTH_MAX_MINUTES, LENGTH_MIN_MINUTES, Audience
from programs.staffing.forms import MindsOverlap, named_by_freedom
from programs.staffing.queries.busy import busy_at
from programs.trainings.models import TITLE_MAX, Theme

SKIPPED_MAX = 6
ONCE, WEEKLY, NEW = "once", "weekly", "new"
MOMENT = """
    how_often from_on weekdays every_weeks until_on skipped start_time length_minutes end_time room_id trainer_ids
""".split()
"""The fields that say when, where and by whom."""
UNDER_MORE = ["places", "welcome_ids", "interpreter", "needs"]


class ManyDaysInput(forms.MultiWidget):
    """A row of day inputs that may stay empty."""

    def __init__(self):
        names = [format_lazy(_("Dag {number}"), number=count + 1) for count in range(SKIPPED_MAX)]
        super().__init__([DayInput({"aria-label": name}) for name in names])

    def decompress(self, value):
        return list(value or [])

    def id_for_label(self, id_):
        return f"{id_}_0"


class ManyDaysField(forms.MultiValueField):
    def __init__(self, **kwargs):
        fields = [DayField(required=False)] * SKIPPED_MAX
        super().__init__(fields, widget=ManyDaysInput(), require_all_fields=False, required=False, **kwargs)

    def compress(self, days):
        return frozenset(on for on in days or [] if on)


def _training(value):
    return NEW if value == NEW else UUID(value)


class SeriesForm(RhythmForm, MindsOverlap, MindsTakenRoom):
    """Something new in the week of one house, once or every week, of an existing training or a new one.

    What does not apply, such as the weekdays of what is held once, is left out whatever was sent. Cleaned data are the
    arguments of the verb: `training_id`, or `title` and `theme` of the new one; a `Rhythm`; the rest.
    """

    how_often = forms.ChoiceField(
        label=_("Eén keer of vaker"), choices=[(ONCE, _("Eén keer")), (WEEKLY, _("Elke week"))], widget=Segments()
    )
    training_id = forms.TypedChoiceField(label=_("Training"), coerce=_training, empty_value=None, required=False)
    title = forms.CharField(label=_("Hoe heet de nieuwe training"), max_length=TITLE_MAX, required=False)
    theme = forms.ChoiceField(label=_("Waar gaat die over"), choices=[("", "—"), *Theme.choices], required=False)
    from_on = DayField(label=_("Dag"), initial=timezone.localdate, validators=[still_to_come])
    weekdays = weekdays_field(required=False, help_text=_("Kies je niets, dan is het elke week op de dag hierboven."))
    start_time = ClockField(label=_("Begint om"))
    length_minutes = length_field(required=False)
    end_time = ClockField(label=_("Of: tot hoe laat"), required=False)
    trainer_ids = forms.TypedMultipleChoiceField(
        label=_("Wie geeft het"),
        help_text=_("Kies je niemand, dan staat het bij Trainers gezocht."),
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    audience = forms.ChoiceField(
        label=_("Voor wie"),
        choices=[(audience, audience.label) for audience in (Audience.HOUSE, Audience.CHOSEN, Audience.PERSONAL)],
        initial=Audience.HOUSE,
        widget=Segments(),
    )
    person_id = forms.TypedChoiceField(label=_("Voor welke persoon"), coerce=UUID, empty_value=None, required=False)
    chosen_ids = forms.TypedMultipleChoiceField(
        label=_("Welke bewoonsters"), coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple
    )
    skipped = ManyDaysField(label=_("Niet op deze dagen"))
    places = places_field(help_text=_("Leeg: iedereen kan komen."))
    interpreter = interpreter_field()
    needs = needs_field()

    field_order = [
        *["how_often", "training_id", "title", "theme", "from_on", "weekdays", "every_weeks", "until_on"],
        *["start_time", "length_minutes", "end_time", "skipped", "room_id", "trainer_ids", "despite"],
        *["audience", "chosen_ids", "person_id", "places", "welcome_ids", "interpreter", "needs"],
    ]
    needed = ["training_id", "title", "theme", "person_id", "chosen_ids", "length_minutes", "end_time"]
    """Fields that may not stay empty where they apply."""

    def __init__(self, *args, house, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.actor, self.house, self.colleagues = actor, house, by_name(Person.objects.in_post(house.pk))
        self.trainings, self.rooms = house.trainings.by_title(), house.rooms.in_use()
        self.residents = by_name(Person.objects.filter(stays__in=Stay.objects.still_open().filter(house=house)))
        self.fields["training_id"].choices = [
            ("", _("kies een training")),
            *((training.pk, training.title) for training in self.trainings),
            (NEW, _("een nieuwe training")),
        ]
        self.fields["trainer_ids"].choices = named(self.colleagues)
        self.fields["person_id"].choices = [("", "—"), *named(Person.objects.with_stay_in(house.pk))]
        self.fields["chosen_ids"].choices = named(self.residents)
        self.fields["room_id"] = room_field(self.rooms, label=_("Kamer"))
        self.fields["welcome_ids"] = people_field(alumnae_of(house.pk), label=_("Welke oud-bewoonsters zijn welkom"))
        self.order_fields(self.field_order)
        for name in self.needed:
            self.fields[name].is_needed = True

    def fill_in(self, line):
        """Fill in what a quick line says. Returns this in words, by label, and the words that were not understood."""
        names = Names(
            trainings={training.pk: training.title for training in self.trainings},
            rooms={room.pk: room.name for room in self.rooms},
            trainers=dict(named(self.colleagues)),
            residents=dict(named(self.residents)),
        )
        understood = understand(line, now=timezone.localtime(), names=names)
        self.initial |= understood.fields
        told = [(self[name].label, self._said(name)) for name in self.fields if name in understood.fields]
        return told, understood.unknown

    def _said(self, name):
        """What stands in this field, in words."""
        value, field = self[name].value(), self.fields[name]
        if name == "from_on":
            return day_in_words(value, "l j F")
        if isinstance(value, time):
            return hour_in_words(value)
        names = {str(key): str(label) for key, label in getattr(field, "choices", ())}
        values = value if isinstance(value, list) else [value]
        return ", ".join(names.get(str(item), str(item)) for item in values)

    @property
    def has_more(self):
        """Is anything filled in or wrong in what lies folded under "Meer"?"""
        return any(self[name].value() or self[name].errors for name in UNDER_MORE)

    def clean(self):
        fields = super().clean()
        self._leave_out(fields)
        self._require_training(fields)
        self._measure(fields)
        for audience, name in ((Audience.PERSONAL, "person_id"), (Audience.CHOSEN, "chosen_ids")):
            if fields.get("audience") == audience and not fields.get(name) and name not in self.errors:
                self.add_error(name, _("Kies voor wie dit is."))
        is_moment_clear = not self.errors.keys() & set(MOMENT)
        rhythm = self._rhythm(fields) if is_moment_clear else None
        if rhythm:
            self.warn_of_taken_room(fields, rhythm)
            self._warn_of_overlap(fields, rhythm)
        if self.errors:
            return fields
        people_by_audience = {Audience.PERSONAL: [fields.pop("person_id")], Audience.CHOSEN: fields.pop("chosen_ids")}
        return fields | {"rhythm": rhythm, "person_ids": people_by_audience.get(fields["audience"], [])}

    def _leave_out(self, fields):
        """Forget what was sent, or was wrong, in fields that do not apply."""
        out = [] if fields.get("how_often") == WEEKLY else ["weekdays", "every_weeks", "until_on", "skipped"]
        out += [] if fields.get("audience") == Audience.PERSONAL else ["person_id"]
        out += [] if fields.get("audience") == Audience.CHOSEN else ["chosen_ids"]
        out += ["welcome_ids"] if fields.get("audience") == Audience.PERSONAL else []
        out += ["title", "theme"] if isinstance(fields.get("training_id"), UUID) else []
        out += ["length_minutes"] if fields.get("end_time") else []
        for name in out:
            self.errors.pop(name, None)
            fields[name] = self.fields[name].empty_value if hasattr(self.fields[name], "empty_value") else None

    def _require_training(self, fields):
        if isinstance(fields.get("training_id"), UUID) or "training_id" in self.errors:
            return
        is_new = fields.get("training_id") == NEW
        fields["training_id"] = None
        if not fields.get("title") and "title" not in self.errors:
            sentence = _("Kies een training, of geef een nieuwe een naam.")
            self.add_error("title" if is_new else "training_id", sentence)
        elif not fields.get("theme") and "theme" not in self.errors:
            self.add_error("theme", _("Kies waar de nieuwe training over gaat."))

    def _measure(self, fields):
        """The length, as typed or up to the end."""
        start, end = fields.get("start_time"), fields.pop("end_time", None)
        if end and start:
            minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
            fields["length_minutes"] = minutes
            if not LENGTH_MIN_MINUTES <= minutes <= LENGTH_MAX_MINUTES:
                self.add_error("end_time", _("Kies een tijd na het begin, op dezelfde dag."))
        elif not (fields.get("length_minutes") or self.errors.keys() & {"length_minutes", "end_time"}):
            self.add_error("length_minutes", _("Vul in hoe lang het duurt, of tot hoe laat."))

    def _rhythm(self, fields):
        """The rhythm. None, with an error, when no day at all is in it."""
        on, is_once = fields["from_on"], fields.pop("how_often") == ONCE
        parts = {name: fields.pop(name) for name in ("from_on", "weekdays", "every_weeks", "until_on", "skipped")}
        if is_once:
            parts = {"from_on": on, "weekdays": [], "until_on": on}
        try:
            return Rhythm(**parts | {"weekdays": frozenset(parts["weekdays"] or [on.weekday()])})
        except NotARhythm:
            return self.refuse_days()

    def _warn_of_overlap(self, fields, rhythm):
        """Warn when facilitators would be in two places. When shown again, those who are free come first."""
        zone, length = timezone.get_default_timezone(), timedelta(minutes=fields["length_minutes"])
        starts = [moment(on, fields["start_time"], zone) for on in rhythm.days(rhythm.begins_on, horizon())]
        moments = [(start, start + length) for start in starts]
        chosen = [person for person in self.colleagues if person.pk in fields["trainer_ids"]]
        self.mind(self.actor, chosen, moments, with_away=False)
        if self.errors:
            busy = busy_at([person.pk for person in self.colleagues], moments)
            self.fields["trainer_ids"].choices = named_by_freedom(self.colleagues, busy)
