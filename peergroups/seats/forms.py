"""The form to answer who a new facilitator is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peergroups.fields import NumberField, WordsField
from peergroups.seats.models import ANSWER_MAX


class WhoIsSheForm(forms.Form):
    """The answer that the group will read."""

    answer = WordsField(
        label=_("Wie is zij?"),
        help_text=_("De groep leest dit, met jouw naam erbij. Schrijf hoe jij haar kent en waarom zij meeleest."),
        rows=3,
        max_length=ANSWER_MAX,
    )


class AtMessageForm(forms.Form):
    """The message at which a facilitator closes a seat or opens it again; none on the page about the group."""

    number = NumberField(required=False)
