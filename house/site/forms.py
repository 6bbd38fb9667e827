"""The shape of what she chooses for herself."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from house.people.models.people import Person


class ChoicesForm(forms.Form):
    """How she wants the pages to be."""

    language = forms.ChoiceField(label=_("Taal"), choices=settings.LANGUAGES)
    text_size = forms.TypedChoiceField(
        label=_("Letters"), choices=Person.TextSize, coerce=int, widget=forms.RadioSelect({"class": "seg"})
    )
