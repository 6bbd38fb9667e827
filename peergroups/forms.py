"""The shape of what people type and of what their pages send."""

import random
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from house import garden
from house.forms import DayField, HouseChoiceForm, named
from peergroups.limits import GROUPS_MAX, NUMBER_MAX
from peergroups.models.care import ANSWER_MAX, REASON_MAX
from peergroups.models.groups import ALIAS_MAX
from peergroups.models.talk import NOTE_MAX, TEXT_MAX
from peergroups.services.changing import OPS


class WordsField(forms.CharField):
    """Text of more lines. A line end counts as one character, whatever the browser sends."""

    def __init__(self, *, rows=1, placeholder="", **kwargs):
        attrs = {"rows": rows, "autocomplete": "off"}
        if placeholder:
            attrs["placeholder"] = placeholder
        kwargs.setdefault("error_messages", {}).setdefault(
            "max_length", _("Dit is te lang: er passen %(limit_value)d tekens in, dit zijn er %(show_value)d.")
        )
        super().__init__(widget=forms.Textarea(attrs), **kwargs)

    def widget_attrs(self, widget):
        """No maxlength: a browser would cut what she pastes without a word."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class NumberField(forms.IntegerField):
    def __init__(self, **kwargs):
        super().__init__(min_value=1, max_value=NUMBER_MAX, widget=forms.HiddenInput, **kwargs)


class MessageForm(forms.Form):
    """A message to the group. Its key makes sending it twice harmless."""

    text = WordsField(
        label=_("Schrijf aan de groep"),
        placeholder=_("Schrijf aan de groep"),
        max_length=TEXT_MAX,
        error_messages={"required": _("Je bericht is nog leeg.")},
    )
    note = forms.CharField(
        label=_("Let op: dit gaat over …"),
        help_text=_("Een paar woorden. Wie het leest kiest dan zelf of ze verder leest."),
        max_length=NOTE_MAX,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    reply_to = NumberField(required=False)
    key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)


class ChangeForm(forms.Form):
    """What somebody does with a message that is there. `value` is its new words, or a reaction."""

    op = forms.ChoiceField(choices=[(op, op) for op in OPS], widget=forms.HiddenInput, initial="edit")
    value = WordsField(label=_("Je bericht"), rows=4, required=False, max_length=TEXT_MAX)


class NumberForm(forms.Form):
    """How far she read."""

    number = NumberField()


class BeforeForm(forms.Form):
    """From where she looks back."""

    before = NumberField(required=False)


class HaveForm(forms.Form):
    """What a page has already: `<group>:<version>`, with commas between them."""

    have = forms.CharField(required=False, max_length=GROUPS_MAX * 64)

    def clean_have(self):
        pairs = [pair.split(":") for pair in self.cleaned_data["have"].split(",") if pair]
        try:
            return {UUID(group): _version(version) for group, version in pairs}
        except ValueError:
            raise forms.ValidationError(_("Dit kwam niet goed aan. Laad de pagina opnieuw.")) from None


def _version(text):
    """Raises ValueError."""
    if not text.isdecimal() or int(text) > NUMBER_MAX:
        raise ValueError
    return int(text)


class ReportForm(forms.Form):
    reason = WordsField(label=_("Wil je er iets bij zeggen?"), rows=3, required=False, max_length=REASON_MAX)


class AnswerForm(forms.Form):
    """What the reporter will read."""

    answer = WordsField(
        label=_("Wat is er gedaan?"),
        help_text=_("Wie het liet weten, leest dit. Noem geen naam van een ander."),
        rows=3,
        max_length=ANSWER_MAX,
        error_messages={"required": _("Schrijf in een of twee zinnen wat er gedaan is.")},
    )
    removes_message = forms.BooleanField(label=_("Haal het bericht weg uit de groep"), required=False)


class GroupWordsForm(forms.Form):
    """What a group is called and agreed on."""

    name = forms.CharField(
        label=_("Naam van de groep"),
        help_text=_("Een gewone naam die niets verraadt, zoals Keukentafel."),
        max_length=60,
    )
    answer_time = forms.CharField(
        label=_("Wanneer komt er antwoord?"),
        help_text=_("Dit staat altijd boven het gesprek. Bijvoorbeeld: elke werkdag voor 17:00."),
        max_length=80,
    )
    agreements = WordsField(
        label=_("Onze afspraken"),
        help_text=_("Een afspraak op elke regel. De groep schrijft ze zelf. Neem erin op: geen details over het huis."),
        rows=6,
        required=False,
        max_length=2000,
    )
    review_on = DayField(
        label=_("Samen terugkijken op"), help_text=_("Dan vraagt de groep zich af of het zo goed gaat."), required=False
    )


class OpenGroupForm(HouseChoiceForm, GroupWordsForm):
    """A new group with the person who holds it."""

    def __init__(self, *args, facilitators, **kwargs):
        super().__init__(*args, **kwargs)
        label = _("Begeleider van de groep")
        self.fields["facilitator_id"] = forms.ChoiceField(label=label, choices=named(facilitators))
        self.order_fields(["house_id", "name", "facilitator_id"])


class FacilitatorForm(forms.Form):
    """A place for somebody who holds the group."""

    person_id = forms.ChoiceField(label=_("Voor wie"))

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person_id"].choices = named(people)


class SeatForm(FacilitatorForm):
    """A place for a resident or an alumna."""

    alias = forms.CharField(
        label=_("Haar naam in de groep"),
        help_text=_("Kies samen met haar, en niet haar eigen naam. Op deze pagina's zie je hem daarna niet meer."),
        max_length=ALIAS_MAX,
    )


class SureForm(forms.Form):
    """Nothing to fill in: only yes."""


class TurnForm(forms.Form):
    """Let a group rest, go on, or end."""

    turn = forms.ChoiceField(
        choices=[
            ("rest", _("Laat de groep rusten")),
            ("wake", _("De groep gaat weer open")),
            ("close", _("Sluit de groep")),
        ]
    )


def suggest_alias(taken):
    """A name out of the garden that nobody in the group has."""
    names = {name.capitalize() for name in garden.names("nl")} - set(taken)
    return random.SystemRandom().choice(sorted(names) or [""])
