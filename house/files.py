"""Files that only this application can read: sealed on disk, each bound to its random name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages

from house.errors import NotHere
from house.sealing import ring

ALIAS = "sealed"


def sealed_files() -> Storage:
    """The storage for a `FileField`, as the settings name it."""
    return storages[ALIAS]


class SealedFiles(FileSystemStorage):
    """A storage that seals a file when it is saved and opens it in memory. Meant for a few megabytes a file."""

    def _save(self, name: str, content: File) -> str:
        sealed = ContentFile(ring().seal_bytes(content.read(), _context(name)))
        return super()._save(name, sealed)  # type: ignore[misc]

    def _open(self, name: str, mode: str = "rb") -> Any:
        """Raises SealBroken, and NotHere when the file is not on this disk, for example after a back-up without it."""
        return ContentFile(ring().open_bytes(self._sealed(name), _context(name)), name)

    def copy_out(self, name: str) -> bytes | None:
        """The bytes of a file as they are sealed; None when it is not on this disk."""
        try:
            return self._sealed(name)
        except NotHere:
            return None

    def copy_in(self, name: str, sealed: bytes) -> None:
        """Save a file that was copied out. Raises OSError, and SuspiciousFileOperation for a name outside."""
        super()._save(name, ContentFile(sealed))  # type: ignore[misc]

    def reseal(self, name: str) -> bool:
        """Seal a file again under the newest key.

        False when it already was. Raises SealBroken, and NotHere as `open` does.
        """
        if ring().is_newest(sealed := self._sealed(name)):
            return False
        anew = ring().seal_bytes(ring().open_bytes(sealed, _context(name)), _context(name))
        beside = super()._save(f"{name}.new", ContentFile(anew))  # type: ignore[misc]
        self._path(beside).replace(self._path(name))
        return True

    def _sealed(self, name: str) -> bytes:
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            raise NotHere from None

    def _path(self, name: str) -> Path:
        return Path(self.path(name))


def _context(name: str) -> str:
    return f"file {name}"
