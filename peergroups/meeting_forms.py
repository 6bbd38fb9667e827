"""The shape of what is typed about the meetings of a group."""

import uuid
from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from house.forms import DayField
from programs.forms import ClockField, room_field, why_field
from programs.models.series import LENGTH_MAX_MINUTES, LENGTH_MIN_MINUTES
from programs.models.trainings import TITLE_MAX
from programs.rhythm import EVERY_WEEKS_MAX, NotARhythm, Rhythm


class MomentForm(forms.Form):
    """When and where a group meets, from a day on."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("Op welke dagen"),
        choices=list(WEEKDAYS_ABBR.items()),
        coerce=int,
        widget=forms.CheckboxSelectMultiple({"class": "seg many"}),
    )
    every_weeks = forms.IntegerField(
        label=_("Om de hoeveel weken"),
        min_value=1,
        max_value=EVERY_WEEKS_MAX,
        initial=2,
        help_text=_("1 is elke week."),
    )
    start_time = ClockField(label=_("Hoe laat"))
    length_minutes = forms.IntegerField(
        label=_("Hoeveel minuten"), min_value=LENGTH_MIN_MINUTES, max_value=LENGTH_MAX_MINUTES, initial=90
    )
    from_on = DayField(label=_("Vanaf"), initial=timezone.localdate)

    def __init__(self, *args, house, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["room_id"] = room_field(house.rooms.in_use(), label=_("Kamer"))

    def clean_from_on(self):
        if self.cleaned_data["from_on"] < timezone.localdate():
            raise forms.ValidationError(_("Kies vandaag of een dag die nog komt."))
        return self.cleaned_data["from_on"]


class StartMeetingsForm(MomentForm):
    """Gives what the verb takes."""

    title = forms.CharField(
        label=_("Hoe het in de week heet"),
        help_text=_("Anderen kunnen meelezen op haar telefoon. Kies een naam die niets vertelt."),
        max_length=TITLE_MAX,
        initial=_("Bijeenkomst"),
    )

    field_order = ["title"]

    def clean(self):
        words = super().clean()
        told = {name: words.pop(name, None) for name in ("weekdays", "every_weeks", "from_on")}
        if self.errors:
            return words
        try:
            rhythm = Rhythm(**told | {"weekdays": frozenset(told["weekdays"])})
        except NotARhythm:
            self.add_error("weekdays", _("Zo valt er geen enkele dag in de reeks. Kijk nog eens naar de dagen."))
            return words
        return words | {"rhythm": rhythm}


def key_field():
    return forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class ChangeMeetingsForm(MomentForm):
    """Gives the day, what is new from it on, and why."""

    why = why_field(label=_("Waarom?"), help_text=_("Eén zin. Iedereen die komt, leest hem."))
    key = key_field()

    def __init__(self, *args, series, **kwargs):
        rhythm = series.rhythm
        self.before = {
            "weekdays": rhythm.weekdays,
            "every_weeks": rhythm.every_weeks,
            "start_time": series.start_time,
            "length_minutes": series.length_minutes,
            "room_id": series.room_id,
        }
        super().__init__(*args, initial=self.before | {"weekdays": sorted(rhythm.weekdays)}, **kwargs)
        self.order_fields(["weekdays", "every_weeks", "start_time", "length_minutes", "room_id", "from_on"])

    def clean(self):
        words = super().clean()
        if self.errors:
            return words
        asked = words | {"weekdays": frozenset(words["weekdays"])}
        new = {name: asked[name] for name, was in self.before.items() if asked[name] != was}
        return {"new": new, "from_on": words["from_on"], "why": words["why"], "key": words["key"]}


class EndMeetingsForm(forms.Form):
    last_on = DayField(label=_("De laatste dag"))
    why = why_field(label=_("Waarom?"), help_text=_("Eén zin. Iedereen die komt, leest hem."))
    key = key_field()

    def clean_last_on(self):
        if self.cleaned_data["last_on"] < timezone.localdate() - timedelta(days=1):
            raise forms.ValidationError(_("Kies vandaag of een dag die nog komt."))
        return self.cleaned_data["last_on"]
