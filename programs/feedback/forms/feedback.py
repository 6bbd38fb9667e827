"""The form to say how a session was."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.feedback.models.feedback import WORDS_MAX, Face


class VoiceForm(forms.Form):
    """A voice about a session: a face, and words if she likes."""

    face = forms.ChoiceField(label=_("Hoe was het voor jou?"), choices=Face, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Wil je er iets bij zeggen?"),
        max_length=WORDS_MAX,
        widget=forms.Textarea({"rows": 4}),
        required=False,
    )

    def faces(self):
        """Each radio button with its face."""
        return [(radio, Face(radio.data["value"])) for radio in self["face"]]
