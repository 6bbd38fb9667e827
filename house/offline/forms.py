"""The form in which she chooses what a device keeps."""

from django import forms
from django.utils.translation import gettext_lazy as _


class KeptForm(forms.Form):
    keeps_week = forms.BooleanField(
        label=_("Bewaar mijn week op dit apparaat"),
        help_text=_("Vandaag tot en met volgende week: dagen, tijden en korte namen. Geen plek en geen mensen."),
        required=False,
    )
    keeps_numbers = forms.BooleanField(
        label=_("Bewaar het nummer van mijn huis"),
        help_text=_("Dan staat het bij Hulp, ook zonder internet."),
        required=False,
    )
