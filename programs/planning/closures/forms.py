"""The shape of what people type about days that are closed, and about a series that pauses."""

from datetime import date, timedelta

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy as _

from house.fields import DayField
from programs.planning.closures.services import Break
from programs.recurrence import public_days
from programs.recurrence.rhythm import DAY
from programs.sessions.models.closures import NAME_MAX, Closure

A_YEAR_OF_WEEKS = timedelta(weeks=52)
COUNTRIES = {
    "NL": _("Nederland"),
    "BE": _("België"),
    "DE": _("Duitsland"),
    "LU": _("Luxemburg"),
    "FR": _("Frankrijk"),
    "GB": _("Verenigd Koninkrijk"),
    "IE": _("Ierland"),
    "ES": _("Spanje"),
    "PT": _("Portugal"),
    "IT": _("Italië"),
    "CH": _("Zwitserland"),
    "AT": _("Oostenrijk"),
    "PL": _("Polen"),
    "RO": _("Roemenië"),
    "BG": _("Bulgarije"),
    "HU": _("Hongarije"),
    "DK": _("Denemarken"),
    "SE": _("Zweden"),
    "CW": _("Curaçao"),
    "AW": _("Aruba"),
    "SX": _("Sint-Maarten"),
    "SR": _("Suriname"),
}


def region_in_words(house):
    """'Nederland', 'Nederland, Noord'."""
    part = public_days.names_of_parts(house.country).get(house.part_of_country)
    country = str(COUNTRIES.get(house.country, house.country))
    return f"{country}, {part}" if part else country


class DaysForm(forms.Form):
    """Gives the days as [from_on, until_on). One day unless a last day is told."""

    from_on = DayField(label=_("Vanaf"))
    last_on = DayField(label=_("Tot en met"), help_text=_("Leeg is één dag."), required=False)

    def clean_last_on(self):
        first, last = self.cleaned_data.get("from_on"), self.cleaned_data["last_on"]
        if first and last and last < first:
            raise forms.ValidationError(_("De laatste dag ligt voor de eerste. Kijk de dagen nog eens na."))
        return last

    def clean(self):
        words = super().clean()
        last = words.pop("last_on", None) or words.get("from_on")
        return words | {"until_on": last + DAY} if last else words


class NewDaysForm(DaysForm):
    """The same of days that are still to come."""

    def clean_from_on(self):
        if self.cleaned_data["from_on"] < timezone.localdate():
            raise forms.ValidationError(_("Kies vandaag of een dag die nog komt."))
        return self.cleaned_data["from_on"]


def name_field():
    return forms.CharField(
        label=_("Hoe heet het"), max_length=NAME_MAX, help_text=_("Dit staat in de week van iedereen die hier woont.")
    )


class NewClosureForm(NewDaysForm):
    """Gives kind, name and days."""

    kind = forms.ChoiceField(
        label=_("Wat is het"),
        choices=[(Closure.Kind.OWN, _("eigen dag")), (Closure.Kind.BREAK, _("vakantie"))],
        initial=Closure.Kind.OWN,
        widget=forms.RadioSelect({"class": "seg"}),
    )
    name = name_field()

    field_order = ["kind", "name"]


def why_sleeps_field():
    return forms.CharField(
        label=_("Waarom"),
        max_length=NAME_MAX,
        required=False,
        help_text=_("Iedereen die komt, leest het."),
    )


class PauseForm(NewDaysForm):
    """Gives the days on which a series sleeps, and why."""

    name = why_sleeps_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["last_on"].required = True
        self.fields["last_on"].help_text = _("De dag erna gaat de reeks weer verder.")


class ClosureForm(DaysForm):
    """Gives the new name and days of a closure that is there."""

    name = name_field()

    field_order = ["name"]

    def __init__(self, *args, closure, **kwargs):
        first = {"name": closure.name, "from_on": closure.from_on, "last_on": closure.last_on}
        super().__init__(*args, initial=first, **kwargs)
        if closure.is_pause:
            self.fields["name"] = why_sleeps_field()


class ReopenForm(forms.Form):
    """Asks nothing but whether she is sure."""


class HolidaysForm(forms.Form):
    """Gives the days of a year that close the house, out of the public holidays that are still to come."""

    days = forms.TypedMultipleChoiceField(
        label=_("Op welke feestdagen zijn er geen trainingen"),
        coerce=date.fromisoformat,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, house, year, **kwargs):
        super().__init__(*args, **kwargs)
        every = public_days.public_days(house.region, year, get_language() or settings.LANGUAGE_CODE)
        to_come = [day for day in every if day.on >= timezone.localdate()]
        self.fields["days"].choices = [(day.on, f"{day.name}, {date_format(day.on, 'l j F')}") for day in to_come]
        self.fields["days"].initial = [day.on for day in to_come if day.on in self._chosen(house, year)]

    def _chosen(self, house, year):
        """The days of this year, or until somebody chose those that are called like the days of the year before."""
        holidays = house.closures.filter(kind=Closure.Kind.HOLIDAY)
        if house.holiday_years.filter(year=year, chosen_at__isnull=False).exists():
            return {closure.from_on for closure in holidays.filter(from_on__year=year)}
        names = {closure.name for closure in holidays.filter(from_on__year=year - 1)}
        every = public_days.public_days(house.region, year, settings.LANGUAGE_CODE)
        return {day.on for day in every if day.name in names}


class BreaksForm(forms.Form):
    """Breaks to tick and to correct. Gives `breaks`."""

    def __init__(self, *args, proposals, **kwargs):
        super().__init__(*args, **kwargs)
        self.proposals = proposals
        for number, one in enumerate(proposals):
            self.fields[f"take_{number}"] = forms.BooleanField(label=one.name, required=False)
            self.fields[f"from_on_{number}"] = DayField(label=_("Vanaf"), initial=one.from_on)
            self.fields[f"last_on_{number}"] = DayField(label=_("Tot en met"), initial=one.until_on - DAY)

    def rows(self):
        return [
            (self[f"take_{number}"], self[f"from_on_{number}"], self[f"last_on_{number}"])
            for number in range(len(self.proposals))
        ]

    def clean(self):
        words = super().clean()
        taken = [(number, one) for number, one in enumerate(self.proposals) if words.get(f"take_{number}")]
        if not taken:
            raise forms.ValidationError(_("Zet een vinkje bij wat je wilt overnemen."))
        return {"breaks": [self._break(number, one, words) for number, one in taken]}

    def _break(self, number, one, words):
        first, last = words.get(f"from_on_{number}"), words.get(f"last_on_{number}")
        if first and last and last < first:
            self.add_error(f"last_on_{number}", _("De laatste dag ligt voor de eerste. Kijk de dagen nog eens na."))
        return Break(one.kind, one.name, first, last + DAY) if first and last else one


def breaks_to_propose(house, year):
    """School breaks of this year where they are known, and what the house had of its own the year before; not what is
    there or has passed.

    What comes from the year before keeps its weekday, so its days are to be looked at.
    """
    language = get_language() or settings.LANGUAGE_CODE
    told = public_days.school_breaks(house.region, year, language)
    proposals = [Break(Closure.Kind.BREAK, one.name, one.from_on, one.until_on) for one in told]
    kinds = [Closure.Kind.OWN] if proposals else [Closure.Kind.OWN, Closure.Kind.BREAK]
    for closure in house.closures.filter(kind__in=kinds, from_on__year=year - 1):
        days = (closure.from_on + A_YEAR_OF_WEEKS, closure.until_on + A_YEAR_OF_WEEKS)
        proposals.append(Break(closure.kind, closure.name, *days))
    there = {closure.name for closure in house.closures.filter(from_on__year=year)}
    to_come = (one for one in proposals if one.name not in there and one.from_on >= timezone.localdate())
    return sorted(to_come, key=lambda one: one.from_on)


class RegionForm(forms.Form):
    """Gives the country of a house, and the part of it if it has one."""

    region = forms.ChoiceField(
        label=_("Waar het huis staat"), help_text=_("Feestdagen verschillen per land, schoolvakanties per streek.")
    )

    def __init__(self, *args, house, **kwargs):
        super().__init__(*args, initial={"region": house.region}, **kwargs)
        self.fields["region"].choices = [self._group(country) for country in COUNTRIES]

    def _group(self, country):
        parts = [(f"{country}-{part}", name) for part, name in public_days.names_of_parts(country).items()]
        return COUNTRIES[country], [(country, COUNTRIES[country]), *parts]

    def clean(self):
        country, _, part = super().clean().get("region", "").partition("-")
        return {"country": country, "part_of_country": part}
