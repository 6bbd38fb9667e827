"""The forms to lock and open a device."""

import re
import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from house.fields import PassphraseField


class CodeField(forms.CharField):
    """A code of four to eight digits, in any script of her keyboard.

    A text input and not a password, because a browser offers to store passwords.
    """

    def __init__(self, **kwargs):
        attrs = {"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false", "class": "secret"}
        super().__init__(max_length=20, widget=forms.TextInput(attrs), **kwargs)

    def to_python(self, value):
        characters = [character for character in super().to_python(value) if not character.isspace()]
        return "".join(str(unicodedata.decimal(character, character)) for character in characters)

    def validate(self, value):
        super().validate(value)
        if value and not re.fullmatch(r"[0-9]{4,8}", value):
            raise forms.ValidationError(_("Een code is 4 tot 8 cijfers."))


class LockCodeForm(forms.Form):
    code = CodeField(
        label=_("Je code"),
        help_text=_("4 tot 8 cijfers. Neem niet je geboortedag, en niet de code van je telefoon."),
    )
    again = CodeField(label=_("Nog een keer"))

    def clean_again(self):
        if self.cleaned_data["again"] != self.cleaned_data.get("code", self.cleaned_data["again"]):
            raise forms.ValidationError(_("Dit is niet dezelfde code. Typ hem nog eens."))
        return self.cleaned_data["again"]


class OpenForm(forms.Form):
    """Her code, or her passphrase, to open a lock."""

    prefix = "lock"
    code = CodeField(label=_("Je code"), required=False)
    passphrase = PassphraseField(label=_("Je wachtwoord"), required=False)
    next = forms.CharField(widget=forms.HiddenInput, max_length=2000, required=False)
    again = forms.BooleanField(widget=forms.HiddenInput, required=False)
    """Is the rest of this form, which was on its way to `next`, to be sent there?"""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="%s", **kwargs)  # as the ids of the page

    def clean(self):
        if not self.errors and not (self.cleaned_data["code"] or self.cleaned_data["passphrase"]):
            raise forms.ValidationError(_("Vul je code in."))
        return self.cleaned_data


class OutOfSightForm(forms.Form):
    """The number of seconds that a page was out of sight."""

    away_s = forms.IntegerField(min_value=0, max_value=10**8)
