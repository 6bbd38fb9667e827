"""The forms at the door, and those for a passphrase."""

import random
from itertools import count

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from django import forms
from django.contrib.auth import password_validation
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from house.errors import TooManyTries
from house.fields import PassphraseField, remember_field, sign_in_name_field
from house.people.models.people import Person
from house.suggested_names import names

PASSPHRASE_HINT = _("Minstens 12 tekens. Drie of vier gewone woorden achter elkaar is goed.")


class SignInForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = sign_in_name_field()
        self.fields["password"] = PassphraseField(label=_("Je wachtwoord"), autocomplete="current-password")
        self.fields["remember"] = remember_field()
        self.order_fields(["login", "password", "remember"])

    def clean(self):
        """Keep the typed name when she has to wait."""
        try:
            return super().clean()
        except TooManyTries as refusal:
            self.refusal = refusal
            raise forms.ValidationError(refusal.message) from None


class NewPassphraseForm(ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        new = {"autocomplete": "new-password"}
        self.fields = {
            "oldpassword": PassphraseField(label=_("Je wachtwoord van nu")),
            "password1": PassphraseField(label=_("Je nieuwe wachtwoord"), help_text=PASSPHRASE_HINT, **new),
            "password2": PassphraseField(label=_("Nog een keer"), **new),
        }

    def clean_oldpassword(self):
        """Guessing is slowed here as at the door."""
        if not get_adapter().reauthenticate(self.user, self.cleaned_data["oldpassword"]):
            raise get_adapter().validation_error("enter_current_password")
        return self.cleaned_data["oldpassword"]

    def clean_password1(self):
        password_validation.validate_password(self.cleaned_data["password1"], self.user)
        return self.cleaned_data["password1"]


class PassphraseAgainForm(ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"] = PassphraseField(label=_("Je wachtwoord"))


class CardForm(forms.Form):
    """The code as it is read from paper or heard over the telephone."""

    code = forms.CharField(
        label=_("De code op je kaart"),
        help_text=_("Vier keer vier tekens. Hoofdletters, streepjes en spaties maken niet uit."),
        max_length=60,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "data-from-fragment": ""}
        ),
    )


class ComeInForm(forms.Form):
    code = forms.CharField(widget=forms.HiddenInput, max_length=60)
    sign_in_name = sign_in_name_field(
        help_text=_("Hiermee kom je binnen. Neem niet je eigen naam. Letters, cijfers en streepjes mogen."),
        validators=[RegexValidator(r"\A[a-zA-Z0-9._-]+\Z", _("Neem alleen letters, cijfers, punten en streepjes."))],
    )
    passphrase = PassphraseField(label=_("Je wachtwoord"), help_text=PASSPHRASE_HINT, autocomplete="new-password")

    def clean_passphrase(self):
        somebody = Person(sign_in_name=self.cleaned_data.get("sign_in_name"))
        password_validation.validate_password(self.cleaned_data["passphrase"], somebody)
        return self.cleaned_data["passphrase"]


def suggest_sign_in_name(language):
    """A garden name with some digits that nobody has yet, so that she need not use her own."""
    chance = random.SystemRandom()
    ends = (10 ** (2 + tries // 10) for tries in count())  # two figures; more where the garden is nearly full
    offers = (f"{chance.choice(names(language))}-{chance.randrange(end // 10, end)}" for end in ends)
    return next(name for name in offers if not Person.objects.signing_in_as(name).exists())
