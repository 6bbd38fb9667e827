"""Folders and files that hold data or keys belong to their owner alone: whoever starts the house, whatever the umask.

The one place that says which they are, and takes from them what is wider. Each process does so when it starts and when
it makes a file of the database; what it cannot take stops it, see `house/checks.py`. The collected static files are
those of the code, and may be open.
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
    """Folders first, so that what lies in them is out of reach at once."""
    files = settings.DATA_DIR / "files"
    return [settings.DATA_DIR, *_keys(), *database_files(settings.DATABASE), files, *files.rglob("*")]


def _keys() -> list[Path]:
    """With their folder, where it holds nothing else: it may be one that others must enter, such as /etc."""
    keys = [settings.SECRET_KEY_FILE, settings.SEALING_KEYS_FILE]
    folder = settings.KEYS_DIR
    is_theirs_alone = folder.is_dir() and set(folder.iterdir()) <= set(keys)
    return [folder, *keys] if is_theirs_alone else keys


def database_files(facts: dict[str, Any]) -> list[Path]:
    """What SQLite writes. Another engine keeps its own files."""
    if not facts["ENGINE"].endswith("sqlite3"):
        return []
    return [Path(f"{facts['NAME']}{end}") for end in ("", "-wal", "-shm", "-journal")]


def too_open(places: Iterable[Path]) -> list[Path]:
    """Those that others than their owner may read, change or enter."""
    return [path for path in places if path.exists() and path.stat().st_mode & OTHERS]


def close(places: Iterable[Path]) -> None:
    """Take what is wider, where it is ours to take."""
    for path in too_open(places):
        try:
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS)
        except OSError:
            logger.warning("Others can reach %s, and its mode cannot be changed from here.", path)


def close_database(*, connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """SQLite makes its files as open as the umask lets it; those beside it become as closed as the first."""
    close(database_files(connection.settings_dict))
