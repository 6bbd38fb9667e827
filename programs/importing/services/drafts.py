"""Make a draft of an uploaded file. The file is read at once, and not stored."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from house.models import House, Person
from house.take import find
from programs.errors import NotUnderstood
from programs.importing.models import Draft, Origin
from programs.importing.readers.ics import read_calendar
from programs.importing.readers.lines import NotReadable, ProgrammeLine, Reading, digest
from programs.importing.readers.sheets import read_sheet
from programs.uploads import mind_pace


def bring_sheet(*, actor: Person, house_id: UUID, data: bytes, source: UUID | None = None) -> Draft:
    """Make a draft of a workbook or a csv.

    Args:
        source: the source of an earlier version of the same sheet, which this one then changes.

    Raises:
        NotHere: the actor does not run this house.
        NotUnderstood: nothing of it can be read; the message says why.
        TooOften: she uploaded many just now.
    """
    return _import_file(actor, house_id, Draft.Kind.SHEET, data, read_sheet, lambda house, lines: source)


def bring_calendar(*, actor: Person, house_id: UUID, data: bytes) -> Draft:
    """Make a draft of an agenda. An earlier version is recognised by the names of its events.

    Raises:
        NotHere, NotUnderstood, TooOften: see `bring_sheet`.
    """
    read = partial(read_calendar, zone=timezone.get_default_timezone())
    return _import_file(actor, house_id, Draft.Kind.CALENDAR, data, read, _known_source)


def _import_file(
    actor: Person,
    house_id: UUID,
    kind: Draft.Kind,
    data: bytes,
    read: Callable[[bytes, date], Reading],
    source_of: Callable[[House, list[ProgrammeLine]], UUID | None],
) -> Draft:
    house = find(House.objects.run_by, actor, house_id)
    mind_pace(actor)
    try:
        reading = read(data, timezone.localdate())
    except NotReadable as unread:
        raise NotUnderstood(str(unread)) from None
    mark = hashlib.sha256(data).hexdigest()
    return make_draft(
        actor=actor, house=house, kind=kind, reading=reading, mark=mark, source=source_of(house, reading.lines)
    )


@transaction.atomic
def make_draft(
    *, actor: Person, house: House, kind: Draft.Kind, reading: Reading, mark: str, source: UUID | None
) -> Draft:
    """The draft of this reading; her draft that waits already if she imported the same before."""
    fingerprint = digest(str(kind), mark, str(source or ""))
    draft = Draft(house=house, made_by=actor, made_at=timezone.now(), kind=kind, fingerprint=fingerprint)
    draft.source = source or uuid4()
    draft.reading = reading
    draft.write()
    same_draft = {"house": house, "made_by": actor, "fingerprint": fingerprint, "put_at": None}
    Draft.objects.bulk_create([draft], ignore_conflicts=True)
    return Draft.objects.get(**same_draft)


def _known_source(house: House, lines: Iterable[ProgrammeLine]) -> UUID | None:
    """The source that most of these events came from before."""
    keys = [key_of(line) for line in lines]
    sources = Origin.objects.filter(series__house=house, key__in=keys).values_list("source", flat=True)
    return Counter(sources).most_common(1)[0][0] if sources else None


def newest_of_each(drafts: Iterable[Draft]) -> list[Draft]:
    """One draft of each source, the last that was put in the week."""
    oldest_first = sorted(drafts, key=lambda draft: draft.put_at or draft.made_at)
    return list({draft.source: draft for draft in oldest_first}.values())


def key_of(line: ProgrammeLine) -> str:
    return digest(line.key)
