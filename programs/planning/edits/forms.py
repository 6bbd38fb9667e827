"""The forms to change or stop a series."""

from uuid import UUID, uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.fields import DayField, named
from house.models import House, Person
from programs.planning.edits.services.request import EditRequest
from programs.planning.edits.services.untouched import Stays
from programs.recurrence.rhythm import DAY
from programs.sessions.forms.fields import room_field, why_field
from programs.sessions.forms.rhythm import RhythmForm
from programs.staffing.forms import MindsOverlap

ALONG = {
    Stays.MOVED: _("Wat iemand al eens verplaatste of in een andere kamer zette"),
    Stays.ARRANGED: _("Waarvoor is afgesproken wie het geeft"),
    Stays.ANSWERED: _("Waarvan iemand zei of zij komt"),
}


class HiddenChoices(forms.MultipleHiddenInput):
    """Also sends that nothing was chosen; otherwise a first choice would look like the choice that was there."""

    def get_context(self, name, value, attrs):
        return super().get_context(name, value or [""], attrs)


class EditForm(MindsOverlap):
    """The base of each edit of a series.

    Cleaned data: an `EditRequest` and why; `seen` is the plan that she agreed to.
    """

    from_on = DayField(label=_("Vanaf welke dag"))
    why = why_field(label=_("Waarom?"), help_text=_("Eén zin. Iedereen die komt, leest hem."))
    along = forms.TypedMultipleChoiceField(
        label=_("Wat er ook mee verandert"),
        choices=list(ALONG.items()),
        coerce=Stays,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, actor, series, from_on, **kwargs):
        self.actor, self.series = actor, series
        super().__init__(*args, **kwargs)
        self.initial |= {"key": uuid4(), "from_on": from_on}

    def clean_from_on(self):
        from_on = self.cleaned_data["from_on"]
        if from_on < timezone.localdate() and from_on != self.initial["from_on"]:
            raise forms.ValidationError(_("Kies vandaag of een dag die nog komt."))
        return from_on

    def new(self):
        """The values that should change, by name."""
        raise NotImplementedError

    def clean(self):
        fields = super().clean()
        if self.errors:
            return fields
        edit_request = EditRequest(from_on=fields["from_on"], new=self.new(), along=frozenset(fields["along"]))
        return {
            "edit_request": edit_request,
            "why": fields["why"],
            "key": fields["key"] or uuid4(),
            "despite": fields["despite"],
            "seen": fields["seen"],
        }

    def mind_plan(self, plan):
        """Offer the reasons to stay that may be overruled, and warn when somebody would give two things at once."""
        offered = {*plan.staying, *plan.edit_request.along}
        self.fields["along"].choices = [(reason, label) for reason, label in ALONG.items() if reason in offered]
        coming = plan.coming
        people = Person.objects.filter(pk__in=self._givers(plan))
        moments = [(session.starts_at, session.ends_at) for session in coming]
        besides = [step.session.pk for step in plan.told]
        self.mind(self.actor, list(people), moments, besides=besides, with_away=False)

    def _givers(self, plan):
        trainer_ids = plan.edit_request.new.get("trainer_ids")
        return (
            trainer_ids
            if trainer_ids is not None
            else [person.pk for person in self.series.givers(plan.edit_request.from_on)]
        )


class SeriesEditForm(EditForm, RhythmForm):
    """Change a series. Only what she changes is sent, so that what somebody else changes meanwhile stays."""

    VALUES = (
        "weekdays",
        "every_weeks",
        "start_time",
        "length_minutes",
        "room_id",
        "trainer_ids",
        "until_on",
    )

    def __init__(self, *args, piece, **kwargs):
        super().__init__(*args, **kwargs)
        house = self.series.house
        self.fields["room_id"] = room_field(house.rooms.in_use(), label=_("Kamer"))
        self.initial |= {name: getattr(piece, name) for name in self.VALUES if name != "trainer_ids"}
        self.initial["weekdays"] = sorted(piece.weekdays)
        if House.objects.run_by(self.actor).filter(pk=house.pk).exists():
            self._add_trainers_field(house)
        for name in self.fields.keys() & set(self.VALUES):
            self.fields[name].show_hidden_initial = True

    def _add_trainers_field(self, house):
        self.fields["trainer_ids"] = forms.TypedMultipleChoiceField(
            label=_("Wie geeft het"),
            choices=named(Person.objects.in_post(house.pk)),
            coerce=UUID,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["trainer_ids"].hidden_widget = HiddenChoices
        self.initial["trainer_ids"] = [person.pk for person in self.series.givers(self.initial["from_on"])]

    def new(self):
        new = {name: self.cleaned_data[name] for name in self.VALUES if name in self.changed_data}
        for name in ("weekdays", "trainer_ids"):
            if name in new:
                new[name] = frozenset(new[name])
        return new


class StopForm(EditForm):
    """Stop a series from a day on."""

    field_order = ["from_on", "why"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["from_on"].label = _("Vanaf welke dag niet meer")

    def new(self):
        return {"until_on": self.cleaned_data["from_on"] - DAY}
