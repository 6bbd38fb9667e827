"""The forms to import a file or copy a programme, and to correct a draft."""

from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from house.fields import DayField, named
from house.models import Person
from programs.importing.readers import words
from programs.importing.readers.events import BYTES_MAX
from programs.importing.readers.lines import from_day, tidy
from programs.importing.services.clashes import clashes_of
from programs.importing.services.overview import NEW, NONE
from programs.recurrence.rhythm import is_loose, monday_of
from programs.sessions.forms.fields import AHEAD_AT_MOST, still_to_come
from programs.sessions.forms.rhythm import RhythmForm
from programs.trainings.models import TITLE_MAX, Theme

CALENDAR_ENDINGS = (".ics", ".ical", ".ifb", ".icalendar")


class BringForm(forms.Form):
    """A file, and which earlier file it is a new version of. Cleaned data: the bytes, never the name of the file."""

    file = forms.FileField(
        label=_("Het bestand"),
        help_text=_("Een werkboek (.xlsx), een .csv of een agenda (.ics)."),
        error_messages={"empty": _("Dit bestand is leeg.")},
        widget=forms.FileInput({"accept": ".xlsx,.xlsm,.csv,.txt,.ics,text/csv,text/calendar"}),
    )

    def __init__(self, *args, earlier, **kwargs):
        super().__init__(*args, **kwargs)
        if earlier:
            self.fields["source"] = forms.TypedChoiceField(
                label=_("Bracht je dit blad al eens?"),
                help_text=_("Dan verandert alleen wat anders is. Van een agenda weten we het zelf."),
                choices=[("", _("nee, het is nieuw")), *[(draft.source, _label_of(draft)) for draft in earlier]],
                coerce=UUID,
                empty_value=None,
                required=False,
            )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > BYTES_MAX:
            raise forms.ValidationError(_("Dit bestand is te groot. Eén megabyte is genoeg voor een programma."))
        self.is_calendar = file.name.lower().endswith(CALENDAR_ENDINGS) or file.content_type == "text/calendar"
        return file

    def clean(self):
        fields = super().clean()
        if self.errors:
            return fields
        data = fields["file"].read()
        is_calendar = self.is_calendar or data.lstrip(b"\xef\xbb\xbf \r\n")[:15].upper() == b"BEGIN:VCALENDAR"
        return {"data": data, "is_calendar": is_calendar, "source": fields.get("source")}


def _label_of(draft):
    return _("ja, op %(day)s") % {"day": date_format(timezone.localtime(draft.put_at), "j F Y, G:i")}


class AnswerField(forms.ChoiceField):
    """An answer that is needed before the draft goes into the week; until then it may stay empty."""

    def validate(self, value):
        if value:
            super().validate(value)


class DraftForm(forms.Form):
    """Answers about the unknown names of a draft, and a tick for each line that will be imported."""

    def __init__(self, *args, overview, **kwargs):
        super().__init__(*args, **kwargs)
        self.overview = overview
        choices = _choices(overview.draft.house)
        for question in overview.questions:
            self.fields[question.mark] = AnswerField(
                label=question.name, choices=choices[question.kind], initial=question.answer
            )
        for line in overview.lines:
            if line.may_go:
                self.fields[f"line-{line.number}"] = forms.BooleanField(initial=line.takes, required=False)

    def asked(self):
        """The fields of the questions, by kind."""
        kinds = {"training": [], "room": [], "person": []}
        for question in self.overview.questions:
            kinds[question.kind].append(self[question.mark])
        return kinds

    def lines(self):
        """Each line with its tick and its clashes; lines that can be imported come first."""
        clashes = clashes_of(self.overview)
        lines = sorted(self.overview.lines, key=lambda line: (line.order, line.number))
        fields = {line.number: self[f"line-{line.number}"] for line in lines if line.may_go}
        return [(line, fields.get(line.number), clashes.get(line.number, ())) for line in lines]

    def clean(self):
        fields = super().clean()
        return {
            "answers": {question.mark: fields.get(question.mark, "") for question in self.overview.questions},
            "taken": {line.number: fields[f"line-{line.number}"] for line in self.overview.lines if line.may_go},
        }


def _choices(house):
    trainings = [(training.pk, training.title) for training in house.trainings.by_title()]
    return {
        "training": [
            ("", _("kies …")),
            (_("Een nieuwe training, over"), [(f"{NEW}:{theme}", theme.label) for theme in Theme]),
            (_("Of deze training"), trainings),
        ],
        "room": [
            ("", _("kies …")),
            (NEW, _("maak deze kamer")),
            (NONE, _("zonder kamer")),
            (_("Of deze kamer"), [(room.pk, room.name) for room in house.rooms.in_use().by_name()]),
        ],
        "person": [
            ("", _("kies …")),
            (NONE, _("niemand")),
            (_("Of iemand die hier werkt"), named(Person.objects.in_post(house.pk))),
        ],
    }


class CopyWeekForm(forms.Form):
    """A week, and the week that it is copied to: the next one, when she comes from a week. Any day stands for it."""

    from_on = DayField(label=_("De week van"))
    to_on = DayField(label=_("Ook in de week van"), help_text=_("Elke dag van die week is goed."))

    def __init__(self, *args, week=None, **kwargs):
        super().__init__(*args, **kwargs)
        if week is not None:
            self.initial |= {"from_on": week.monday, "to_on": max(week.end, monday_of(timezone.localdate()))}

    def clean_from_on(self):
        return _near(self.cleaned_data["from_on"])

    def clean_to_on(self):
        on = _near(self.cleaned_data["to_on"])
        if on < monday_of(timezone.localdate()):
            raise forms.ValidationError(_("Die week is al geweest."))
        return on


class CopyProgrammeForm(forms.Form):
    """The house to copy to, and the days from and until."""

    to_house_id = forms.TypedChoiceField(label=_("In welk huis"), coerce=UUID)
    from_on = DayField(label=_("Vanaf"), validators=[still_to_come])
    until_on = DayField(label=_("Tot en met"), required=False)

    def __init__(self, *args, house, houses, **kwargs):
        super().__init__(*args, initial={"to_house_id": house.pk}, **kwargs)
        self.fields["to_house_id"].choices = [(choice.pk, choice.name) for choice in houses]
        if len(houses) == 1:
            self.fields["to_house_id"].widget = forms.HiddenInput()

    def clean_from_on(self):
        return _near(self.cleaned_data["from_on"])

    def clean_until_on(self):
        on = self.cleaned_data["until_on"]
        return _near(on) if on else None


def _near(on):
    if abs(on - timezone.localdate()) > 2 * AHEAD_AT_MOST:
        raise forms.ValidationError(_("Die dag ligt te ver weg."))
    return on


class LineForm(RhythmForm):
    """A correction of one line. Loose days, and days that no weekly rhythm names, stay as they are."""

    title = forms.CharField(label=_("Training"), max_length=TITLE_MAX)
    room = forms.CharField(label=_("Kamer"), max_length=40, required=False)
    trainers = forms.CharField(label=_("Wie geeft het"), max_length=200, required=False)

    field_order = ["title"]

    def __init__(self, *args, line, **kwargs):
        super().__init__(*args, initial=_initial_of(line), **kwargs)
        self.line = line
        self.has_loose_days = line.rhythm is not None and is_loose(line.rhythm)
        if line.is_closed:
            self.fields = {"title": forms.CharField(label=_("Hoe heet het"), max_length=TITLE_MAX)}
        elif self.has_loose_days:
            for name in ("weekdays", "every_weeks", "from_on", "until_on"):
                del self.fields[name]

    def clean_title(self):
        return tidy(self.cleaned_data["title"])

    def clean(self):
        fields = super().clean()
        if self.errors:
            return fields
        if self.line.is_closed:
            return fields
        rhythm = self.line.rhythm if self.has_loose_days else self._rhythm_to_come(fields)
        return {
            "title": fields["title"],
            "start_time": fields["start_time"],
            "length_minutes": fields["length_minutes"],
            "room": tidy(fields["room"], 40),
            "trainers": tuple(tidy(name, 40) for name in words.listed(fields["trainers"])),
            "rhythm": rhythm,
            "remarks": (),
        }

    def _rhythm_to_come(self, fields):
        loose_days = {name: getattr(self.line.rhythm, name, frozenset()) for name in ("skipped", "added")}
        whole = self.rhythm_of(fields, **loose_days)
        return whole and (from_day(whole, timezone.localdate()) or self.refuse_days())


def _initial_of(line):
    rhythm = line.rhythm
    return {
        "title": line.title,
        "weekdays": sorted(rhythm.weekdays) if rhythm else [],
        "every_weeks": rhythm.every_weeks if rhythm else 1,
        "start_time": line.start_time,
        "length_minutes": line.length_minutes,
        "from_on": rhythm.from_on if rhythm else timezone.localdate(),
        "until_on": rhythm.until_on if rhythm else None,
        "room": line.room,
        "trainers": ", ".join(line.trainers),
    }
