"""The forms of a second step."""

from django import forms
from django.utils.translation import gettext_lazy as _

from house.fields import PassphraseField


class CodeForm(forms.Form):
    """The present code of her app, or a code from her paper."""

    code = forms.CharField(
        label=_("Je code"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"}),
    )


class CredentialField(forms.JSONField):
    """The answer of a passkey, filled in by passkeys.js. It is never sent back to the page."""

    widget = forms.HiddenInput

    def to_python(self, value):
        try:
            return super().to_python(value)
        except RecursionError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None

    def bound_data(self, data, initial):
        return None

    def prepare_value(self, value):
        return None


class ProofForm(forms.Form):
    """Her second step once more; `next` and `again` as in the form of the lock."""

    prefix = "proof"
    code = forms.CharField(max_length=20, required=False)
    credential = CredentialField(required=False)
    passphrase = PassphraseField(label=_("Je wachtwoord"), required=False)
    next = forms.CharField(widget=forms.HiddenInput, max_length=2000, required=False)
    again = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="%s", **kwargs)  # as the ids of the page


class PasskeyForm(forms.Form):
    """The answer of her browser for a passkey."""

    credential = CredentialField()


class NewPasskeyForm(PasskeyForm):
    name = forms.CharField(
        label=_("Waar staat deze passkey?"),
        help_text=_("Zo herken je hem later. Bijvoorbeeld: telefoon."),
        max_length=40,
        initial=_("telefoon"),
    )
