"""Find the time zone that an agenda means: by name, by its Windows name, or by the offsets that it describes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from programs.importing.readers.rules import Allowance, NotARule, RecurrenceRule, days

USUAL = "Europe/Amsterdam"
YEAR = 2026
"""The year in which clocks are compared."""

Clocks = tuple[int, int, date | None, date | None]
"""Minutes from UTC in winter and in summer, and the days on which summer time begins and ends."""


@lru_cache(maxsize=1)
def _windows() -> dict[str, str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    return {
        name.rsplit("/", 1)[-1].replace("_", " ").casefold(): name
        for name in sorted(available_timezones())
        if "/" in name
    }


class Zones:
    """The zones of one file. `blocks` are the lines of its VTIMEZONEs, by TZID."""

    def __init__(self, blocks: dict[str, list[str]]) -> None:
        self._blocks = blocks
        self._found: dict[str, tzinfo | None] = {}

    def find(self, name: str) -> tzinfo | None:
        """The zone of this TZID; None when it cannot be found."""
        if name not in self._found:
            self._found[name] = _named(name) or _described(self._blocks.get(name, []))
        return self._found[name]


def _named(name: str) -> tzinfo | None:
    plain = name.strip().strip('"').casefold()
    if plain in ("utc", "gmt", "z", "etc/utc", "coordinated universal time"):
        return UTC
    zone_name = _windows().get(plain) or _by_path(plain) or _by_city(plain)
    return ZoneInfo(zone_name) if zone_name else None


def _by_path(plain: str) -> str | None:
    """For 'Europe/Amsterdam', also at the end of '/freeassociation.sourceforge.net/Europe/Amsterdam'."""
    parts = plain.strip("/").split("/")
    endings = ("/".join(parts[-count:]) for count in (3, 2, 1) if count <= len(parts))
    return next((_names()[ending] for ending in endings if ending in _names()), None)


def _by_city(plain: str) -> str | None:
    """For '(UTC+01:00) Amsterdam, Berlin, Bern'."""
    match = re.fullmatch(r"\((?:utc|gmt)[^)]*\)(.+)", plain)
    cities = [city.strip() for city in match[1].replace("\\", "").split(",")] if match else []
    return next((_cities()[city] for city in cities if city in _cities()), None)


def _described(lines: list[str]) -> tzinfo | None:
    """The zone of the place that it names, or else a zone with the same clocks. Only one year is compared."""
    for line in lines:
        if line.upper().startswith("X-LIC-LOCATION:") and (zone := _named(line.partition(":")[2])):
            return zone
    clocks = _clocks_in(lines)
    if clocks is None:
        return None
    if clocks[0] == clocks[1]:
        return timezone(timedelta(minutes=clocks[0]))
    names = [USUAL, *sorted(set(_windows().values()))]
    alike = (name for name in names if _is_alike(_clocks_of(name), clocks))
    return next((ZoneInfo(name) for name in alike), None)


def _is_alike(clocks: Clocks, described: Clocks) -> bool:
    """Are the clocks alike? Days count only where both have them."""
    return clocks[:2] == described[:2] and all(described[place] in (None, clocks[place]) for place in (2, 3))


def _clocks_in(lines: list[str]) -> Clocks | None:
    offsets: dict[str, int] = {}
    rules: dict[str, str] = {}
    part = ""
    for line in lines:
        name, _colon, value = line.upper().partition(":")
        if name == "BEGIN" and value in ("STANDARD", "DAYLIGHT"):
            part = value
        elif part and name == "TZOFFSETTO" and (minutes := _offset(value)) is not None:
            offsets[part] = minutes
        elif part and name == "RRULE":
            rules[part] = value
    if not offsets:
        return None
    winter = offsets.get("STANDARD", next(iter(offsets.values())))
    begins = [_changes_on(rules[part]) if part in rules else None for part in ("DAYLIGHT", "STANDARD")]
    return winter, offsets.get("DAYLIGHT", winter), begins[0], begins[1]


def _offset(value: str) -> int | None:
    match = re.fullmatch(r"([+-])(\d{2})(\d{2})(?:\d{2})?", value.strip(), re.ASCII)
    if match is None or int(match[2]) > 14:
        return None
    minutes = int(match[2]) * 60 + int(match[3])
    return -minutes if match[1] == "-" else minutes


def _changes_on(text: str) -> date | None:
    from icalendar import vRecur

    try:
        rule = RecurrenceRule.of({name: value for name, value in vRecur.from_ical(text).items() if name != "UNTIL"})
        changes = days(rule, date(YEAR, 1, 1), None, date(YEAR, 1, 1), date(YEAR + 1, 1, 1), Allowance(2000))
    except (NotARule, ValueError):
        return None
    return changes[0] if changes else None


@lru_cache(maxsize=256)
def _clocks_of(name: str) -> Clocks:
    """The clocks of a zone, from the offset at noon of each day of one year."""
    zone = ZoneInfo(name)
    noons = [datetime.combine(date(YEAR, 1, 1) + timedelta(days=away), time(12), zone) for away in range(365)]
    offsets = [int((noon.utcoffset() or timedelta()).total_seconds() // 60) for noon in noons]
    winter, summer = min(offsets), max(offsets)
    changes = {offsets[place]: noons[place].date() for place in range(1, 365) if offsets[place] != offsets[place - 1]}
    return winter, summer, changes.get(summer), changes.get(winter)
