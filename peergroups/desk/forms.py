"""Forms of the desk for a group and its seats."""

from django import forms
from django.utils.translation import gettext_lazy as _

from house.desk.forms import HouseChoiceForm
from house.fields import DayField, named
from peergroups.groups.promises import Promise


class GroupWordsForm(forms.Form):
    """The name, promised answer time and review day of a group. What it agreed, it writes down itself."""

    name = forms.CharField(
        label=_("Naam van de groep"),
        help_text=_("Een gewone naam die niets verraadt, zoals Keukentafel."),
        max_length=60,
    )
    promise = forms.ChoiceField(
        label=_("Wanneer komt er antwoord?"),
        help_text=_(
            "Dit staat altijd boven het gesprek. Wie iets laat weten, ziet voor wanneer er antwoord komt. "
            "Een feestdag waarop het huis dicht is, telt niet als werkdag."
        ),
        choices=[("", "—"), *Promise.choices],
    )
    review_on = DayField(
        label=_("Samen terugkijken op"), help_text=_("Dan vraagt de groep zich af of het zo goed gaat.")
    )


class OpenGroupForm(HouseChoiceForm, GroupWordsForm):
    """A new group with its facilitator."""

    def __init__(self, *args, facilitators, **kwargs):
        super().__init__(*args, **kwargs)
        label = _("Begeleider van de groep")
        self.fields["facilitator_id"] = forms.ChoiceField(label=label, choices=named(facilitators))
        self.order_fields(["house_id", "name", "facilitator_id"])


class SeatForm(forms.Form):
    """A seat for somebody: a resident or an alumna, or a facilitator."""

    person_id = forms.ChoiceField(label=_("Voor wie"))

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person_id"].choices = named(people)


class TurnForm(forms.Form):
    """Let a group rest, or go on."""

    turn = forms.ChoiceField(
        choices=[
            ("rest", _("Laat de groep rusten")),
            ("wake", _("De groep gaat weer open")),
        ]
    )
