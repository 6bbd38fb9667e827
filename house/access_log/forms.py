"""The shape of looking back."""

from django import forms


class OlderForm(forms.Form):
    """From where she looks further back."""

    before = forms.IntegerField(min_value=1, max_value=2**53, required=False)
