"""Read the bytes of a sheet into rows of cells: csv in the usual dialects, or a workbook.

A workbook is a zip of XML from anywhere. It is measured before it is unpacked and read a row at a time, never beyond
the bounds below. Formulas give their last result; macros and links are left alone. defusedxml, which openpyxl uses when
it is installed, refuses XML that grows while it is read.
"""

from __future__ import annotations

import csv
import io
import math
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from programs.importing.readers.lines import NotReadable

BYTES_MAX = 1024 * 1024
UNPACKED_MAX = 6 * 1024 * 1024
PARTS_MAX = 500
SHEETS_MAX = 12
ROWS_MAX = 1000
COLUMNS_MAX = 40
CELL_MAX = 500
MERGES_MAX = 500
TAGS_MAX, TAGS_OF_STYLES_MAX, TAGS_OF_PART_MAX = 150_000, 8_000, 20_000
"""Of the whole workbook, of its styles, and of any other part except sheets and shared strings."""
SHEETS_NAMED_MAX = 100

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?ref=\"([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})\"")

Row = list[Any]


@dataclass
class Sheet:
    """The rows of a sheet, from the first on. A cell is None, text, a number, or a date, time or timedelta."""

    name: str
    rows: list[Row]
    is_cut: bool = False


def sheets_of(data: bytes) -> list[Sheet]:
    """The sheets of a workbook, or the one of a csv. Raises NotReadable."""
    if len(data) > BYTES_MAX:
        raise NotReadable(_("Dit bestand is te groot. Eén megabyte is genoeg voor een programma."))
    if data.startswith(OLD_EXCEL):
        raise NotReadable(
            _("Dit is een oud soort Excel, of er zit een wachtwoord op. Bewaar het als .xlsx en probeer het nog eens.")
        )
    if data.startswith(ZIP):
        return _workbook(data)
    return [_csv(data)]


def text_of(data: bytes) -> str:
    """Text in UTF-8, with or without byte order mark, in UTF-16 with one, or else in an older Windows code page."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _csv(data: bytes) -> Sheet:
    text = text_of(data)
    if "\x00" in text or not text.strip():
        raise NotReadable(
            _("Dit is geen blad dat we kunnen lezen. Bewaar het als .xlsx of .csv en probeer het nog eens.")
        )
    lines = text.splitlines(keepends=True)
    if match := re.match(r"sep=(.)\s*$", lines[0]):
        lines, delimiter = lines[1:], match[1]
    else:
        delimiter = max(";,\t", key="".join(lines[:5]).count)
    try:
        rows = [
            [_cell(cell.strip()) for cell in row[:COLUMNS_MAX]]
            for row in _first(csv.reader(lines, delimiter=delimiter))
        ]
    except (csv.Error, TypeError):
        raise NotReadable(
            _("Dit is geen blad dat we kunnen lezen. Bewaar het als .xlsx of .csv en probeer het nog eens.")
        ) from None
    return Sheet("", rows[:ROWS_MAX], is_cut=len(rows) > ROWS_MAX)


def _first(rows: Iterable[Any]) -> Iterator[Any]:
    """One row more than we use, to know whether there are more."""
    return (row for _count, row in zip(range(ROWS_MAX + 1), rows, strict=False))


def _workbook(data: bytes) -> list[Sheet]:
    from openpyxl import load_workbook  # of ten processes nine read none

    _check_size(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            parts = {sheet._worksheet_path: sheet for sheet in book.worksheets[:SHEETS_MAX]}  # one part is read once
            return [_sheet(sheet) for sheet in parts.values() if sheet.sheet_state == "visible"]
        finally:
            book.close()
    except Exception:  # whatever is wrong in there, openpyxl says it in its own way
        raise NotReadable(_("Dit werkboek kunnen we niet openen. Bewaar het opnieuw als .xlsx, of als .csv.")) from None


@contextmanager
def _opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The zip archive. Raises NotReadable, also when a part turns out to be broken while it is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield archive
    except NotReadable:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError):
        raise NotReadable(_("Dit werkboek is niet heel. Bewaar het opnieuw en probeer het nog eens.")) from None


def _check_size(data: bytes) -> None:
    """Check the unpacked size. A part is never unpacked beyond the size written before it, so their sum is the most."""
    with _opened(data) as archive:
        parts = archive.infolist()
        if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNPACKED_MAX:
            raise NotReadable(_("Dit werkboek is uitgepakt te groot. Bewaar alleen het blad met het programma."))
        _check_tags({part.filename: archive.read(part) for part in parts if not part.filename.startswith("xl/media/")})
    if "xl/workbook.xml" not in {part.filename.lower() for part in parts}:
        raise NotReadable(_("Dit is geen werkboek van Excel. Bewaar het als .xlsx of .csv en probeer het nog eens."))


def _check_tags(parts: dict[str, bytes]) -> None:
    """Count tags: each becomes an object before the first row is read, which costs far more than its bytes."""
    if parts.get("xl/styles.xml", b"").count(b"<") > TAGS_OF_STYLES_MAX:
        raise NotReadable(
            _("Dit werkboek heeft te veel opmaak. Plak alleen de tekst in een nieuw werkboek, of bewaar het als .csv.")
        )
    tags = {name: data.count(b"<") for name, data in parts.items()}
    others = (count for name, count in tags.items() if not name.startswith(("xl/worksheets/", "xl/sharedStrings")))
    sheets = sum(data.count(b"sheetId") for data in parts.values())
    if sum(tags.values()) > TAGS_MAX or max(others, default=0) > TAGS_OF_PART_MAX or sheets > SHEETS_NAMED_MAX:
        raise NotReadable(_("Dit werkboek is uitgepakt te groot. Bewaar alleen het blad met het programma."))


def _sheet(sheet: Any) -> Sheet:
    sheet.reset_dimensions()  # what a file says of its own size is often wrong
    cells = sheet.iter_rows(max_row=ROWS_MAX + 1, max_col=COLUMNS_MAX, values_only=True)
    rows = [[_cell(cell) for cell in row] for row in cells]
    _fill_merged(rows, sheet)
    return Sheet(sheet.title, rows[:ROWS_MAX], is_cut=any(_is_filled(row) for row in rows[ROWS_MAX:]))


def _fill_merged(rows: list[Row], sheet: Any) -> None:
    """Copy the value of a merged cell to all rows that it spans."""
    from openpyxl.utils import range_boundaries

    with sheet._get_source() as source:
        refs = [match[1] for match in islice(MERGED.finditer(source.read()), MERGES_MAX)]
    for ref in refs:
        left, top, right, bottom = range_boundaries(ref.decode())
        for row in rows[top - 1 : bottom] if left <= COLUMNS_MAX else ():
            row += [None] * (min(right, COLUMNS_MAX) - len(row))
            row[left - 1 : right] = [rows[top - 1][left - 1]] * (min(right, len(row)) - left + 1)


def _is_filled(row: Row) -> bool:
    return any(cell is not None for cell in row)


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return value[:CELL_MAX].strip() or None
    if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        return str(value)
    return value
