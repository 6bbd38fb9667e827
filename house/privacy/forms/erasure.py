"""The form to confirm an erasure."""

from django import forms
from django.utils.translation import gettext_lazy as _

from house.fields import PassphraseField


class EraseForm(forms.Form):
    """Her passphrase once more: a code of four digits is not enough."""

    passphrase = PassphraseField(label=_("Je wachtwoord"))
