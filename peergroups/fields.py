"""Form fields that several forms of the groups share."""

from django import forms

from peergroups.limits import NUMBER_MAX


class NumberField(forms.IntegerField):
    def __init__(self, min_value=1, **kwargs):
        super().__init__(min_value=min_value, max_value=NUMBER_MAX, widget=forms.HiddenInput, **kwargs)


class SureForm(forms.Form):
    """A form without fields: sending it confirms."""
