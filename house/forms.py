"""The shape of what people type."""

import random
from itertools import count
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.errors import TooManyTries
from house.garden import names
from house.models import Background, House, Person, Phase, Role, Room, by_name
from house.models.looks import REASON_MAX

PASSPHRASE_HINT = _("Minstens 12 tekens. Drie of vier gewone woorden achter elkaar is goed.")


# What Django says of a field, in words of ours; set before the first field is made.
forms.Field.default_error_messages["required"] = _("Vul dit nog in.")
for field in (forms.ChoiceField, forms.MultipleChoiceField):
    field.default_error_messages["invalid_choice"] = _("Kies een van de mogelijkheden.")


def named(people):
    """Choices of people, by name."""
    return [(person.pk, person.chosen_name) for person in by_name(people)]


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    widget = DayInput
    input_formats = ["%Y-%m-%d", "%d-%m-%Y"]


class PassphraseField(forms.CharField):
    def __init__(self, *, autocomplete, **kwargs):
        attrs = {"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(strip=False, widget=forms.PasswordInput(attrs, render_value=False), max_length=200, **kwargs)


def sign_in_name_field(**kwargs):
    attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(label=_("Je inlognaam"), max_length=40, widget=forms.TextInput(attrs), **kwargs)


def remember_field():
    return forms.BooleanField(label=_("Dit apparaat is van mij alleen. Onthoud het 30 dagen."), required=False)


class SignInForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = sign_in_name_field()
        self.fields["password"] = PassphraseField(label=_("Je wachtwoord"), autocomplete="current-password")
        self.fields["remember"] = remember_field()
        self.order_fields(["login", "password", "remember"])

    def clean(self):
        """Who has to wait keeps the name that she typed."""
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
            "oldpassword": PassphraseField(label=_("Je wachtwoord van nu"), autocomplete="current-password"),
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
        self.fields["password"] = PassphraseField(label=_("Je wachtwoord"), autocomplete="current-password")


class CodeForm(forms.Form):
    """What her app says now, or a code from her paper."""

    code = forms.CharField(
        label=_("Je code"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )


class CredentialField(forms.JSONField):
    """Filled in by passkeys.js. What was sent does not come back."""

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


class PasskeyForm(forms.Form):
    """What her browser answered when it was asked for a passkey."""

    credential = CredentialField()


class NewPasskeyForm(PasskeyForm):
    name = forms.CharField(
        label=_("Waar staat deze passkey?"),
        help_text=_("Zo herken je hem later. Bijvoorbeeld: telefoon."),
        max_length=40,
        initial=_("telefoon"),
    )


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


class ReturnForm(forms.Form):
    """The code that one colleague reads to the other, and then: it is her."""

    code = forms.CharField(
        label=_("De code van je collega"),
        help_text=_("Twee keer vier tekens. Hoofdletters, streepjes en spaties maken niet uit."),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    is_her = forms.BooleanField(required=False, widget=forms.HiddenInput)


class EraseForm(forms.Form):
    """Her passphrase once more: four digits are no key to this."""

    passphrase = PassphraseField(label=_("Je wachtwoord"), autocomplete="current-password")


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
    """A name out of the garden with some figures, so that nobody has to use her own. It is nobody's yet."""
    chance = random.SystemRandom()
    ends = (10 ** (2 + tries // 10) for tries in count())  # two figures; more where the garden is nearly full
    offers = (f"{chance.choice(names(language))}-{chance.randrange(end // 10, end)}" for end in ends)
    return next(name for name in offers if not Person.objects.filter(sign_in_name=name).exists())


class ChoicesForm(forms.Form):
    """How she wants the pages to be."""

    language = forms.ChoiceField(label=_("Taal"), choices=settings.LANGUAGES)
    text_size = forms.TypedChoiceField(
        label=_("Letters"), choices=Person.TextSize, coerce=int, widget=forms.RadioSelect({"class": "seg"})
    )


class HouseChoiceForm(forms.Form):
    """Asks which house only of a coordinator who runs more than one."""

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        houses = list(House.objects.run_by(actor))
        field = forms.ChoiceField(label=_("Welk huis"), choices=[(str(house.pk), house.name) for house in houses])
        if len(houses) == 1:
            field.widget = forms.HiddenInput()
            field.initial = str(houses[0].pk)
        self.fields = {"house_id": field} | self.fields


class RoomForm(HouseChoiceForm):
    name = forms.CharField(label=_("Naam"), max_length=40)
    where = forms.CharField(
        label=_("Waar is het"), help_text=_("Bijvoorbeeld: beneden, naast de keuken."), max_length=80, required=False
    )
    is_shared = forms.BooleanField(label=_("Hier kunnen twee trainingen tegelijk zijn"), required=False)


class RoomChangeForm(forms.ModelForm):
    class Meta:
        model = Room
        fields = ["name", "where", "is_shared", "is_closed"]


class PersonForm(forms.Form):
    chosen_name = forms.CharField(
        label=_("Naam"), help_text=_("Zoals zij hier genoemd wil worden. Een voornaam is genoeg."), max_length=40
    )
    language = forms.ChoiceField(label=_("Taal"), choices=settings.LANGUAGES)


class StayForm(forms.Form):
    phase = forms.ChoiceField(label=_("Fase"), choices=Phase)
    arrived_on = DayField(label=_("Woont hier vanaf"), initial=timezone.localdate)
    planned_until = DayField(label=_("Waarschijnlijk tot"), required=False)


class StayChangeForm(StayForm):
    arrived_on = None


class PositionForm(forms.Form):
    role = forms.ChoiceField(label=_("Rol"), choices=Role)
    background = forms.ChoiceField(label=_("Achtergrond"), choices=Background)
    from_on = DayField(label=_("Vanaf"), initial=timezone.localdate)
    until_on = DayField(
        label=_("Tot"), help_text=_("De dag waarop het ophoudt. Leeg: er is nog geen laatste dag."), required=False
    )


class CoachForm(forms.Form):
    coach_id = forms.ChoiceField(label=_("Coach"))
    from_on = DayField(label=_("Vanaf"), initial=timezone.localdate)

    def __init__(self, *args, coaches, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["coach_id"].choices = named(coaches)


class EndForm(forms.Form):
    """The day from which something no longer counts; today means now."""

    on = DayField(label=_("Vanaf welke dag"), initial=timezone.localdate)


class EmergencyForm(forms.Form):
    """Whom it is about and why; she reads the reason herself."""

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


class OlderForm(forms.Form):
    """From where she looks further back."""

    before = forms.IntegerField(min_value=1, max_value=2**53, required=False)


class NewStayForm(HouseChoiceForm, StayForm):
    pass


class NewPositionForm(HouseChoiceForm, PositionForm):
    pass


class NewResidentForm(HouseChoiceForm, StayForm, PersonForm):
    pass


class NewWorkerForm(HouseChoiceForm, PositionForm, PersonForm):
    pass
