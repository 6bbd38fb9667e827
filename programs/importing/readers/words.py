"""Read days, times and lengths as people type them in a sheet, in Dutch and in English.

Each function returns what it understood, or None. The caller says what was guessed.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from programs.text import fold

WEEKDAYS = {
    name: day
    for day, names in enumerate(
        [
            "maandag ma maa mon monday",
            "dinsdag di din dins tue tues tuesday",
            "woensdag wo woe woens wed wednesday",
            "donderdag do don thu thur thurs thursday",
            "vrijdag vr vrij vrij fri friday",
            "zaterdag za zat sat saturday",
            "zondag zo zon sun sunday",
        ]
    )
    for name in names.split()
}
MONTHS = {
    name: month
    for month, names in enumerate(
        "januari jan january|februari feb february|maart mrt maa mar march|april apr|mei may|juni jun june|"
        "juli jul july|augustus aug august|september sep sept|oktober okt october oct|november nov|december dec".split(
            "|"
        ),
        start=1,
    )
    for name in names.split()
}
HOURS = {
    name: hour
    for hour, name in enumerate("een twee drie vier vijf zes zeven acht negen tien elf twaalf".split(), start=1)
}
COUNTS = HOURS | {"half": 0.5, "halve": 0.5, "anderhalf": 1.5, "anderhalve": 1.5, "a": 1, "an": 1, "one": 1, "two": 2}
EVERY_DAY = ("elke dag", "iedere dag", "dagelijks", "alle dagen", "every day", "daily")
WORKING_DAYS = ("werkdagen", "werkdag", "doordeweeks", "door de week", "weekdays")
EVERY_OTHER = (
    "om de week",
    "tweewekelijks",
    "2-wekelijks",
    "2 wekelijks",
    "eens per 2 weken",
    "every other week",
    "biweekly",
)
ONCE = ("eenmalig", "een keer", "1 keer", "1x", "once", "nee", "geen", "no")
EVERY = ("", "wekelijks", "elke week", "iedere week", "ja", "week", "weekly", "every week", "1")
PART_OF_DAY = r"(?:'s )?\b(am|pm|a\.m\.|p\.m\.|ochtends|morgens|middags|avonds)(?!\w)"
LATE = ("pm", "p.m.", "middags", "avonds")
EARLIEST_HOUR = 7
"""Nobody writes 'drie uur' for the middle of the night."""
SERIAL_FROM, SERIAL_UNTIL = 36526, 73050
"""What a workbook counts for days from 2000 up to 2100."""
SERIAL_BEGINNING = date(1899, 12, 30)


def weekdays(text: object) -> frozenset[int] | None:
    """'di', 'dinsdag en do', 'ma t/m vr', 'elke dinsdag', 'werkdagen'."""
    folded = fold(str(text))
    if any(word in folded for word in EVERY_DAY):
        return frozenset(range(7))
    if any(word in folded for word in WORKING_DAYS):
        return frozenset(range(5))
    if match := re.fullmatch(r"(\w{1,20})\.? ?(?:-|\u2013|t/m|tm|tot en met|to|through) ?(\w{1,20})\.?", folded):
        first, last = (_weekday(name) for name in match.groups())
        if first is not None and last is not None:
            return frozenset(range(first, last + 1)) if first <= last else None
    return _listed_weekdays(folded)


def _listed_weekdays(said: str) -> frozenset[int] | None:
    names = [
        name for name in re.split(r"[\s,;/+&.]+", said) if name and name not in ("en", "and", "elke", "iedere", "op")
    ]
    numbers = [_weekday(name) for name in names]
    return frozenset(day for day in numbers if day is not None) if numbers and None not in numbers else None


def _weekday(name: str) -> int | None:
    for ending in ("", "en", "s"):  # dinsdagen, 's dinsdags
        if name.endswith(ending) and (day := WEEKDAYS.get(name.removesuffix(ending) if ending else name)) is not None:
            return day
    return None


def every_weeks(value: object) -> int | None:
    """The number of weeks from one session to the next; 0 is once."""
    said = fold(str(value)).removesuffix(".0")
    if said in EVERY:
        return 1
    if said in ONCE:
        return 0
    if any(word in said for word in EVERY_OTHER):
        return 2
    match = re.fullmatch(
        r"(?:om de |elke |iedere |eens per |1 ?x per |every )?(\d{1,2}|\w+)(?: ?(?:weken|weeks|w|wekelijks))?", said
    )
    if match is None:
        return None
    count = int(match[1]) if match[1].isdecimal() else HOURS.get(match[1], 0)
    return count or None


def day(value: object, *, near: date) -> date | None:
    """'13-10-2026', '13/10/26', '2026-10-13', 'di 13 okt', a date, or a day as a workbook counts it.

    Without a year it is the one closest to `near`.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float):
        return _counted_day(value)
    return _written_day(fold(str(value)), near)


def _counted_day(value: float) -> date | None:
    return SERIAL_BEGINNING + timedelta(days=int(value)) if SERIAL_FROM <= value < SERIAL_UNTIL else None


def _written_day(said: str, near: date) -> date | None:
    if re.fullmatch(r"\d{5}", said, re.ASCII):
        return _counted_day(int(said))
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ].*)?", said, re.ASCII):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    said = re.sub(r"^[a-z]+\.? (?=\d)", "", said)  # the name of the day before it
    match = re.fullmatch(
        r"(\d{1,2})(?:e|de|ste)?[-/. ]+(\d{1,2}|[a-z]+)\.?(?:[-/. ]+'?(\d{2}|\d{4}))?(?: \d.*)?", said, re.ASCII
    )
    if match is None:
        return None
    month = int(match[2]) if match[2].isdecimal() else MONTHS.get(match[2])
    if month is None:
        return None
    if match[3]:
        year = int(match[3])
        return _date(year + 2000 if year < 100 else year, month, int(match[1]))
    around = [_date(near.year + away, month, int(match[1])) for away in (-1, 0, 1)]
    return min((on for on in around if on), key=lambda on: abs(on - near), default=None)


def has_year(value: object) -> bool:
    """Does this day say its year?"""
    parts = re.findall(r"[0-9]+", value) if isinstance(value, str) else []
    return not isinstance(value, str) or len(parts) > 2 or any(len(part) > 2 for part in parts)


def _date(year: int, month: int, on: int) -> date | None:
    try:
        return date(year, month, on)
    except ValueError:
        return None


def days(text: object, *, near: date) -> tuple[list[date], list[str]]:
    """The days in one cell, and the parts of it that are no day."""
    if not isinstance(text, str):
        on = day(text, near=near)
        return ([on], []) if on else ([], [str(text)])
    read, lost = [], []
    for part in re.split(r"[,;\n]+|\ben\b|\band\b", text):
        if part.strip():
            on = day(part.strip(), near=near)
            if on:
                read.append(on)
            else:
                lost.append(part.strip())
    return read, lost


def clock(value: object) -> time | None:
    """'10:30', '10.30 uur', '10u30', '1030', 'half elf', 'kwart over tien', '3 uur', a time, or a part of a day."""
    if isinstance(value, datetime):
        return value.time().replace(second=0, microsecond=0)
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0, tzinfo=None)
    if isinstance(value, timedelta):
        return _at(value.total_seconds() / 60) if timedelta() <= value < timedelta(days=1) else None
    if isinstance(value, int | float):
        return _counted_clock(value)
    return _written_clock(fold(str(value)))


def _counted_clock(value: float) -> time | None:
    """0.4375 is a part of the day; 10 and 10.3 were typed for 10:00 and 10:30; 10.5 could be either."""
    if 0 <= value < 1:
        return _at(round(value * 24 * 60))
    if value == int(value) and 100 <= value < 2400:
        return _time(int(value) // 100, int(value) % 100)
    minutes = round((value - int(value)) * 100)
    return _time(int(value), minutes) if minutes != 50 else None


def _written_clock(said: str) -> time | None:
    part = re.search(PART_OF_DAY, said)
    said = " ".join(re.sub(PART_OF_DAY, "", said).split())
    said = re.sub(r"(?:uur|u\.?|h)$", "", said).rstrip()
    hour = _read_clock(said) or _spoken_clock(said)
    if hour and part and part[1] in LATE and hour.hour < 12:
        return hour.replace(hour=hour.hour + 12)
    return hour


def _read_clock(said: str) -> time | None:
    if match := re.fullmatch(r"(\d{2})(\d{2})", said, re.ASCII):
        return _time(int(match[1]), int(match[2]))
    match = re.fullmatch(r"(\d{1,2})(?: ?(?:[:.u h]|uur) ?(\d{2}))?(?::\d{2})?", said, re.ASCII)
    if match is None:
        return None
    hour = int(match[1])
    is_early = not match[2] and not said.startswith("0") and hour < EARLIEST_HOUR
    return _time(hour + (12 if is_early else 0), int(match[2] or 0))


def _spoken_clock(said: str) -> time | None:
    match = re.fullmatch(r"(?:(half|kwart over|kwart voor) )?(\w+)", said)
    hour = HOURS.get(match[2]) if match else None
    if match is None or hour is None:
        return None
    hour += 12 if hour < EARLIEST_HOUR else 0
    minutes = {"half": -30, "kwart over": 15, "kwart voor": -15}.get(match[1], 0)
    return _at(hour * 60 + minutes)


def _at(minutes: float) -> time | None:
    return _time(int(minutes) // 60, int(minutes) % 60)


def _time(hour: int, minute: int) -> time | None:
    return time(hour, minute) if 0 <= hour < 24 and 0 <= minute < 60 else None


def span(text: object) -> tuple[time, time] | None:
    """'10.30 - 12.00', '10:30 tot 12 uur'."""
    if not isinstance(text, str):
        return None
    parts = re.split(r" ?(?:-|\u2013|\u2014|\btot\b|\bt/m\b|\bto\b|\buntil\b) ?", re.sub(r"^van ", "", fold(text)))
    if len(parts) != 2 or not all(parts):
        return None
    first, last = (clock(part) for part in parts)
    return (first, last) if first is not None and last is not None else None


def minutes(value: object) -> int | None:
    """'90 min', '1,5 uur', '1:30', '1 uur 15', 'anderhalf uur', 'drie kwartier', 90, or a part of a day."""
    if isinstance(value, datetime):
        value = value.time()
    if isinstance(value, time):
        return value.hour * 60 + value.minute or None
    if isinstance(value, timedelta):
        return int(value.total_seconds() // 60) or None
    if isinstance(value, int | float):
        return _counted_minutes(value)
    return _written_minutes(fold(str(value)).replace(",", "."))


def _counted_minutes(value: float) -> int | None:
    if 0 < value < 0.5 and value != 0.25:
        return round(value * 24 * 60)
    return round(value * 60) if 0 < value < 5 else int(value) if 5 <= value < 10_000 else None


def _written_minutes(said: str) -> int | None:
    if match := re.fullmatch(r"(\d{1,3}(?:\.\d+)?)", said, re.ASCII):
        return _counted_minutes(float(match[1]))
    if match := re.fullmatch(r"(\d{1,3}) ?(?:m|min|mins|minuten|minutes|'|minuut)\.?", said, re.ASCII):
        return int(match[1]) or None
    if match := re.fullmatch(
        r"(\d{1,2})(?: ?(?:u|uur|h|hours?)\.? ?(?:en )?|:)(\d{1,2})(?: ?(?:m|min|minuten|minutes)\.?)?", said, re.ASCII
    ):
        return int(match[1]) * 60 + int(match[2]) or None
    if match := re.fullmatch(r"(?:een )?(\d{1,2}(?:\.\d+)?|\w+)?\s?(?:u|uur|h|hours?)\.?", said):
        return _times(match[1], 60)
    if match := re.fullmatch(r"(?:een )?(\w+)? ?kwartier(?:en)?", said):
        return _times(match[1], 15)
    return None


def _times(count: str | None, of: int) -> int | None:
    if count is None:
        return of
    try:
        return round(float(count) * of) or None
    except (ValueError, OverflowError):  # 'twee', and 'infinity'
        return round(COUNTS[count] * of) if count in COUNTS else None


def listed(value: object) -> list[str]:
    """Names in one cell: 'Dewi, Anouk en Noor'."""
    return [part.strip() for part in re.split(r"[,;/&+\n]|\ben\b|\band\b", str(value)) if part.strip()]
