"""The shape of what two colleagues say when somebody comes back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from house.fields import PassphraseField


class StopReturnForm(forms.Form):
    """Her passphrase: four digits on a telephone in another's hand stop nothing."""

    passphrase = PassphraseField(label=_("Je wachtwoord"))


class ColleagueCodeForm(forms.Form):
    """The code of a colleague, and once it is read whose that is: it is her."""

    code = forms.CharField(
        label=_("De code van je collega"),
        help_text=_("Twee keer vier tekens. Hoofdletters, streepjes en spaties maken niet uit."),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    is_her = forms.BooleanField(required=False, widget=forms.HiddenInput)
