"""The lines of a back-up: a head, the rows of each table, the files, and an end that proves all of it.

    {"format": …, "made_at": …, "migrations": …, "marks": …, "song": …}         the head
    {"table": "house_house", "columns": […]}                                    then an array for each of its rows
    {"file": "papers/…"}                                                        then its sealed bytes in base64
    {"end": {"house_house": 2, …}, "digest": …, "seal": …}                      counts, and the proof

Each value is JSON: bytes in base64, moments in UTC. Sealed values stay sealed. The digest (SHA-256 of all lines before
the end) is sealed with the newest sealing key of the house, for the key that the file is sealed to is a public one.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from house.backups.rows import Encoded, Table, bytes_to_text
from house.backups.stream import BackUpRefused
from house.sealing import NAME_BYTES, SealBroken, ring

FORMAT = "house back-up 1"
CONTEXT = "back-up"
SONG = "Dag. Tot later."

Say = Callable[[str, int], None]
"""Hears the name of each table with the number of its rows, when it is done."""


def as_line(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def lines_of(
    head: dict[str, Any],
    tables: list[Table],
    read_file: Callable[[str], bytes | None],
    say: Say,
) -> Iterator[bytes]:
    """All lines, in order.

    `read_file` returns None for a file that is gone: it was taken away while the back-up was made.
    """
    digest = hashlib.sha256()
    counts: dict[str, int] = {}
    names: set[str] = set()

    def line(content: Any) -> bytes:
        made = as_line(content)
        digest.update(made + b"\n")
        return made

    yield line(head | {"format": FORMAT, "song": bytes_to_text(ring().seal(SONG, CONTEXT))})
    for table in tables:
        yield line({"table": table.name, "columns": table.names})
        counts[table.name] = 0
        for row in table.read():
            counts[table.name] += 1
            names |= {row[at] for at in table.files if row[at]}
            yield line(row)
        say(table.name, counts[table.name])
    for name in sorted(names):
        if (data := read_file(name)) is not None:
            yield line({"file": name})
            yield line(bytes_to_text(data))
    say("files", len(names))
    seal = ring().seal(digest.hexdigest(), CONTEXT)
    yield as_line({"end": counts, "digest": digest.hexdigest(), "seal": bytes_to_text(seal)})


@dataclass
class Contents:
    """Takes the lines of a back-up one by one, and checks them. At the end `finish` says whether they are whole.

    `on_table` gets the name and the columns of a table, `on_row` each row, `on_file` a name and bytes.
    """

    on_table: Callable[[str, list[str]], None] = lambda name, columns: None
    on_row: Callable[[list[Encoded]], None] = lambda row: None
    on_file: Callable[[str, bytes], None] = lambda name, data: None
    sealed_in: Callable[[str], list[int]] = lambda table: []
    """The places of the sealed values in the rows of a table."""
    head: dict[str, Any] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    unknown_keys: set[str] = field(default_factory=set)
    """The names of keys that seal something in it and that this house does not have."""
    is_whole: bool = False
    _file: str = ""
    _table: str = ""
    _digest: Any = field(default_factory=hashlib.sha256)

    def take(self, line: bytes) -> None:
        """Raises BackUpRefused for what no back-up of this house holds."""
        if self.is_whole:
            raise BackUpRefused("This back-up goes on after its end, so it was changed.")
        try:
            self._take(json.loads(line))
        except (ValueError, TypeError, LookupError, AttributeError) as problem:
            raise BackUpRefused("A line of this back-up cannot be read.") from problem
        self._digest.update(line + b"\n")

    def _take(self, content: Any) -> None:
        if not self.head:
            self._begin(content)
        elif self._file:
            self._look_at_key(data := base64.b64decode(content))
            self.on_file(self._file, data)
            self._file = ""
        elif isinstance(content, list):
            self.counts[self._table] += 1
            self._look_at_keys(content)
            self.on_row(content)
        elif "file" in content:
            self._file = content["file"]
        elif "end" in content:
            self._end(content)
        else:
            self._table = content["table"]
            self.counts[self._table] = 0
            self.on_table(self._table, content["columns"])

    def _begin(self, head: Any) -> None:
        if not isinstance(head, dict) or head.get("format") != FORMAT:
            raise BackUpRefused(f"This is no back-up of the kind that is read here ({FORMAT}).")
        song = base64.b64decode(head["song"])
        try:
            ring().open(song, CONTEXT)
        except SealBroken:
            raise BackUpRefused(
                f"The house of this back-up was sealed with the key {key_name(song)}, and it is not here. "
                f"Here is: {', '.join(ring().names)}. Put the right key in SEALING_KEYS."
            ) from None
        self.head = head

    def _look_at_keys(self, row: list[Encoded]) -> None:
        for at in self.sealed_in(self._table):
            if row[at]:
                self._look_at_key(base64.b64decode(row[at][:8]))

    def _look_at_key(self, sealed: bytes) -> None:
        if (name := key_name(sealed)) not in ring().names:
            self.unknown_keys.add(name)

    def _end(self, end: dict[str, Any]) -> None:
        digest = self._digest.hexdigest()
        try:
            proved = ring().open(base64.b64decode(end["seal"]), CONTEXT)
        except SealBroken:
            proved = ""
        if end["end"] != self.counts or end["digest"] != digest or proved != digest:
            raise BackUpRefused("This back-up was changed outside the house: its end does not prove what it holds.")
        self.is_whole = True

    def finish(self) -> None:
        """Raises BackUpRefused when the end is not there, or when a key is missing that opens something in it."""
        if not self.is_whole:
            raise BackUpRefused("This back-up has no end: it was cut.")
        if self.unknown_keys:
            raise BackUpRefused(
                f"Some of this back-up is sealed with a key that is not here: {', '.join(sorted(self.unknown_keys))}. "
                "Put it behind the other in SEALING_KEYS."
            )


def key_name(sealed: bytes) -> str:
    """The name of the key that sealed a value: 8 hexadecimal signs, as `manage.py print_keys` shows it."""
    return sealed[1 : 1 + NAME_BYTES].hex()
