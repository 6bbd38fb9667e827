"""The forms about the audience of a series or a session: people, alumnae, places and needs."""

from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.fields import DayField, named
from programs.sessions.forms.fields import interpreter_field, people_field
from programs.sessions.models.interpreters import NEEDS_MAX
from programs.sessions.models.series import PLACES_MAX


class EnrolForm(forms.Form):
    """A person to enrol in a series, and from which day on."""

    from_on = DayField(label=_("Vanaf welke dag"), initial=timezone.localdate)

    field_order = ["person_id", "from_on"]

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person_id"] = forms.TypedChoiceField(label=_("Wie"), coerce=UUID, choices=named(people))
        self.order_fields(self.field_order)


class WelcomeForm(forms.Form):
    """The alumnae who are welcome; all others are not."""

    def __init__(self, *args, people, welcome=(), **kwargs):
        super().__init__(*args, initial={"person_ids": list(welcome)}, **kwargs)
        self.fields["person_ids"] = people_field(people, label=_("Wie is welkom"))


def places_field(**kwargs):
    return forms.IntegerField(label=_("Hoeveel plekken"), min_value=1, max_value=PLACES_MAX, required=False, **kwargs)


def needs_field():
    return forms.CharField(
        label=_("Wat is er nog meer nodig?"),
        help_text=_("Schrijf er geen naam bij."),
        max_length=NEEDS_MAX,
        required=False,
    )


class ArrangeForm(forms.Form):
    """The number of places, and what is needed beside what the people said themselves."""

    places = places_field()
    interpreter = interpreter_field()
    needs = needs_field()

    def __init__(self, *args, thing, places_hint, only_places=False, **kwargs):
        initial = {"places": thing.places, "interpreter": thing.interpreter, "needs": thing.needs or ""}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["places"].help_text = places_hint
        if only_places:
            del self.fields["interpreter"], self.fields["needs"]
