"""Form fields that several forms about the week share."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from house.fields import DayField, named
from programs.sessions.models.changes import SENTENCE_MAX
from programs.sessions.models.interpreters import Language

AHEAD_AT_MOST = timedelta(days=366)


def still_to_come(on):
    """Validator: raise ValidationError on a day before today."""
    if on < timezone.localdate():
        raise forms.ValidationError(_("Kies vandaag of een dag die nog komt."))


class ComingDayField(DayField):
    """Today or a day of the coming year."""

    default_validators = [still_to_come]

    def validate(self, value):
        super().validate(value)
        if value and value > timezone.localdate() + AHEAD_AT_MOST:
            raise forms.ValidationError(_("Dat is meer dan een jaar vooruit."))


class ClockField(forms.TimeField):
    input_formats = ["%H:%M", "%H.%M", "%H:%M:%S"]

    def __init__(self, **kwargs):
        super().__init__(widget=forms.TimeInput({"type": "time"}, format="%H:%M"), **kwargs)


def why_field(**kwargs):
    return forms.CharField(max_length=SENTENCE_MAX, **{"widget": forms.Textarea({"rows": 2})} | kwargs)


def room_field(rooms, taken=(), **kwargs):
    """A choice of one of these rooms, or none. Rooms in `taken` say that they are taken then."""
    names = [(room.pk, _("%s (dan bezet)") % room.name if room.pk in taken else room.name) for room in rooms.by_name()]
    return forms.TypedChoiceField(
        choices=[("", _("zonder kamer")), *names], coerce=UUID, empty_value=None, required=False, **kwargs
    )


def weekdays_field(**kwargs):
    return forms.TypedMultipleChoiceField(
        label=_("Op welke dagen"),
        choices=list(WEEKDAYS_ABBR.items()),
        coerce=int,
        widget=forms.CheckboxSelectMultiple({"class": "seg many"}),
        **kwargs,
    )


def people_field(people, **kwargs):
    return forms.TypedMultipleChoiceField(
        coerce=UUID, choices=named(people), required=False, widget=forms.CheckboxSelectMultiple, **kwargs
    )


def interpreter_field():
    return forms.ChoiceField(label=_("Een tolk"), choices=[("", _("geen tolk")), *Language.choices], required=False)
