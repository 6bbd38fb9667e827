"""The form to start a series."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from house.fields import DayField, DayInput, Segments, named
from house.models import Person, Stay, by_name
from programs.planning.forms.taken_room import MindsTakenRoom
from programs.planning.services.layout import horizon
from programs.recurrence.rhythm import moment
from programs.sessions.forms.fields import room_field, still_to_come
from programs.sessions.forms.rhythm import RhythmForm
from programs.sessions.models.series import Audience
from programs.staffing.forms import MindsOverlap, named_by_freedom
from programs.staffing.queries.busy import busy_at
from programs.trainings.models import TITLE_MAX, Theme

SKIPPED_MAX = 6


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


class SeriesForm(RhythmForm, MindsOverlap, MindsTakenRoom):
    """A weekly series in one house, of an existing training or a new one.

    Cleaned data are the arguments of the verb: `training_id`, or `title` and `theme` of the new one; a `Rhythm`; the
    rest.
    """

    training_id = forms.TypedChoiceField(label=_("Training"), coerce=UUID, empty_value=None, required=False)
    title = forms.CharField(label=_("Een nieuwe training"), max_length=TITLE_MAX, required=False)
    theme = forms.ChoiceField(label=_("De nieuwe gaat over"), choices=[("", "—"), *Theme.choices], required=False)
    from_on = DayField(label=_("Vanaf"), validators=[still_to_come])
    trainer_ids = forms.TypedMultipleChoiceField(
        label=_("Wie geeft het"), coerce=UUID, widget=forms.CheckboxSelectMultiple
    )
    audience = forms.ChoiceField(
        label=_("Voor wie"),
        choices=[(audience, audience.label) for audience in (Audience.HOUSE, Audience.CHOSEN, Audience.PERSONAL)],
        initial=Audience.HOUSE,
        widget=Segments(),
    )
    person_id = forms.TypedChoiceField(
        label=_("Voor welke persoon"),
        help_text=_("Alleen als het voor één persoon is."),
        coerce=UUID,
        empty_value=None,
        required=False,
    )
    chosen_ids = forms.TypedMultipleChoiceField(
        label=_("Welke bewoonsters"),
        help_text=_("Alleen als het voor gekozen bewoonsters is."),
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    skipped = ManyDaysField(label=_("Niet op deze dagen"))

    field_order = [
        "training_id",
        "title",
        "theme",
        "weekdays",
        "every_weeks",
        "start_time",
        "length_minutes",
        "room_id",
    ]

    def __init__(self, *args, house, actor, place=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= _first_at(place or {})
        self.actor, self.house, self.colleagues = actor, house, by_name(Person.objects.in_post(house.pk))
        self.fields["training_id"].choices = [
            ("", _("een nieuwe, hieronder")),
            *((training.pk, training.title) for training in house.trainings.by_title()),
        ]
        self.fields["trainer_ids"].choices = named(self.colleagues)
        self.fields["person_id"].choices = [("", "—"), *named(Person.objects.with_stay_in(house.pk))]
        residents = Person.objects.filter(stays__in=Stay.objects.still_open().filter(house=house))
        self.fields["chosen_ids"].choices = named(residents)
        self.fields["room_id"] = room_field(house.rooms.in_use(), label=_("Kamer"))

    def clean(self):
        fields = super().clean()
        self._require_training(fields)
        if fields.get("audience") == Audience.PERSONAL and not fields.get("person_id"):
            self.add_error("person_id", _("Kies voor wie dit is."))
        if fields.get("audience") == Audience.CHOSEN and not fields.get("chosen_ids"):
            self.add_error("chosen_ids", _("Kies voor wie dit is."))
        rhythm = self.rhythm_of(fields, skipped=fields.pop("skipped", frozenset()))
        if self.errors:
            return fields
        self.warn_of_taken_room(fields, rhythm)
        self._warn_of_overlap(fields, rhythm)
        people_by_audience = {Audience.PERSONAL: [fields.pop("person_id")], Audience.CHOSEN: fields.pop("chosen_ids")}
        return fields | {"rhythm": rhythm, "person_ids": people_by_audience.get(fields["audience"], [])}

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

    def _require_training(self, fields):
        if fields.get("training_id"):
            fields["title"] = fields["theme"] = ""
        elif not fields.get("title"):
            self.add_error("training_id", _("Kies een training, of geef een nieuwe een naam."))
        elif not fields.get("theme"):
            self.add_error("theme", _("Kies waar de nieuwe training over gaat."))


def _first_at(place):
    """The first values for a series that begins at this place: see `asked_place`."""
    fields = {"from_on": place.get("on"), "start_time": place.get("at"), "room_id": place.get("room_id")}
    fields["weekdays"] = [place["on"].weekday()] if "on" in place else None
    return {name: value for name, value in fields.items() if value is not None}
