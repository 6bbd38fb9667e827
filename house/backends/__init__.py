"""Database backends, and transactions that only read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def reading() -> Iterator[None]:
    """A transaction that sees one moment and must write nothing: on SQLite it waits for nobody, and nobody for it."""
    connection.only_reads = not connection.in_atomic_block  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            yield
    finally:
        connection.only_reads = False  # type: ignore[attr-defined]
