"""The form to open an emergency."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from house.fields import named
from house.privacy.models.emergencies import REASON_MAX


class EmergencyForm(forms.Form):
    """The person and the reason; she reads the reason herself."""

    person_id = forms.TypedChoiceField(label=_("Voor wie"), coerce=UUID)
    reason = forms.CharField(
        label=_("Wat is er aan de hand?"),
        help_text=_("Een zin. Zij leest hem, en de coördinator ook. Schrijf niet op waar zij is."),
        max_length=REASON_MAX,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person_id"].choices = named(people)
