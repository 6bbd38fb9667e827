"""The form about what somebody needs to take part."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.sessions.forms.fields import interpreter_field
from programs.sessions.models.interpreters import NEEDS_MAX


class NeedsForm(forms.Form):
    """Her needs to take part: an interpreter, and a few words."""

    interpreter = interpreter_field()
    words = forms.CharField(
        label=_("Wat heb je nog meer nodig?"),
        help_text=_("Eén zin. Bijvoorbeeld: een plek bij de deur."),
        max_length=NEEDS_MAX,
        required=False,
    )
