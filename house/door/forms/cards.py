"""The forms of two colleagues when somebody comes back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from house.fields import PassphraseField


class StopReturnForm(forms.Form):
    """Her passphrase: a code of four digits on a telephone in another's hand must stop nothing."""

    passphrase = PassphraseField(label=_("Je wachtwoord"))


class ColleagueCodeForm(forms.Form):
    """The code of a colleague; on the second page also that it is her."""

    code = forms.CharField(
        label=_("De code van je collega"),
        help_text=_("Twee keer vier tekens. Hoofdletters, streepjes en spaties maken niet uit."),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    is_her = forms.BooleanField(required=False, widget=forms.HiddenInput)
