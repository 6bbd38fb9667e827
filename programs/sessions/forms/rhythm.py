"""The fields of a rhythm: on which days, how often, at what time and for how long."""

from django import forms
from django.utils.translation import gettext_lazy as _

from house.fields import DayField
from programs.recurrence.rhythm import EVERY_WEEKS_MAX, NotARhythm, Rhythm
from programs.sessions.forms.fields import ClockField, weekdays_field
from programs.sessions.models.series import LENGTH_MAX_MINUTES, LENGTH_MIN_MINUTES


def how_often():
    """The choices of a rhythm's `every_weeks`."""
    others = ((weeks, _("Om de %(weeks)s weken") % {"weeks": weeks}) for weeks in range(2, EVERY_WEEKS_MAX + 1))
    return [(1, _("Elke week")), *others]


def length_field(**kwargs):
    return forms.IntegerField(
        label=_("Hoeveel minuten"), min_value=LENGTH_MIN_MINUTES, max_value=LENGTH_MAX_MINUTES, initial=60, **kwargs
    )


class RhythmForm(forms.Form):
    """A form with a rhythm. Subclasses take the rhythm out of their cleaned data with `rhythm_of`."""

    weekdays = weekdays_field()
    every_weeks = forms.TypedChoiceField(label=_("Hoe vaak?"), choices=how_often, coerce=int, initial=1)
    start_time = ClockField(label=_("Hoe laat"))
    length_minutes = length_field()
    from_on = DayField(label=_("Vanaf"))
    until_on = DayField(label=_("Tot en met"), required=False)

    def rhythm_of(self, fields, **more):
        """Pop the rhythm out of `fields`. None, with an error on the form, when no day at all is in it."""
        parts = {name: fields.pop(name, None) for name in ("weekdays", "every_weeks", "from_on", "until_on")}
        if self.errors:
            return None
        try:
            return Rhythm(**parts | more | {"weekdays": frozenset(parts["weekdays"])})
        except NotARhythm:
            return self.refuse_days()

    def refuse_days(self):
        field = "until_on" if "until_on" in self.fields else "weekdays"
        self.add_error(field, _("Zo valt er geen enkele dag in de reeks. Kijk nog eens naar de dagen."))
