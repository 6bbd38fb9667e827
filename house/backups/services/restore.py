"""Put a back-up back into an empty place, on any engine, and leave the house shut.

The canary is written last: until everything is done, nothing starts on this database.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from pyrage import x25519

from house.backups import stream
from house.backups.contents import CONTEXT, Contents, Say, as_line
from house.backups.rows import AT_ONCE, Encoded, Table, tables_today
from house.backups.services.check import last_of, read_whole, tables_then
from house.backups.stream import BackUpRefused
from house.door.models import Card, Return
from house.files import SealedFiles, sealed_files
from house.people.models.houses import House
from house.people.models.people import Person
from house.privacy.services import erasure, marks
from house.sealing import ring
from house.sign_in.services import devices
from house.upkeep.models import BackUpRun, Canary

OF_AN_EMPTY_PLACE = {"house_canary", "house_erasurekey"}
"""Tables in which a house that was never opened has rows already."""


@dataclass(frozen=True)
class Restored:
    """The result of a restore. Nobody can say who was erased from `unknown_from` on; since `made_at` if it is None."""

    made_at: datetime
    row_count: int
    erased_count: int
    unknown_from: date | None


def restore(path: Path, identity: x25519.Identity, marks_path: Path | None, say: Say) -> Restored:
    """Put a back-up back into a database without a house, and erase again who was erased since.

    All is checked before anything is written. Everybody is signed out; cards, returns and feeds are void; every house
    is shut until two people opened it.

    Args:
        marks_path: the file that `marks` wrote; None to go on without knowing who was erased since.

    Raises BackUpRefused, and OSError as the disk does; then nothing was written, or nothing starts on what was.
    """
    head = (contents := read_whole(path, identity)).head
    _refuse_full()
    gone = _marks_of(head, marks_path)
    is_older = _prepare(head)
    loader = _Loader(tables_then(head), say)
    try:
        if is_older:
            loader.load(path, identity)
            _migrate()
            erased = _settle(contents, path, loader, gone)
        else:
            with transaction.atomic():
                loader.load(path, identity)
                erased = _settle(contents, path, loader, gone)
    except BaseException as problem:
        loader.take_files_away()
        if loader.is_done and isinstance(problem, Exception):
            raise BackUpRefused(f"The house is back, and shut. What comes after that failed: {problem!r}") from problem
        raise
    call_command("createcachetable", verbosity=0)
    return Restored(_moment(head), sum(contents.counts.values()), erased, gone.known_until if marks_path else None)


def _moment(head: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(head["made_at"])


def _refuse_full() -> None:
    there = set(connection.introspection.table_names())
    tables = [table for table in tables_today() if table.name in there]
    full = [table.name for table in tables if table.name not in OF_AN_EMPTY_PLACE and not table.is_empty()]
    if full:
        raise BackUpRefused(f"A house is here already ({full[0]} holds rows): restore into an empty database.")
    files = cast("SealedFiles", sealed_files()).location
    if any(path.is_file() for path in Path(files).rglob("*")):
        raise BackUpRefused(f"There are files of a house in {files}: restore beside an empty folder.")


def _marks_of(head: dict[str, Any], path: Path | None) -> marks.MarksFile:
    if path is None:
        return marks.MarksFile(marks=head["marks"])
    try:
        found = marks.read(path, ring().open_bytes(base64.b64decode(head["key_of_marks"]), CONTEXT))
    except FileNotFoundError:
        raise BackUpRefused(
            f"{path} is not there, and only it says who was erased since. Fetch it, or say --erased-unknown."
        ) from None
    except marks.MarksBroken:
        raise BackUpRefused(f"{path} is of another house, or lines in it were changed or taken away.") from None
    if not set(head["marks"]) <= set(found.marks) or _is_older(found, _moment(head)):
        raise BackUpRefused(f"{path} is older than this back-up: fetch the newest.")
    return found


def _is_older(found: marks.MarksFile, made_at: datetime) -> bool:
    """Was the file last written before this back-up? Just before one at midnight it has the day before."""
    return found.known_until is None or found.known_until < timezone.localdate(made_at) - timedelta(days=1)


def _prepare(head: dict[str, Any]) -> bool:
    """Make the tables as they were when the back-up was made. True when this code is of a later version."""
    executor = MigrationExecutor(connection)
    then, graph = {(app, name) for app, name in head["migrations"]}, executor.loader.graph
    if unknown := sorted(then - graph.nodes.keys()):
        raise BackUpRefused(f"This back-up is of a later version ({'.'.join(unknown[0])}): install that one first.")
    if executor.loader.applied_migrations.keys() - then:
        raise BackUpRefused("This back-up is of an earlier version: restore it into a database without tables.")
    executor.migrate(last_of(then, graph))
    return bool(graph.nodes.keys() - then)


def _migrate() -> None:
    try:
        call_command("migrate", verbosity=0)
    except Exception as problem:
        raise BackUpRefused(
            f"The back-up is in, but could not be brought to this version ({problem}). Nothing starts on it: make the "
            "place empty, and restore with the version that made it."
        ) from problem


@dataclass
class _Loader:
    """Writes rows and files as they are read, and reads the rows again to compare."""

    tables: dict[str, Table]
    say: Say
    canary: list[list[Encoded]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    is_done: bool = False
    _table: Table | None = None
    _rows: list[list[Encoded]] = field(default_factory=list)
    _digest: Any = None

    def load(self, path: Path, identity: x25519.Identity) -> None:
        contents = Contents(on_table=self._begin, on_row=self._take, on_file=self._take_file)
        with transaction.atomic():
            for name in OF_AN_EMPTY_PLACE:
                self.tables[name].clear()
            stream.read(path, identity, contents.take)
            self._end()
            contents.finish()
            connection.check_constraints()
            self._follow_numbers()

    def _begin(self, name: str, columns: list[str]) -> None:
        self._end()
        self._table = self.tables.get(name)
        if self._table is None or self._table.names != columns:
            raise BackUpRefused(f"The table {name} of this back-up is not the one of its version.")
        self._digest = hashlib.sha256()

    def _take(self, row: list[Encoded]) -> None:
        self._digest.update(as_line(row))
        self._rows.append(row)
        if len(self._rows) == AT_ONCE:
            self._write()

    def _write(self) -> None:
        assert self._table is not None
        if self._table.name == Canary._meta.db_table:
            self.canary += self._rows
        else:
            self._table.write(self._rows)
        self._rows = []

    def _end(self) -> None:
        """Write the last rows of a table, and compare all of them with what was read."""
        if self._table is None:
            return
        self._write()
        if self._table.name != Canary._meta.db_table:
            again, count = hashlib.sha256(), 0
            for count, row in enumerate(self._table.read(), 1):  # noqa: B007
                again.update(as_line(row))
            if again.digest() != self._digest.digest():
                raise BackUpRefused(f"This database does not give back what was written into {self._table.name}.")
            self.say(self._table.name, count)
        self._table = None

    def _take_file(self, name: str, data: bytes) -> None:
        self._end()
        self.files.append(name)
        cast("SealedFiles", sealed_files()).copy_in(name, data)

    def take_files_away(self) -> None:
        for name in self.files:
            sealed_files().delete(name)

    def keep_files(self) -> None:
        """The rows that name them are there for good, whatever fails after that."""
        self.files, self.is_done = [], True

    def _follow_numbers(self) -> None:
        """Let rows that are made from now on get numbers after those that are here."""
        made = [model for model in apps.get_models(True) if model._meta.db_table in self.tables]
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), made):
                cursor.execute(statement)

    def sing(self) -> None:
        """Write the canary, after which the house may start."""
        self.tables[Canary._meta.db_table].write(self.canary)


@transaction.atomic
def _settle(contents: Contents, path: Path, loader: _Loader, gone: marks.MarksFile) -> int:
    """End every way in, shut the houses, and erase who was erased since. Returns how many those were."""
    transaction.on_commit(loader.keep_files)
    now = timezone.now()
    House.objects.update(shut_at=now)
    Card.objects.valid(now).update(withdrawn_at=now)
    Return.objects.under_way(now).delete()
    for person in Person.objects.only("pk"):
        devices.end_all_of(person)
    marks.add_all(gone.marks)
    erased = erasure.forget_again(set(gone.marks))
    BackUpRun.objects.create(
        kind=BackUpRun.Kind.PUT_BACK,
        of_at=_moment(contents.head),
        row_count=sum(contents.counts.values()),
        size_bytes=path.stat().st_size,
        erased_known_until=gone.known_until,
    )
    loader.sing()
    return erased
