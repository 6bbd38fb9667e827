"""The form for her own choices."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from house.fields import Segments
from house.people.models.people import Person


class ChoicesForm(forms.Form):
    """Her language and letter size."""

    language = forms.ChoiceField(label=_("Taal"), choices=settings.LANGUAGES)
    text_size = forms.TypedChoiceField(label=_("Letters"), choices=Person.TextSize, coerce=int, widget=Segments())
