"""The form to write down what a group agreed, and the form to say yes to it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from house.fields import WordsField
from peergroups.agreements.models import LINE_MAX, LINES_MAX, Line, Picture
from peergroups.fields import NumberField
from peergroups.groups.models.groups import WELCOME_MAX

EMPTY_LINES = 3


class AgreementsForm(forms.Form):
    """The agreements of a group, each with a picture before it or none, and its word of welcome.

    Below the agreements of now stand a few empty lines. `read` is the version from which she started.
    """

    read = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, lines=(), welcome="", **kwargs):
        super().__init__(*args, **kwargs)
        self.count = LINES_MAX if self.is_bound else min(len(lines) + EMPTY_LINES, LINES_MAX)
        for place in range(self.count):
            line = lines[place] if place < len(lines) else Line("")
            self.fields[f"text_{place}"] = _words_field(place, line.text)
            self.fields[f"picture_{place}"] = _picture_field(place, line.picture)

        self.fields["welcome"] = WordsField(
            label=_("Een woord van welkom"),
            help_text=_("Dit leest wie er nieuw bij komt, als er nog niets te lezen is."),
            initial=welcome,
            max_length=WELCOME_MAX,
            rows=3,
            required=False,
        )

    def pairs(self):
        """The fields of each line, for the page."""
        return [(self[f"text_{place}"], self[f"picture_{place}"]) for place in range(self.count)]

    def clean(self):
        told = super().clean()
        lines = [Line(told.get(f"text_{place}", ""), told.get(f"picture_{place}", "")) for place in range(self.count)]
        if not self.errors and not any(line.text for line in lines):
            raise forms.ValidationError(_("Schrijf minstens één afspraak op."))
        return {"lines": lines, "welcome": told.get("welcome", ""), "read": told.get("read", "")}


def _words_field(place, initial):
    label = _("Afspraak %(number)d") % {"number": place + 1}
    return WordsField(label=label, initial=initial, max_length=LINE_MAX, rows=2, required=False)


def _picture_field(place, initial):
    label = _("Plaatje bij afspraak %(number)d") % {"number": place + 1}
    choices = [("", _("geen plaatje")), *Picture.choices]
    return forms.ChoiceField(label=label, initial=initial, choices=choices, required=False)


class YesForm(forms.Form):
    """Her yes to the version of the agreements that she read."""

    number = NumberField()
