"""Form fields that several forms of the groups share."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peergroups.limits import NUMBER_MAX


class WordsField(forms.CharField):
    """A text field of several lines. A line end counts as one character, whatever the browser sends."""

    def __init__(self, *, rows=1, placeholder="", **kwargs):
        attrs = {"rows": rows, "autocomplete": "off"}
        if placeholder:
            attrs["placeholder"] = placeholder
        kwargs.setdefault("error_messages", {}).setdefault(
            "max_length", _("Dit is te lang: er passen %(limit_value)d tekens in, dit zijn er %(show_value)d.")
        )
        super().__init__(widget=forms.Textarea(attrs), **kwargs)

    def widget_attrs(self, widget):
        """Leave `maxlength` out: a browser would cut pasted text without saying so."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class NumberField(forms.IntegerField):
    def __init__(self, min_value=1, **kwargs):
        super().__init__(min_value=min_value, max_value=NUMBER_MAX, widget=forms.HiddenInput, **kwargs)


class SureForm(forms.Form):
    """A form without fields: sending it confirms."""
