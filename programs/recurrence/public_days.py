"""Public holidays and school breaks, from the package `holidays`.

Pure: no database, no clock. A region is a country, or a country and a part of it as the package names it: 'NL',
'NL-Noord', 'DE-BY'. For a region or a language that the package does not know, the answer is empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from programs.recurrence.rhythm import DAY

_FREE = ("public", "optional")  # 'optional' is for instance Liberation Day; whether a house is open is its own choice
_SCHOOL = ("school",)
_BREAK_MIN = timedelta(days=4)


@dataclass(frozen=True)
class PublicDay:
    on: date
    name: str


@dataclass(frozen=True)
class SchoolBreak:
    """A school break on the days in [from_on, until_on)."""

    name: str
    from_on: date
    until_on: date


def parts_of(country: str) -> tuple[str, ...]:
    """The parts of a country that have days of their own."""
    kind = _kind_of(country)
    return () if kind is None else tuple(kind.subdivisions)


def names_of_parts(country: str) -> dict[str, str]:
    """The parts of a country with a readable name, as far as the package has one."""
    names = {part: name for name, part in reversed(_aliases(country).items())}
    return {part: names.get(part, part) for part in parts_of(country)}


def _aliases(country: str) -> dict[str, str]:
    return getattr(_kind_of(country), "subdivisions_aliases", {})


def public_days(region: str, year: int, language: str) -> list[PublicDay]:
    """The public holidays of a year in order of day, named in this language or else in that of the country."""
    return [PublicDay(on, name) for on, name in sorted(_named(region, year, language, _FREE).items())]


def name_of(region: str, on: date, language: str) -> str:
    """The name of a public holiday in this language; empty if the package has none."""
    return _named(region, on.year, language, _FREE).get(on, "") if _speaks(region, language) else ""


def school_breaks(region: str, year: int, language: str) -> list[SchoolBreak]:
    """School breaks that begin in this year, for regions and years that the package knows."""
    days = _named(region, year, language, _SCHOOL) | _named(region, year + 1, language, _SCHOOL)
    spans = _spans(sorted(days.items()))
    return [span for span in spans if span.from_on.year == year and span.until_on - span.from_on >= _BREAK_MIN]


def _spans(days: Iterable[tuple[date, str]]) -> list[SchoolBreak]:
    spans: list[SchoolBreak] = []
    for on, name in days:
        if spans and spans[-1].until_on == on and spans[-1].name == name:
            spans[-1] = SchoolBreak(name, spans[-1].from_on, on + DAY)
        else:
            spans.append(SchoolBreak(name, on, on + DAY))
    return spans


@lru_cache(maxsize=256)
def _named(region: str, year: int, language: str, categories: tuple[str, ...]) -> dict[date, str]:
    country, _, part = region.partition("-")
    kind = _kind_of(country)
    if kind is None or (part and part not in kind.subdivisions):
        return {}
    supported = tuple(category for category in categories if category in kind.supported_categories)
    if not supported:
        return {}
    calendar = kind(years=year, subdiv=part or None, language=_tongue(kind, language), categories=supported)
    return dict(calendar.items())


def _kind_of(country: str) -> Any:
    try:
        from holidays import country_holidays

        return type(country_holidays(country))
    except NotImplementedError:
        return None


def _speaks(region: str, language: str) -> bool:
    kind = _kind_of(region.partition("-")[0])
    return kind is not None and any(tongue[:2] == language[:2] for tongue in kind.supported_languages)


def _tongue(kind: Any, language: str) -> str | None:
    """The package's code of this language for this country, or else the country's own language."""
    alike = (tongue for tongue in kind.supported_languages if tongue[:2] == language[:2])
    return next(alike, kind.default_language)
