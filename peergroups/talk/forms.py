"""Forms of the talk: a message, a change of one, and what the page has already."""

from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from house import retention
from house.fields import PassphraseField, WordsField
from house.retention import in_words
from peergroups.fields import NumberField
from peergroups.limits import GROUPS_MAX, NUMBER_MAX, TEXT_MAX
from peergroups.talk.models import NOTE_MAX
from peergroups.talk.services.change import OPS


class MessageForm(forms.Form):
    """A message to the group. Its key makes sending it twice harmless."""

    has_summary = False  # she stands at the end of the talk, where she writes
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


class MessageChangeForm(forms.Form):
    """A change of an existing message. `value` is its new text, or the name of a reaction."""

    op = forms.ChoiceField(choices=[(op, op) for op in OPS], widget=forms.HiddenInput, initial="edit")
    value = WordsField(label=_("Je bericht"), rows=4, required=False, max_length=TEXT_MAX)


class LeaveForm(forms.Form):
    """Her choice for her words when she leaves, and her passphrase: another may hold her telephone."""

    STAY, GO = "stay", "go"
    words = forms.ChoiceField(
        label=_("Wat gebeurt er met wat je zei?"),
        choices=[
            (STAY, _("Mijn berichten blijven. Mijn naam in deze groep staat erbij, tot ze vanzelf verdwijnen.")),
            (GO, _("Mijn berichten gaan mee. Ze gaan nu allemaal weg, en mijn kleine antwoorden ook. Terug kan niet.")),
        ],
        initial=STAY,
        widget=forms.RadioSelect,
    )
    passphrase = PassphraseField(label=_("Je wachtwoord"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        term = in_words(retention.TALK)
        self.fields["words"].help_text = _("Berichten verdwijnen vanzelf na %(term)s.") % {"term": term}

    def clean(self):
        cleaned = super().clean()
        return {"passphrase": cleaned.get("passphrase"), "takes_words": cleaned.get("words") == self.GO}


class StretchForm(forms.Form):
    """A stretch of the talk: the last messages before a number, or the first ones after it."""

    before = NumberField(required=False)
    after = NumberField(required=False, min_value=0)


class NumberForm(forms.Form):
    """The number of the last message that she read."""

    number = NumberField()


class HaveForm(forms.Form):
    """The versions that the page has already: `<group>:<version>`, with commas between them."""

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
