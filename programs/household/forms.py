"""The forms about living together."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.fields import DayField, named
from house.models import Person
from programs.household.models.household import APPOINTMENT_MAX, CHORE_MAX, NOTE_DAYS_MAX, NOTE_MAX
from programs.recurrence.rhythm import DAY
from programs.sessions.forms.fields import AHEAD_AT_MOST, ClockField, ComingDayField, weekdays_field


class HouseNoteForm(forms.Form):
    """A note of the house. Cleaned data: the words, and the days as [from_on, until_on)."""

    words = forms.CharField(
        label=_("Wat mag iedereen weten?"),
        help_text=_("Bijvoorbeeld: de monteur komt voor de verwarming. Schrijf geen namen van bewoonsters."),
        max_length=NOTE_MAX,
        widget=forms.Textarea({"rows": 2}),
    )
    from_on = DayField(label=_("Welke dag"), initial=timezone.localdate)
    last_on = DayField(label=_("Tot en met"), help_text=_("Leeg: alleen die dag."), required=False)

    def clean(self):
        fields = super().clean()
        if self.errors:
            return fields
        first, last = fields["from_on"], fields["last_on"] or fields["from_on"]
        if last < first:
            self.add_error("last_on", _("De laatste dag ligt vóór de eerste."))
        elif last < timezone.localdate():
            self.add_error("last_on" if fields["last_on"] else "from_on", _("Die dag is al voorbij."))
        elif last - first >= timedelta(days=NOTE_DAYS_MAX):
            self.add_error("last_on", _("Hooguit twee weken. Wat altijd geldt, hangt beter op een andere plek."))
        elif first > timezone.localdate() + AHEAD_AT_MOST:
            self.add_error("from_on", _("Dat is meer dan een jaar vooruit."))
        return {"words": fields["words"], "from_on": first, "until_on": last + DAY}


class AppointmentForm(forms.Form):
    """An appointment of her own."""

    words = forms.CharField(
        label=_("Wat"),
        help_text=_("Een paar woorden. Alleen jij ziet dit, en wie jouw telefoon vasthoudt."),
        max_length=APPOINTMENT_MAX,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    on = ComingDayField(label=_("Welke dag"))
    at = ClockField(label=_("Hoe laat"), required=False)


class RemindingForm(forms.Form):
    """The moments when she wants to be reminded, if at all."""

    an_hour_before = forms.BooleanField(label=_("Een uur van tevoren"), required=False)
    evening_before = forms.BooleanField(label=_("De avond ervoor"), required=False)


class ChoreForm(forms.Form):
    """A chore: its name, weekdays and people. No people means everyone."""

    name = forms.CharField(label=_("Wat is er te doen?"), help_text=_("Bijvoorbeeld: koken."), max_length=CHORE_MAX)
    weekdays = weekdays_field()
    person_ids = forms.TypedMultipleChoiceField(
        label=_("Wie doet mee"),
        help_text=_("Niemand gekozen: iedereen die hier woont, ook wie later komt."),
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, house_id, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person_ids"].choices = named(Person.objects.living_in(house_id))
