"""Forms of the desk for a group and its seats."""

import random

from django import forms
from django.utils.translation import gettext_lazy as _

from house import suggested_names
from house.desk.forms import HouseChoiceForm
from house.fields import DayField, named
from peergroups.groups.models import ALIAS_MAX
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


class FacilitatorForm(forms.Form):
    """A seat for a facilitator."""

    person_id = forms.ChoiceField(label=_("Voor wie"))

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person_id"].choices = named(people)


class SeatForm(FacilitatorForm):
    """A seat for a resident or an alumna."""

    alias = forms.CharField(
        label=_("Haar naam in de groep"),
        help_text=_("Kies samen met haar, en niet haar eigen naam. Op deze pagina's zie je hem daarna niet meer."),
        max_length=ALIAS_MAX,
    )


class TurnForm(forms.Form):
    """Let a group rest, go on, or end."""

    turn = forms.ChoiceField(
        choices=[
            ("rest", _("Laat de groep rusten")),
            ("wake", _("De groep gaat weer open")),
            ("close", _("Sluit de groep")),
        ]
    )


def suggest_alias(taken):
    """A random garden name that nobody in the group has; empty when all are taken."""
    names = {name.capitalize() for name in suggested_names.names("nl")} - set(taken)
    return random.SystemRandom().choice(sorted(names) or [""])
