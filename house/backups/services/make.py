"""Make a back-up beside a running house."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from pyrage import x25519

from house import retention
from house.backends import reading
from house.backups import stream
from house.backups.contents import CONTEXT, Say, lines_of
from house.backups.rows import bytes_to_text, tables_today
from house.backups.services.check import read_whole
from house.files import SealedFiles, sealed_files
from house.privacy.models.erasures import ErasureMark
from house.privacy.services import marks
from house.sealing import ring
from house.upkeep.models import BackUpRun

NAME = "%Y%m%d-%H%M%S.age"
"""The moment in UTC. A name tells nobody what it is."""

STOPPED_AFTER_S = 24 * 3600
"""A part that was not written to for so long is of a back-up that was stopped."""


def back_up(folder: Path, say: Say = lambda what, count: None) -> tuple[Path, BackUpRun]:
    """Write a back-up of this moment into a folder, read it back, and only then give it its name.

    It is sealed to the keys in `settings.BACKUP_RECIPIENTS`, and to one that exists as long as this call, to read it
    back with. Whatever goes wrong, nothing half is left.

    Raises BackUpRefused, OSError, and MarksBroken.
    """
    recipients = stream.recipients_of(settings.BACKUP_RECIPIENTS)
    own = x25519.Identity.generate()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    marks.write_out()
    part = folder / f".{secrets.token_hex(8)}.part"  # in a container every process has the same id
    try:
        with _one_moment() as at:
            lines = lines_of(_head(at), tables_today(), cast("SealedFiles", sealed_files()).copy_out, say)
            stream.write(part, lines, [*recipients, own.to_public()])
        counts = read_whole(part, own).counts
        path = folder / at.strftime(NAME)
        if path.exists():
            raise stream.BackUpRefused(f"There is a back-up of this second: {path}.")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    facts = {"row_count": sum(counts.values()), "size_bytes": path.stat().st_size}
    return path, BackUpRun.objects.create(kind=BackUpRun.Kind.MADE, of_at=at, **facts)


def throw_away_old() -> None:
    """Delete back-ups in `settings.BACKUPS_DIR` that are too old, so that what her own page promises is so."""
    last = timezone.now() - retention.BACKUPS
    for path in settings.BACKUPS_DIR.glob("*.age"):
        if (at := made_at(path)) and at < last:
            path.unlink(missing_ok=True)
    for path in settings.BACKUPS_DIR.glob(".*.part"):
        if time.time() - path.stat().st_mtime > STOPPED_AFTER_S:
            path.unlink(missing_ok=True)


def made_at(path: Path) -> datetime | None:
    """The moment in the name of a back-up; None for another file."""
    try:
        return datetime.strptime(path.name, NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


@contextmanager
def _one_moment() -> Iterator[datetime]:
    """A transaction that sees the house at one moment, which it yields, and keeps nobody from writing."""
    with reading():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield timezone.now().replace(microsecond=0)


def _head(at: datetime) -> dict[str, Any]:
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    return {
        "made_at": at.isoformat(),
        "migrations": [list(migration) for migration in applied],
        "marks": list(ErasureMark.objects.values_list("mark", flat=True)),
        "key_of_marks": bytes_to_text(ring().seal_bytes(marks.key(), CONTEXT)),
    }
