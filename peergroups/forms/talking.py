"""The shape of what somebody says in a talk, and of what she does with what was said."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from peergroups.forms.fields import NumberField, WordsField
from peergroups.models.talk import NOTE_MAX, TEXT_MAX
from peergroups.services.changing import OPS


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


class BeforeForm(forms.Form):
    """From where she looks back."""

    before = NumberField(required=False)
