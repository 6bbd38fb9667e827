"""Form fields that several forms share, and the messages of fields."""

from django import forms
from django.forms.utils import flatatt
from django.utils.translation import gettext_lazy as _

from house import retention
from house.markup import joined, markup
from house.people.models.people import by_name
from house.retention import in_words

# What Django says of a field, in words of ours; set before the first field is made.
forms.Field.default_error_messages["required"] = _("Vul dit nog in.")
for field in (forms.ChoiceField, forms.MultipleChoiceField):
    field.default_error_messages["invalid_choice"] = _("Kies een van de mogelijkheden.")


def named(people):
    """Choices of people, by name."""
    return [(person.pk, person.chosen_name) for person in by_name(people)]


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    widget = DayInput
    input_formats = ["%Y-%m-%d", "%d-%m-%Y"]

    def validate(self, value):
        """Refuse days that are too far away, such as the last day of the calendar."""
        super().validate(value)
        if value and not 2000 <= value.year < 2100:
            raise forms.ValidationError(_("Die dag ligt te ver weg."))


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


class Segments(forms.RadioSelect):
    """A few choices side by side, as a switch. Written as text, in a third of the time that Django's templates take."""

    def __init__(self, attrs=None):
        super().__init__({"class": "seg"} | (attrs or {}))

    def render(self, name, value, attrs=None, renderer=None):
        widget = self.get_context(name, value, attrs)["widget"]
        choices = [_segment(option) for _group, options, _index in widget["optgroups"] for option in options]
        return markup('<div id="{}" class="{}">{}</div>', widget["attrs"]["id"], self.attrs["class"], joined(choices))


def _segment(option):
    attrs = flatatt(option["attrs"])
    button = markup('<input type="radio" name="{}" value="{}"{}>', option["name"], option["value"], attrs)
    return markup(
        '<label class="choice" for="{}">{}<span>{}</span></label>', option["attrs"]["id"], button, option["label"]
    )


class PassphraseField(forms.CharField):
    """A passphrase. Only the door lets a password manager fill it in, by `autocomplete`."""

    def __init__(self, *, autocomplete="off", **kwargs):
        attrs = {"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(strip=False, widget=forms.PasswordInput(attrs, render_value=False), max_length=200, **kwargs)


def sign_in_name_field(**kwargs):
    attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(label=_("Je inlognaam"), max_length=40, widget=forms.TextInput(attrs), **kwargs)


def remember_field():
    label = _("Dit apparaat is van mij alleen. Onthoud het %(term)s.") % {"term": in_words(retention.DEVICES)}
    return forms.BooleanField(label=label, required=False)
