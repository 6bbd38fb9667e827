"""The shape of what a page sends by itself when it has no socket."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from peergroups.forms.fields import NumberField
from peergroups.limits import GROUPS_MAX, NUMBER_MAX


class NumberForm(forms.Form):
    """How far she read."""

    number = NumberField()


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
