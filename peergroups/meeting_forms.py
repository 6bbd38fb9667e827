"""The shape of what is typed about the meetings of a group."""

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from house.forms import DayField
from programs.forms import ClockField, room_field
from programs.models.series import LENGTH_MAX_MINUTES, LENGTH_MIN_MINUTES
from programs.models.trainings import TITLE_MAX
from programs.rhythm import EVERY_WEEKS_MAX, NotARhythm, Rhythm


class MeetingsForm(forms.Form):
    """When and where a group meets. Gives what the verb takes."""

    title = forms.CharField(
        label=_("Hoe het in de week heet"),
        help_text=_("Anderen kunnen meelezen op haar telefoon. Kies een naam die niets vertelt."),
        max_length=TITLE_MAX,
        initial=_("Bijeenkomst"),
    )
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
