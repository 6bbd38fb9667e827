"""The form for looking further back."""

from django import forms


class OlderForm(forms.Form):
    """The turn before which she looks further back."""

    before = forms.IntegerField(min_value=1, max_value=2**53, required=False)
