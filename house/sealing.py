"""Seal text, so that it is unreadable in the database, in a back-up and on a stolen disk.

A sealed value is `format (1 byte) | key name (4) | nonce (12) | AES-256-GCM ciphertext and tag`. Table, column and row
are authenticated with it, so a value that is moved to another row does not open.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django import forms
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from django.db.models.lookups import BuiltinLookup
from django.db.models.query_utils import DeferredAttribute

FORMAT = b"\x01"
KEY_BYTES = 32
NAME_BYTES = 4
NONCE_BYTES = 12
EMPTY_BYTES = len(FORMAT) + NAME_BYTES + NONCE_BYTES + 16
"""The length of an empty text when it is sealed."""
ONE_LINE_MAX = 200
SECOND_FACTORS = "mfa_authenticator.data"
"""The context of allauth's sealed texts: its rows are not ours, so the texts cannot be bound to them."""


class SealBroken(Exception):
    """A sealed value does not open: the key is missing or the value was tampered with."""


class Sealed(bytes):
    """A value as it is in the database."""


def new_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def key_file(name: str, *folders: Path) -> Path:
    """This file in the first of these folders that has it; the path in the first folder if none has."""
    return next((folder / name for folder in folders if (folder / name).exists()), folders[0] / name)


def read_keys(*, text: str, path: Path) -> tuple[str, ...]:
    """Keys from the environment (comma-separated), or else from a file (one a line), newest first."""
    source = text.replace(",", "\n") if text else path.read_text() if path.exists() else ""
    return tuple(line.strip() for line in source.splitlines() if line.strip())


class KeyRing:
    """Seals with the newest key, opens with any. Keys are url-safe base64 of 32 random bytes."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        if not keys:
            raise ImproperlyConfigured(
                "There is no key to seal with. Set SEALING_KEYS, or run `manage.py make_keys` for a new house."
            )
        raw = [self._decoded(key) for key in keys]
        self._ciphers = {hashlib.sha256(key).digest()[:NAME_BYTES]: AESGCM(key) for key in raw}
        self._newest = next(iter(self._ciphers))
        self.names = [name.hex() for name in self._ciphers]
        """What each sealed value says of its key, the newest first: 8 hexadecimal signs."""
        self._hash_keys = [hmac.digest(key, b"keyed hash", "sha256") for key in raw]

    @staticmethod
    def _decoded(key: str) -> bytes:
        try:
            raw = base64.urlsafe_b64decode(key)
        except ValueError:
            raw = b""
        if len(raw) != KEY_BYTES:
            raise ImproperlyConfigured("A key in SEALING_KEYS is not url-safe base64 of 32 bytes.")
        return raw

    def seal(self, text: str, context: str) -> Sealed:
        """The sealed text, bound to its `context`. Raises UnicodeEncodeError for a lone surrogate."""
        return self.seal_bytes(text.encode(), context)

    def seal_bytes(self, data: bytes, context: str) -> Sealed:
        nonce = os.urandom(NONCE_BYTES)
        return Sealed(
            FORMAT + self._newest + nonce + self._ciphers[self._newest].encrypt(nonce, data, context.encode())
        )

    def open(self, sealed: bytes, context: str) -> str:
        """The text that was sealed with this context. Raises SealBroken."""
        return self.open_bytes(sealed, context).decode()

    def open_bytes(self, sealed: bytes, context: str) -> bytes:
        """The bytes that were sealed with this context. Raises SealBroken."""
        name, rest = sealed[1 : 1 + NAME_BYTES], sealed[1 + NAME_BYTES :]
        if sealed[:1] != FORMAT or name not in self._ciphers:
            raise SealBroken(f"No key opens {context}.")
        try:
            return self._ciphers[name].decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], context.encode())
        except (InvalidTag, ValueError):  # ValueError: cut too short to hold a nonce
            raise SealBroken(f"{context} was changed outside the house.") from None

    def hashes(self, text: str, context: str) -> list[str]:
        """Hashes to find a text by without reading it: one for each key, the newest first."""
        content = f"{context}\0{text}".encode()
        return [hmac.digest(key, content, "sha256").hex() for key in self._hash_keys]

    def knows(self, value: bytes) -> bool:
        """Does this look like something that was sealed with one of these keys?"""
        return value[:1] == FORMAT and value[1 : 1 + NAME_BYTES] in self._ciphers

    def is_newest(self, sealed: bytes) -> bool:
        return sealed[1 : 1 + NAME_BYTES] == self._newest


@lru_cache(maxsize=4)
def _ring(keys: tuple[str, ...]) -> KeyRing:
    return KeyRing(keys)


def ring() -> KeyRing:
    """The key ring of the settings. Raises ImproperlyConfigured when there is none."""
    return _ring(tuple(settings.SEALING_KEYS))


class SealedAttribute(DeferredAttribute):
    """Opens on first use, so that a row whose text nobody reads costs nothing."""

    field: SealedTextField

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is None or not isinstance(value, Sealed):
            return value
        instance.__dict__[self.field.attname] = opened = self.field.open(instance, value)
        return opened

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedTextField(models.TextField):
    """Text that only this application can read. It cannot be filtered or ordered on, nor set by `.update()`.

    The database sees whether it is there and, by its length, whether it is empty: `title__is_empty=False`.

    `max_length` counts characters and is checked by forms and `full_clean`, not by the database.
    `bound_to` names the fields whose values bind the text to its row; they must never change afterwards.
    """

    descriptor_class = SealedAttribute

    def __init__(self, *args: Any, bound_to: tuple[str, ...] = ("id",), **kwargs: Any) -> None:
        self.bound_to = bound_to
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"bound_to": self.bound_to}

    def get_internal_type(self) -> str:
        return "BinaryField"

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in ("isnull", "is_empty"):
            raise FieldError(f"{self.name} is sealed: it cannot be filtered on.")
        return super().get_lookup(lookup_name)

    def context(self, instance: models.Model) -> str:
        row = ",".join(str(getattr(instance, name)) for name in self.bound_to)
        return f"{self.model._meta.db_table}.{self.column}:{row}"

    def open(self, instance: models.Model, sealed: Sealed) -> str:
        return ring().open(sealed, self.context(instance))

    def seal(self, instance: models.Model, value: Any) -> Sealed:
        return ring().seal(str(value), self.context(instance))

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        return self.seal(model_instance, value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def get_prep_value(self, value: Any) -> Any:
        if value is not None and not isinstance(value, Sealed):
            raise FieldError(f"{self.name} is sealed: save it through its row.")
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = self.get_prep_value(value)
        return None if value is None else connection.Database.Binary(value)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """Refuse an expression: it would put its result into the column unsealed."""
        if hasattr(value, "as_sql"):
            raise FieldError(f"{self.name} is sealed: save it through its row.")
        return "%s"

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, Sealed) else super().to_python(value)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> Any:
        """A short text gets an input of one line."""
        is_short = self.max_length is not None and self.max_length <= ONE_LINE_MAX
        return super().formfield(**{"widget": forms.TextInput} | kwargs if is_short else kwargs)


@SealedTextField.register_lookup
class IsEmpty(BuiltinLookup):
    lookup_name = "is_empty"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        if isinstance(self.lhs, models.Value):  # a constraint that is checked before the row is saved
            return ("1 = 1" if (not self.lhs.value) is self.rhs else "1 = 0"), ()
        column, params = compiler.compile(self.lhs)
        return f"LENGTH({column}) {'=' if self.rhs else '>'} {EMPTY_BYTES}", params


class SealedJSONField(SealedTextField):
    """JSON, sealed. Save the row after each change of its content."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def open(self, instance: models.Model, sealed: Sealed) -> Any:
        return json.loads(super().open(instance, sealed))

    def seal(self, instance: models.Model, value: Any) -> Sealed:
        return super().seal(instance, json.dumps(value, ensure_ascii=False))

    def to_python(self, value: Any) -> Any:
        return value
