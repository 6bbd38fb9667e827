"""Turn a sheet into a programme: each row is a training that repeats, or that is held once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from programs.importing.readers import words
from programs.importing.readers.cells import Row, Sheet, sheets_of
from programs.importing.readers.lines import (
    LINES_MAX,
    NotReadable,
    ProgrammeLine,
    Reading,
    digest,
    from_day,
    loose,
    tidy,
)
from programs.recurrence.rhythm import EVERY_WEEKS_MAX, NotARhythm, Rhythm
from programs.text import fold

HEAD_WITHIN = 20
USUAL_MINUTES = 60
HALF_A_YEAR = timedelta(days=183)

COLUMNS = {
    "title": "training trainingen titel naam activiteit onderwerp wat les programma title activity name subject event",
    "day": "dag dagen weekdag wanneer day days weekday",
    "start": "tijd begin begintijd starttijd start van aanvang hoe_laat begint_om time start_time begins",
    "end": "eind einde eindtijd tot eindigt_om end end_time ends until_time",
    "length": "duur lengte minuten hoelang hoe_lang duurt duration length minutes",
    "from_on": "vanaf datum startdatum begindatum eerste_keer eerste_dag op_datum date start_date from first_day",
    "until_on": "t/m tot_en_met tm einddatum laatste_keer laatste_dag until end_date last_day through",
    "every": "om_de_hoeveel_weken frequentie herhaling herhalen hoe_vaak elke every repeat frequency weeks",
    "skipped": "niet_op behalve overslaan vervalt valt_uit uitgezonderd except skip not_on",
    "added": "extra ook_op extra_dagen also extra_days",
    "room": "kamer ruimte lokaal zaal plek waar locatie room location place where",
    "trainers": "trainer trainers docent begeleider begeleiding door gegeven_door wie_geeft_het teacher given_by",
    "theme": "thema waar_het_over_gaat gaat_over theme",
}
COLUMN_BY_NAME = {name.replace("_", " "): column for column, names in COLUMNS.items() for name in names.split()}
ABOUT_PEOPLE = ("bewoon", "deelnem", "voor wie", "client", "resident", "participant", "aanwezig", "namen")


def read_sheet(data: bytes, today: date) -> Reading:
    """The programme of a sheet, from today on.

    Raises:
        NotReadable: it is no sheet, or no row of it names the columns.
    """
    reading = Reading()
    sheets = [sheet for sheet in sheets_of(data) if any(any(cell is not None for cell in row) for row in sheet.rows)]
    headed = [(sheet, head) for sheet in sheets if (head := _head_of(sheet))]
    if not headed:
        raise NotReadable(
            _("We vinden geen rij met de namen van de kolommen, zoals Training, Dag en Tijd. Kijk naar het voorbeeld.")
        )
    for sheet, head in headed:
        _read(sheet, head, today, reading, is_one_of_many=len(headed) > 1)
    for sheet in sheets:
        if sheet.name and not any(sheet is other for other, _head in headed):
            reading.remarks.append(
                _("Het blad “%(name)s” heeft geen namen van kolommen. Dat lazen we niet.") % {"name": tidy(sheet.name)}
            )
    reading.lines = _with_keys(reading.lines)
    if not reading.lines:
        raise NotReadable(_("Onder de namen van de kolommen staat niets."))
    return reading


@dataclass
class Head:
    """The row with the names of the columns, and the place of each column."""

    row: int
    columns: dict[str, int]
    unread: list[str] = field(default_factory=list)


def _head_of(sheet: Sheet) -> Head | None:
    heads = [_named(count, row) for count, row in enumerate(sheet.rows[:HEAD_WITHIN])]
    best = max(heads, key=lambda head: len(head.columns))
    return best if "title" in best.columns and len(best.columns) > 1 else None


def _named(number: int, row: Row) -> Head:
    head = Head(number, {})
    for place, cell in enumerate(row):
        if cell is None:
            continue
        name = fold(str(cell)).strip(" :*?.")
        column = COLUMN_BY_NAME.get(name) or COLUMN_BY_NAME.get(name.split(" (")[0])
        if column and column not in head.columns:
            head.columns[column] = place
        else:
            head.unread.append(tidy(cell, 40))
    return head


def _read(sheet: Sheet, head: Head, today: date, reading: Reading, *, is_one_of_many: bool) -> None:
    _tell_unread(head, reading)
    for number, row in enumerate(sheet.rows[head.row + 1 :], start=head.row + 2):
        values = {
            column: row[place] for column, place in head.columns.items() if place < len(row) and row[place] is not None
        }
        if not values or _named(0, row).columns.keys() >= head.columns.keys():  # empty, or the names once more
            continue
        if len(reading.lines) == LINES_MAX:
            reading.remarks.append(
                _("We lazen de eerste %(count)d regels. Breng de rest in een tweede bestand.") % {"count": LINES_MAX}
            )
            return
        where = _("regel %(number)d") % {"number": number}
        if is_one_of_many:
            where = _("%(sheet)s, regel %(number)d") % {"sheet": tidy(sheet.name, 30), "number": number}
        reading.lines.append(RowReader(values, where, today).line())
    if sheet.is_cut:
        reading.remarks.append(_("Dit blad is heel lang. Het einde lazen we niet."))


def _tell_unread(head: Head, reading: Reading) -> None:
    if head.unread:
        names = ", ".join(f"“{name}”" for name in dict.fromkeys(head.unread))
        reading.remarks.append(
            _("Deze kolommen lazen we niet, en ze worden niet bewaard: %(names)s.") % {"names": names}
        )
    if any(word in fold(name) for name in head.unread for word in ABOUT_PEOPLE):
        reading.remarks.append(_("Namen van bewoonsters nemen we nooit mee. Haal ze liever uit het bestand."))


class RowReader:
    """Reads one row, and collects remarks about what it leaves open."""

    def __init__(self, values: dict[str, Any], where: str, today: date) -> None:
        self.values, self.where, self.today = values, where, today
        self.remarks: list[str] = []

    def line(self) -> ProgrammeLine:
        values = self.values
        title = tidy(values.get("title", ""))
        if not title:
            self.remarks.append(_("De naam van de training ontbreekt."))
        rhythm = self._rhythm()
        start, length = self._times()
        return ProgrammeLine(
            key=fold(title),
            where=self.where,
            title=title,
            rhythm=rhythm,
            start_time=start,
            length_minutes=length,
            room=tidy(values.get("room", ""), 40),
            trainers=tuple(name for part in words.listed(values.get("trainers", "")) if (name := tidy(part, 40))),
            theme=tidy(values.get("theme", "")),
            was=digest(sorted((column, str(value)) for column, value in values.items())),
            remarks=tuple(self.remarks),
        )

    def _day(self, column: str, near: date) -> date | None:
        value = self.values.get(column)
        if value is None:
            return None
        on = words.day(value, near=near)
        if on is None:
            self._not_understood(value, _("een datum"))
        return on

    def _not_understood(self, value: object, what: str) -> None:
        self.remarks.append(_("“%(said)s” begrijpen we niet als %(what)s.") % {"said": _shown(value), "what": what})

    def _rhythm(self) -> Rhythm | None:
        """The days, from today on. A date without a weekday is once; a weekday repeats."""
        first = self._day("from_on", self.today)
        last = self._day("until_on", first or self.today)
        if first and last and last < first and not words.has_year(self.values["until_on"]):
            last = words.day(self.values["until_on"], near=first + HALF_A_YEAR)
        weekdays, once = self._weekdays()
        every = self._every()
        if weekdays is None and once is None and first is not None and "day" not in self.values:
            if every or last:
                weekdays = frozenset({first.weekday()})
            else:
                once = first
        if weekdays is not None and every == 0:
            once, weekdays = self._next(weekdays, first or self.today), None
        return self._made(weekdays, once, first, last, every or 1)

    def _weekdays(self) -> tuple[frozenset[int] | None, date | None]:
        """The weekdays; or the one date in their place."""
        value = self.values.get("day")
        if value is None:
            return None, None
        if isinstance(value, str) and (weekdays := words.weekdays(value)):
            return weekdays, None
        if on := words.day(value, near=self.today):
            return None, on
        self._not_understood(value, _("een dag"))
        return None, None

    def _every(self) -> int | None:
        value = self.values.get("every")
        if value is None:
            return None
        count = words.every_weeks(value)
        if count is None or count > EVERY_WEEKS_MAX:
            self._not_understood(value, _("om de hoeveel weken"))
            return None
        return count

    def _next(self, weekdays: frozenset[int], near: date) -> date:
        return next(on for on in (near + timedelta(days=count) for count in range(7)) if on.weekday() in weekdays)

    def _made(
        self, weekdays: frozenset[int] | None, once: date | None, first: date | None, last: date | None, every: int
    ) -> Rhythm | None:
        skipped, added = (frozenset(self._loose_days(column)) for column in ("skipped", "added"))
        try:
            if once is not None:
                rhythm = loose({once} | added)
            elif weekdays:
                rhythm = Rhythm(
                    weekdays=weekdays,
                    from_on=first or self.today,
                    every_weeks=every,
                    until_on=last,
                    skipped=skipped,
                    added=added,
                )
            else:
                if not any(column in self.values for column in ("day", "from_on")):
                    self.remarks.append(_("De dag ontbreekt."))
                return None
        except NotARhythm:
            self.remarks.append(_("Met deze dagen valt er geen enkele keer in."))
            return None
        return self._from_today(rhythm)

    def _from_today(self, rhythm: Rhythm) -> Rhythm | None:
        left = from_day(rhythm, self.today)
        if left is None:
            self.remarks.append(_("Dit is al geweest."))
        elif left is not rhythm:
            self.remarks.append(_("Dit liep al. Het komt erbij vanaf vandaag."))
        return left

    def _loose_days(self, column: str) -> list[date]:
        if column not in self.values:
            return []
        days, unread = words.days(self.values[column], near=self.today)
        for part in unread:
            self._not_understood(part, _("een datum"))
        return days

    def _times(self) -> tuple[time | None, int | None]:
        start, end = self._start_and_end()
        length = self._length()
        if start and end and length is None:
            length = _minutes_between(start, end)
            if length is None:
                self.remarks.append(_("Het einde ligt voor het begin."))
        if start and length is None and "length" not in self.values and end is None:
            length = USUAL_MINUTES
            self.remarks.append(_("Er staat niet hoelang het duurt. We namen een uur."))
        return start, length

    def _start_and_end(self) -> tuple[time | None, time | None]:
        value = self.values.get("start")
        if value is None:
            self.remarks.append(_("De tijd ontbreekt."))
            return None, None
        if both := words.span(value):
            return both
        start = words.clock(value)
        if start is None:
            self._not_understood(value, _("een tijd"))
        elif _is_guessed(value, start):
            self.remarks.append(
                _("“%(said)s” lazen we als %(time)s.") % {"said": _shown(value), "time": start.isoformat("minutes")}
            )
        return start, self._end()

    def _end(self) -> time | None:
        value = self.values.get("end")
        end = None if value is None else words.clock(value)
        if value is not None and end is None:
            self._not_understood(value, _("een tijd"))
        return end

    def _length(self) -> int | None:
        value = self.values.get("length")
        length = None if value is None else words.minutes(value)
        if value is not None and length is None:
            self._not_understood(value, _("hoelang het duurt"))
        return length


def _is_guessed(value: object, start: time) -> bool:
    """Was an afternoon hour guessed, without a number above twelve in the text?"""
    return start.hour > 12 and isinstance(value, str) and str(start.hour) not in value


def _minutes_between(start: time, end: time) -> int | None:
    minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
    return minutes if minutes > 0 else None


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime("%d-%m-%Y %H:%M")
    return tidy(value, 40)


def _with_keys(lines: Iterable[ProgrammeLine]) -> list[ProgrammeLine]:
    """Number the rows of one training: the source identifies them by their order."""
    seen: Counter[str] = Counter()
    keyed = []
    for line in lines:
        seen[line.key] += 1
        keyed.append(replace(line, key=f"{line.key} {seen[line.key]}"))
    return keyed
