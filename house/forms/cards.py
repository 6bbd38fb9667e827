"""The shape of what two colleagues say when somebody comes back."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReturnForm(forms.Form):
    """The code that one colleague reads to the other, and then: it is her."""

    code = forms.CharField(
        label=_("De code van je collega"),
        help_text=_("Twee keer vier tekens. Hoofdletters, streepjes en spaties maken niet uit."),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    is_her = forms.BooleanField(required=False, widget=forms.HiddenInput)
