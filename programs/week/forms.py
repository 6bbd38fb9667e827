"""The search form of the desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

WORDS_MIN, WORDS_MAX = 2, 60


class FindForm(forms.Form):
    words = forms.CharField(
        label=_("Wat zoek je?"),
        help_text=_("Een training, een kamer, een collega of een dag."),
        min_length=WORDS_MIN,
        max_length=WORDS_MAX,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search"}),
        error_messages={"min_length": _("Typ nog een letter."), "required": _("Typ wat je zoekt.")},
    )
