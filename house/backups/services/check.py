"""Read a back-up from beginning to end, and write nothing."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from pyrage import x25519

from house.backups import stream
from house.backups.contents import Contents
from house.backups.rows import tables_of


def read_whole(path: Path, identity: x25519.Identity) -> Contents:
    """The head and the counts of a back-up that is whole, unchanged, and of this house.

    Raises BackUpRefused, and OSError when the disk cannot be read.
    """
    sealed = {table.name: table.sealed for table in tables_of(apps.get_models(include_auto_created=True))}
    contents = Contents(sealed_in=lambda name: sealed.get(name, []))
    stream.read(path, identity, contents.take)
    contents.finish()
    return contents
