"""The marks of who was erased, and the small file with them beside the back-ups.

A back-up that is put back brings back who was erased since. The file says who, and names nobody: a mark is a keyed hash
of a random id. It is made of rows, so it can be written again at any time; a tick does so.

    mark 12 9f2c…  <link>            the twelfth, with the proof that the eleven before it are here
    day 2026-11-30 12 <proof>        on this day there were no more than these

Links and proofs are made with the key of the marks: a line that is taken away, to let somebody come back, breaks them.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from house.privacy.models.erasures import ErasureKey, ErasureMark

FILE = "erased.txt"
MARK_LENGTH = 20
PROOF_LENGTH = 32
BEGINNING = "0" * PROOF_LENGTH


class MarksBroken(Exception):
    """The file of the marks is not of this house, or lines in it were changed or taken away."""


class MarksAhead(MarksBroken):
    """The file knows of somebody who was erased and whom this database does not know to be."""


def key() -> bytes:
    """The key of the marks, made at the first call."""
    return bytes.fromhex(ErasureKey.objects.get_or_create(defaults={"key": secrets.token_hex(32)})[0].key)


def mark_of(person_id: UUID) -> str:
    return _keyed(key(), "mark", str(person_id))[:MARK_LENGTH]


def add(person_id: UUID) -> None:
    """Keep the mark of somebody who is erased. Must run in the transaction that erases her."""
    add_all([mark_of(person_id)])


def add_all(marks: Iterable[str]) -> None:
    """Keep the marks that are not here yet, in their order, after those that are. Must run in a transaction."""
    _hold()
    known = _known()
    new = (mark for mark in marks if mark not in known)
    numbered = enumerate(new, len(known) + 1)
    ErasureMark.objects.bulk_create(ErasureMark(number=number, mark=mark) for number, mark in numbered)


def _hold() -> None:
    """Lock the marks and their file until the end of the transaction."""
    ErasureKey.objects.select_for_update().get()


def _known() -> list[str]:
    return list(ErasureMark.objects.values_list("mark", flat=True))


@dataclass
class MarksFile:
    """What a file of marks says, each line of it proved."""

    marks: list[str] = field(default_factory=list)
    link: str = BEGINNING
    known_until: date | None = None
    """The last local day on which it is known that nobody else was erased before."""

    @classmethod
    def of(cls, lines: Iterable[str], key: bytes) -> MarksFile:
        """Raises MarksBroken, also when the end was cut away: the last line is that of a day."""
        found, words = cls(), [""]
        for line in lines:
            words = line.split()
            found._take(words, key)
        if words[0] != "day":
            raise MarksBroken
        return found

    def _take(self, words: list[str], key: bytes) -> None:
        match words:
            case ["mark", number, mark, link] if number == str(len(self.marks) + 1):
                _prove(link, _keyed(key, self.link, number, mark))
                self.link = link
                self.marks.append(mark)
            case ["day", day, number, proof] if number == str(len(self.marks)):
                _prove(proof, _proof_of(key, self.link, day))
                self.known_until = date.fromisoformat(day)
            case _:
                raise MarksBroken


def _prove(said: str, proof: str) -> None:
    if not hmac.compare_digest(said.encode(), proof.encode()):
        raise MarksBroken


@transaction.atomic
def take_over(path: Path) -> set[str]:
    """The marks of a file, kept here too after those that are here. Raises OSError, and MarksBroken."""
    found = read(path, key()).marks
    add_all(found)
    return set(found)


def write_out() -> None:
    """Write the file again when somebody was erased since, and once a day to say that nobody was.

    Raises:
        OSError: it cannot be written.
        MarksBroken: it is of another house or was changed; MarksAhead when `take_over` would mend it.
    """
    path, of_house = settings.BACKUPS_DIR / FILE, key()
    if not _lags(path, of_house):
        return
    with transaction.atomic():
        _hold()  # a process that read fewer marks must not write last
        if _lags(path, of_house):
            _replace(path, "".join(f"{line}\n" for line in _lines(_known(), timezone.localdate(), of_house)))


def _lags(path: Path, key: bytes) -> bool:
    """Does the file lack a mark, or the day of today?"""
    try:
        found, known = read(path, key), _known()
    except FileNotFoundError:
        return True
    if not set(found.marks) <= set(known):
        raise MarksAhead
    return found.known_until != timezone.localdate() or len(found.marks) < len(known)


def read(path: Path, key: bytes) -> MarksFile:
    """Raises OSError, and MarksBroken."""
    return MarksFile.of(path.read_text("utf-8-sig", errors="replace").splitlines(), key)


def _lines(marks: Iterable[str], day: date, key: bytes) -> Iterator[str]:
    link, number = BEGINNING, 0
    for number, mark in enumerate(marks, 1):
        link = _keyed(key, link, str(number), mark)
        yield f"mark {number} {mark} {link}"
    yield f"day {day} {number} {_proof_of(key, link, str(day))}"


def _proof_of(key: bytes, link: str, day: str) -> str:
    return _keyed(key, link, "day", day)


def _keyed(key: bytes, *parts: str) -> str:
    return hmac.digest(key, " ".join(parts).encode(), "sha256").hex()[:PROOF_LENGTH]


def _replace(path: Path, text: str) -> None:
    """Write the whole file, so that a crash leaves the old one or the new one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
