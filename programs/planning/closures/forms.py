"""The forms about closed days, and about a series that pauses."""

from datetime import date, timedelta

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy as _

from house.fields import DayField, Segments
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
    """For example 'Nederland', or 'Nederland, Noord'."""
    part = public_days.names_of_parts(house.country).get(house.part_of_country)
    country = str(COUNTRIES.get(house.country, house.country))
    return f"{country}, {part}" if part else country


class DaysForm(forms.Form):
    """Days. Cleaned data: [from_on, until_on). One day unless there is a last day."""

    from_on = DayField(label=_("Vanaf"))
    last_on = DayField(label=_("Tot en met"), help_text=_("Leeg is één dag."), required=False)

    def clean_last_on(self):
        first, last = self.cleaned_data.get("from_on"), self.cleaned_data["last_on"]
        if first and last and last < first:
            raise forms.ValidationError(_("De laatste dag ligt voor de eerste. Kijk de dagen nog eens na."))
        return last

    def clean(self):
        fields = super().clean()
        last = fields.pop("last_on", None) or fields.get("from_on")
        return fields | {"until_on": last + DAY} if last else fields


class NewDaysForm(DaysForm):
    """The same, for days that are still to come."""

    def clean_from_on(self):
        if self.cleaned_data["from_on"] < timezone.localdate():
            raise forms.ValidationError(_("Kies vandaag of een dag die nog komt."))
        return self.cleaned_data["from_on"]


def name_field():
    return forms.CharField(
        label=_("Hoe heet het"), max_length=NAME_MAX, help_text=_("Dit staat in de week van iedereen die hier woont.")
    )


class NewClosureForm(NewDaysForm):
    """A new closure. Cleaned data: kind, name and days."""

    kind = forms.ChoiceField(
        label=_("Wat is het"),
        choices=[(Closure.Kind.OWN, _("eigen dag")), (Closure.Kind.BREAK, _("vakantie"))],
        initial=Closure.Kind.OWN,
        widget=Segments(),
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
    """A pause of a series. Cleaned data: the days, and the reason as `name`."""

    name = why_sleeps_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["last_on"].required = True
        self.fields["last_on"].help_text = _("De dag erna gaat de reeks weer verder.")


class ClosureForm(DaysForm):
    """A change of a closure. Cleaned data: its new name and days."""

    name = name_field()

    field_order = ["name"]

    def __init__(self, *args, closure, **kwargs):
        initial = {"name": closure.name, "from_on": closure.from_on, "last_on": closure.last_on}
        super().__init__(*args, initial=initial, **kwargs)
        if closure.is_pause:
            self.fields["name"] = why_sleeps_field()


class ReopenForm(forms.Form):
    """A form without fields: sending it confirms."""


class HolidaysForm(forms.Form):
    """The public holidays of a year that close the house, chosen from those still to come. Cleaned data: `days`."""

    days = forms.TypedMultipleChoiceField(
        label=_("Op welke feestdagen zijn er geen trainingen"),
        coerce=date.fromisoformat,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, house, year, **kwargs):
        super().__init__(*args, **kwargs)
        holidays = public_days.public_days(house.region, year, get_language() or settings.LANGUAGE_CODE)
        to_come = [day for day in holidays if day.on >= timezone.localdate()]
        self.fields["days"].choices = [(day.on, f"{day.name}, {date_format(day.on, 'l j F')}") for day in to_come]
        self.fields["days"].initial = [day.on for day in to_come if day.on in self._chosen(house, year)]

    def _chosen(self, house, year):
        """The chosen days of this year; before a choice, the days with the names that were chosen the year before."""
        closures = house.closures.filter(kind=Closure.Kind.HOLIDAY)
        if house.holiday_years.filter(year=year, chosen_at__isnull=False).exists():
            return {closure.from_on for closure in closures.filter(from_on__year=year)}
        names = {closure.name for closure in closures.filter(from_on__year=year - 1)}
        days = public_days.public_days(house.region, year, settings.LANGUAGE_CODE)
        return {day.on for day in days if day.name in names}


class BreaksForm(forms.Form):
    """Breaks to tick and to correct. Cleaned data: `breaks`."""

    def __init__(self, *args, proposals, **kwargs):
        super().__init__(*args, **kwargs)
        self.proposals = proposals
        for number, proposal in enumerate(proposals):
            self.fields[f"take_{number}"] = forms.BooleanField(label=proposal.name, required=False)
            self.fields[f"from_on_{number}"] = DayField(label=_("Vanaf"), initial=proposal.from_on)
            self.fields[f"last_on_{number}"] = DayField(label=_("Tot en met"), initial=proposal.until_on - DAY)

    def rows(self):
        return [
            (self[f"take_{number}"], self[f"from_on_{number}"], self[f"last_on_{number}"])
            for number in range(len(self.proposals))
        ]

    def clean(self):
        fields = super().clean()
        taken = [(number, proposal) for number, proposal in enumerate(self.proposals) if fields.get(f"take_{number}")]
        if not taken:
            raise forms.ValidationError(_("Zet een vinkje bij wat je wilt overnemen."))
        return {"breaks": [self._break(number, proposal, fields) for number, proposal in taken]}

    def _break(self, number, proposal, fields):
        first, last = fields.get(f"from_on_{number}"), fields.get(f"last_on_{number}")
        if first and last and last < first:
            self.add_error(f"last_on_{number}", _("De laatste dag ligt voor de eerste. Kijk de dagen nog eens na."))
        return Break(proposal.kind, proposal.name, first, last + DAY) if first and last else proposal


def breaks_to_propose(house, year):
    """School breaks of this year where they are known, and the house's own breaks and days of the year before.

    Proposals that the house has already, or that have passed, are left out. Days from the year before keep their
    weekday, so somebody must look at them.
    """
    language = get_language() or settings.LANGUAGE_CODE
    school_breaks = public_days.school_breaks(house.region, year, language)
    proposals = [
        Break(Closure.Kind.BREAK, school_break.name, school_break.from_on, school_break.until_on)
        for school_break in school_breaks
    ]
    kinds = [Closure.Kind.OWN] if proposals else [Closure.Kind.OWN, Closure.Kind.BREAK]
    for closure in house.closures.filter(kind__in=kinds, from_on__year=year - 1):
        days = (closure.from_on + A_YEAR_OF_WEEKS, closure.until_on + A_YEAR_OF_WEEKS)
        proposals.append(Break(closure.kind, closure.name, *days))
    names = {closure.name for closure in house.closures.filter(from_on__year=year)}
    to_come = (
        proposal for proposal in proposals if proposal.name not in names and proposal.from_on >= timezone.localdate()
    )
    return sorted(to_come, key=lambda proposal: proposal.from_on)


class RegionForm(forms.Form):
    """The country of a house, and its region if the country has any. Cleaned data: `country`, `part_of_country`."""

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
