"""Split the text of an agenda into the lines of its events and zones, within bounds.

Everything is counted on the text before any of it is parsed: how deep it nests, how much there is, and how many days it
lists. A file beyond a bound is refused with a sentence, because half an agenda would be a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from programs.importing.readers.lines import NotReadable

DEPTH_MAX = 8
COMPONENTS_MAX = 20_000
PROPERTIES_MAX = 100_000
VALUES_MAX = 50_000
ZONES_MAX = 30
LINES_OF_EVENT_MAX = 400
READ = set(
    "UID SUMMARY LOCATION STATUS SEQUENCE DTSTART DTEND DURATION RRULE RDATE EXDATE RECURRENCE-ID "
    "X-MICROSOFT-CDO-ALLDAYEVENT".split()
)
NAME = re.compile(r"[A-Za-z0-9-]+")


class Blocks:
    """The lines of each event, those of each time zone by name, and the zone for times without one.

    Raises NotReadable.
    """

    def __init__(self, text: str) -> None:
        self.events: list[list[str]] = []
        self.zones: dict[str, list[str]] = {}
        self.floating = ""
        self._inside: list[str] = []
        self._block: list[str] = []
        self._component_count = self._value_count = 0
        for number, line in enumerate(unfolded(text)):
            if number == PROPERTIES_MAX:
                raise too_large()
            upper = line.upper().strip()
            if upper.startswith("BEGIN:"):
                self._begin(upper[6:], line)
            elif upper.startswith("END:"):
                self._end(upper[4:])
            elif upper.startswith("X-WR-TIMEZONE:"):
                self.floating = line.partition(":")[2].strip()
            elif self._is_read(line):
                self._add(line)

    @property
    def is_cut(self) -> bool:
        """Does the file end within an event?"""
        return self._inside[:1] == ["VEVENT"]

    def _begin(self, kind: str, line: str) -> None:
        self._component_count += 1
        if self._component_count > COMPONENTS_MAX:
            raise too_large()
        if kind in ("VEVENT", "VTIMEZONE"):
            self._block, self._inside = [], [kind]
            return
        if len(self._inside) == DEPTH_MAX:
            raise NotReadable(
                _("Deze agenda zit te diep in elkaar. Bewaar hem opnieuw in de agenda waar hij vandaan komt.")
            )
        self._inside.append(kind)
        if self._inside[0] == "VTIMEZONE" and len(self._block) < LINES_OF_EVENT_MAX:
            self._block.append(line)

    def _end(self, kind: str) -> None:
        if kind not in ("VEVENT", "VTIMEZONE"):
            del self._inside[-1:]
            return
        if self._inside[:1] == ["VEVENT"] and kind == "VEVENT":
            self.events.append(self._block)
        elif self._inside[:1] == ["VTIMEZONE"] and len(self.zones) < ZONES_MAX:
            self.zones[value_of("TZID", self._block)] = self._block
        self._inside = []

    def _is_read(self, line: str) -> bool:
        """Is this a property that we read, of an event itself and not of its alarm?

        Of a time zone every line is read.
        """
        if not self._inside or len(self._block) >= LINES_OF_EVENT_MAX:
            return False
        match = NAME.match(line)
        is_of_event = self._inside == ["VEVENT"] and match is not None and match[0].upper() in READ
        return is_of_event or self._inside[0] == "VTIMEZONE"

    def _add(self, line: str) -> None:
        """Keep a line, and count its values: each day, part of a rule and parameter costs far more than a character."""
        self._value_count += line.count(",") + line.count(";")
        if self._value_count > VALUES_MAX:
            raise too_large()
        self._block.append(line)


def too_large() -> NotReadable:
    return NotReadable(_("Deze agenda is te groot. Zet er alleen het programma in, en geen oude jaren."))


def unfolded(text: str) -> Iterator[str]:
    return (line for line in re.split(r"\r\n|\n|\r", re.sub(r"(?:\r\n|\n|\r)[ \t]", "", text)) if line.strip())


def value_of(name: str, lines: Iterable[str]) -> str:
    return next((line.partition(":")[2].strip() for line in lines if re.match(rf"{name}[;:]", line, re.IGNORECASE)), "")
