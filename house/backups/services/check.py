"""Read a back-up from beginning to end, and write nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db.migrations.loader import MigrationLoader
from pyrage import x25519

from house.backups import stream
from house.backups.contents import Contents
from house.backups.rows import Table, tables_of, tables_today


def read_whole(path: Path, identity: x25519.Identity) -> Contents:
    """The head and the counts of a back-up that is whole, unchanged, and of this house.

    Raises BackUpRefused, and OSError when the disk cannot be read.
    """
    sealed: dict[str, list[int]] = {}

    def sealed_in(name: str) -> list[int]:
        if not sealed:
            sealed.update({table.name: table.sealed for table in tables_then(contents.head).values()})
        return sealed.get(name, [])

    contents = Contents(sealed_in=sealed_in)
    stream.read(path, identity, contents.take)
    contents.finish()
    return contents


def tables_then(head: dict[str, Any]) -> dict[str, Table]:
    """The tables as they were when a back-up was made, by name. Of a later version only what is known here."""
    loader = MigrationLoader(None)
    then = {(app, name) for app, name in head["migrations"]} & loader.graph.nodes.keys()
    if then == loader.graph.nodes.keys():
        found = tables_today()
    else:
        state = loader.project_state(last_of(then, loader.graph))
        found = tables_of(state.apps.get_models(include_auto_created=True))
    return {table.name: table for table in found}


def last_of(then: Iterable[tuple[str, str]], graph: Any) -> list[tuple[str, str]]:
    """The migrations of these after which no other of these comes in the same app."""
    before = {parent.key for key in then for parent in graph.node_map[key].parents if parent.key[0] == key[0]}
    return sorted(set(then) - before)
