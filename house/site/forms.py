"""The forms for her own choices, and for those of a house."""

from django import forms
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from house.fields import Segments
from house.people.models.houses import House
from house.people.models.people import Person
from house.people.models.quiet import DAY_HOURS, DEFAULT, NONE, QuietHours
from house.site.guises import GUISES


class ChoicesForm(forms.Form):
    """Her language and letter size."""

    language = forms.ChoiceField(label=_("Taal"), choices=settings.LANGUAGES)
    text_size = forms.TypedChoiceField(label=_("Letters"), choices=Person.TextSize, coerce=int, widget=Segments())


class GuiseForm(forms.Form):
    """The name and picture of this site on a home screen."""

    guise = forms.ChoiceField(label=_("Naam en plaatje"), widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        picture = '<img src="{}" alt="" width="40" height="40"> {}'
        self.fields["guise"].choices = [
            (guise.key, format_html(picture, static(guise.svg), guise.name)) for guise in GUISES.values()
        ]


class HouseForm(forms.ModelForm):
    """What a house is called and how it is called up."""

    class Meta:
        model = House
        fields = ["name", "phone", "phone_hours", "phone_answered_by", "night_phone"]
        help_texts = {
            "phone": _("Staat bovenaan bij Hulp."),
            "phone_hours": _("Bijvoorbeeld: elke dag van 9 tot 17 uur. Leeg: dag en nacht."),
            "phone_answered_by": _("Bijvoorbeeld: Joke of Anouk."),
            "night_phone": _("Alleen als het een ander nummer is."),
        }


HOURS = [(hour, f"{hour}:00") for hour in range(DAY_HOURS)]


class HouseQuietForm(forms.Form):
    """The quiet hours of a house. `cleaned_data` holds `hours`: QuietHours, or None for those of the house."""

    CHOICES = [("chosen", _("Elke nacht")), ("none", _("Geen stille uren"))]

    kind = forms.ChoiceField(label=_("Wanneer is het stil?"), widget=Segments())
    begin = forms.TypedChoiceField(label=_("Vanaf"), choices=HOURS, coerce=int, widget=forms.Select({"class": "hour"}))
    end = forms.TypedChoiceField(label=_("Tot"), choices=HOURS, coerce=int, widget=forms.Select({"class": "hour"}))

    def __init__(self, *args, hours, **kwargs):
        begin, end = hours or DEFAULT
        kind = "house" if hours is None else "chosen" if hours else "none"
        super().__init__(*args, initial={"kind": kind, "begin": begin, "end": end}, **kwargs)
        self.fields["kind"].choices = self.CHOICES

    def clean(self):
        chosen = super().clean()
        if self.errors:
            return chosen
        hours = QuietHours(chosen["begin"], chosen["end"])
        if chosen["kind"] == "chosen" and not hours:
            raise forms.ValidationError(_("Kies twee uren die van elkaar verschillen."))
        return {"hours": {"chosen": hours, "none": NONE, "house": None}[chosen["kind"]]}


class OwnQuietForm(HouseQuietForm):
    """Her own quiet hours, or those of her house, which are `of_house` in words."""

    CHOICES = [("house", _("Zoals het huis")), ("chosen", _("Kies zelf")), ("none", _("Geen stille uren"))]

    def __init__(self, *args, of_house, **kwargs):
        super().__init__(*args, **kwargs)
        if of_house:
            self.fields["kind"].help_text = _("Het huis: %(hours)s.") % {"hours": of_house}
