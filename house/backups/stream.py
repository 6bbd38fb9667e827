"""Lines, compressed and sealed to public keys in the format of age (https://age-encryption.org/v1).

Whoever has a public key can seal to it, so the seal of age hides and proves nothing: `contents` holds the proof.
"""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyrage
from pyrage import x25519

COMPRESSION = 1
LINE_BYTES_MAX = 64 * 2**20
"""A file of a training is one line, in base64."""


class BackUpRefused(Exception):
    """A back-up cannot be made or put back. The message is one sentence for the keeper of the server."""


def recipients_of(texts: Iterable[str]) -> list[x25519.Recipient]:
    """The public keys ('age1…') of the settings. Raises BackUpRefused when there is none, and when one is wrong."""
    try:
        found = [x25519.Recipient.from_str(text) for text in texts]
    except pyrage.RecipientError:
        raise BackUpRefused("A key in BACKUP_RECIPIENTS is not a public key that begins with age1.") from None
    if not found:
        raise BackUpRefused("There is no key to seal a back-up to. Run `manage.py make_backup_key` first.")
    return found


def identity_of(text: str) -> x25519.Identity:
    """The secret half ('AGE-SECRET-KEY-1…'). Raises BackUpRefused."""
    try:
        return x25519.Identity.from_str("".join(text.split()).upper())
    except pyrage.IdentityError:
        raise BackUpRefused("That is not the secret half of a key: it begins with AGE-SECRET-KEY-1.") from None


def write(path: Path, lines: Iterable[bytes], recipients: list[x25519.Recipient]) -> None:
    """Write a new file that only its owner can read, until it lies on the disk. Raises OSError as the disk does."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        source, target = _Source(_compressed(lines)), _Target(file.write)
        try:
            pyrage.encrypt_io(source, target, recipients)
        except pyrage.EncryptError as problem:
            raise (source.problem or target.problem or problem) from None
        file.flush()
        os.fsync(file.fileno())


def read(path: Path, identity: x25519.Identity, take: Callable[[bytes], None]) -> None:
    """Hand each line to `take`, in order, and raise what it raises. Lines come before the end of the file is proved.

    Raises BackUpRefused when the file is cut or changed, or sealed to another key.
    """
    lines = _Lines(take)
    target = _Target(lines.feed)
    try:
        with path.open("rb") as file:
            pyrage.decrypt_io(file, target, [identity])
        lines.end()
    except (pyrage.DecryptError, OSError, zlib.error) as problem:
        if target.problem and not isinstance(target.problem, zlib.error):
            raise target.problem from None
        if isinstance(problem, OSError) and problem.errno:
            raise
        if "matching keys" in str(problem):
            raise BackUpRefused("This back-up is sealed to another key than the one that was given.") from None
        raise BackUpRefused("This back-up is cut or changed, or no back-up at all.") from None


def _compressed(lines: Iterable[bytes]) -> Iterator[bytes]:
    press = zlib.compressobj(COMPRESSION)
    for line in lines:
        yield press.compress(line + b"\n")
    yield press.flush()


class _Source(io.RawIOBase):
    """Reads from pieces. Age passes on the words of an exception alone, so the exception itself stays in `problem`."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.buffer = pieces, bytearray()
        self.problem: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            while len(self.buffer) < size and (piece := next(self.pieces, None)) is not None:
                self.buffer += piece
        except BaseException as problem:
            self.problem = problem
            raise
        found = bytes(self.buffer[:size])
        del self.buffer[:size]
        return found


class _Target(io.RawIOBase):
    """Hands on what is written. See `_Source` for `problem`."""

    def __init__(self, take: Callable[[bytes], object]) -> None:
        self.take = take
        self.problem: BaseException | None = None

    def write(self, data: Any) -> int:
        try:
            self.take(bytes(data))
        except BaseException as problem:
            self.problem = problem
            raise
        return len(data)


class _Lines:
    """Cuts what comes in, decompressed, into lines."""

    def __init__(self, take: Callable[[bytes], None]) -> None:
        self.take, self.press, self.rest = take, zlib.decompressobj(), b""

    def feed(self, data: bytes) -> None:
        *lines, self.rest = (self.rest + self.press.decompress(data, LINE_BYTES_MAX)).split(b"\n")
        if self.press.unconsumed_tail or len(self.rest) > LINE_BYTES_MAX:
            raise zlib.error("too long a line")
        for line in lines:
            self.take(line)

    def end(self) -> None:
        if not self.press.eof or self.rest:
            raise zlib.error("no end")
