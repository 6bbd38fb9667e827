"""The shape of the last word before somebody is erased."""

from django import forms
from django.utils.translation import gettext_lazy as _

from house.fields import PassphraseField


class EraseForm(forms.Form):
    """Her passphrase once more: four digits are no key to this."""

    passphrase = PassphraseField(label=_("Je wachtwoord"))
