"""Close folders and files with data or keys to everybody but their owner, whoever starts the house, whatever the umask.

This module alone lists them, and removes wider rights. Each process does so when it starts and when it makes a database
file; a file that it cannot close stops it, see `house/checks.py`. The collected static files are code, and may be open.
"""

from __future__ import annotations

import logging
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

OTHERS = stat.S_IRWXG | stat.S_IRWXO

logger = logging.getLogger(__name__)


def places() -> list[Path]:
    """Folders first, so that the files in them are out of reach at once."""
    files = settings.DATA_DIR / "files"
    backups = settings.BACKUPS_DIR
    own = [settings.DATA_DIR, *_keys(), *database_files(settings.DATABASE)]
    return [*own, files, *files.rglob("*"), backups, *backups.glob("*")]


def _keys() -> list[Path]:
    """The key files, with their folder if it holds nothing else: it may be one that others must enter, such as /etc."""
    names = ("SECRET_KEY_FILE", "SEALING_KEYS_FILE", "PUSH_KEY_FILE", "BACKUP_RECIPIENTS_FILE")
    keys = [getattr(settings, name) for name in names]
    folder = settings.KEYS_DIR
    is_theirs_alone = folder.is_dir() and set(folder.iterdir()) <= set(keys)
    return [folder, *keys] if is_theirs_alone else keys


def database_files(facts: dict[str, Any]) -> list[Path]:
    """The files that SQLite writes. Another engine keeps its own files."""
    if not facts["ENGINE"].endswith("sqlite3"):
        return []
    return [Path(f"{facts['NAME']}{end}") for end in ("", "-wal", "-shm", "-journal")]


def too_open(places: Iterable[Path]) -> list[Path]:
    """Paths that others than their owner may read, change or enter."""
    return [path for path in places if path.exists() and path.stat().st_mode & OTHERS]


def close(places: Iterable[Path]) -> None:
    """Remove wider rights, where we may."""
    for path in too_open(places):
        try:
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS)
        except OSError:
            logger.warning("Others can reach %s, and its mode cannot be changed from here.", path)


def close_database(*, connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Close the database files: SQLite makes the main file as open as the umask allows, and the others like it."""
    close(database_files(connection.settings_dict))
