"""The form of the second person, who opens a house together with its coordinator."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SecondPersonForm(forms.Form):
    code = forms.CharField(
        label=_("De code op haar scherm"),
        help_text=_("Twee keer vier tekens. Hoofdletters, streepjes en spaties maken niet uit."),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    looked = forms.BooleanField(label=_("Ik zat naast haar, en wij keken samen alle namen na."))
