"""The session store, the only module that queries sessions.

The cookie holds a key. The table holds a keyed hash of it, made with the secret of the house, and sealed data that
opens in that row alone: a copy of the database opens no session, and names nobody who is signed in.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from house.cached_sql import CachedSql
from house.people.models.people import Person
from house.sealing import SealBroken, Sealed
from house.sign_in.allauth_internals import LOGIN_SESSION_KEY
from house.sign_in.models.devices import Device
from house.sign_in.models.sessions import BrowserSession


def mark_of(session_key: str) -> str:
    """A keyed hash that stands for the session everywhere except in its cookie."""
    return salted_hmac("house.device", session_key, algorithm="sha256").hexdigest()


class SessionStore(SessionBase):
    """Django's sessions with hashed keys and sealed data. `sealed` is the data of the row when it was read."""

    sealed = Sealed()

    def _validate_session_key(self, key):
        """A cookie can hold any character; only keys that Django could have made are looked up."""
        return super()._validate_session_key(key) and key.isalnum()

    def exists(self, session_key):
        return BrowserSession.objects.filter(mark=mark_of(session_key)).exists()

    def load(self):
        row = next(iter(_living.objects(mark_of(self.session_key), timezone.now())), None)
        self.sealed = row.__dict__["data"] if row else Sealed()
        data = _opened(row) if row else None
        if data is None:
            self._session_key = None
        return data or {}

    def create(self):
        while True:
            self._session_key = self._get_new_session_key()
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create=False):
        """Raises CreateError when the key is taken, and UpdateError when the session ended meanwhile."""
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)
        row = BrowserSession(
            mark=mark_of(self.session_key),
            whose=_whose(data),
            data=json.dumps(data),
            expires_at=self.get_expiry_date(),
        )
        try:
            with transaction.atomic():
                row.save(force_insert=must_create, force_update=not must_create)
        except IntegrityError:
            raise CreateError from None
        except DatabaseError:
            if must_create:
                raise
            raise UpdateError from None

    def delete(self, session_key=None):
        if key := session_key or self.session_key:
            BrowserSession.objects.filter(mark=mark_of(key)).delete()

    @classmethod
    def clear_expired(cls):
        BrowserSession.objects.over().delete()


_living = CachedSql(lambda mark, now: BrowserSession.objects.living(now).filter(mark=mark))
"""Every request asks it."""


def rows_of(marks: Collection[str]) -> QuerySet[BrowserSession, tuple]:
    """Mark, sealed data and end of these sessions, to check often whether anything was written to them."""
    return BrowserSession.objects.filter(mark__in=marks).values_list("mark", "data", "expires_at")


def valid_marks(person: Person) -> set[str]:
    """The marks of sessions in which she is signed in with her present passphrase."""
    rows = BrowserSession.objects.living().filter(whose=_mark_of_person(person.pk))
    return {row.mark for row in rows if _is_signed_in(person, _opened(row) or {})}


def end(person: Person, *, only: str = "", but: str = "") -> list[str]:
    """Delete her sessions, or the one with this mark, or all but it. Returns the marks of those deleted."""
    sessions = BrowserSession.objects.filter(whose=_mark_of_person(person.pk)).exclude(mark=but)
    marks = list((sessions.filter(mark=only) if only else sessions).values_list("mark", flat=True))
    sessions.filter(mark__in=marks).delete()
    return marks


def goes_on(path: str, now: datetime) -> Exists:
    """For a queryset: does the session of a device go on? `path` leads to its `session_hash`."""
    return Exists(BrowserSession.objects.living(now).filter(mark=OuterRef(path)))


def devices_without() -> QuerySet[Device]:
    """Devices whose session is gone."""
    return Device.objects.filter(~Exists(BrowserSession.objects.filter(mark=OuterRef("session_hash"))))


def _opened(row: BrowserSession) -> dict[str, Any] | None:
    """The data of a session; None when its key was removed or it was moved from another row: such a session is over."""
    try:
        return json.loads(row.data)
    except SealBroken:
        return None


def _whose(data: dict[str, Any]) -> str:
    """The mark of the person who signed in, or who gave her passphrase and not yet her second step."""
    person_id = data.get(SESSION_KEY) or (data.get(LOGIN_SESSION_KEY) or {}).get("user_pk")
    return _mark_of_person(UUID(person_id)) if person_id else ""


def _mark_of_person(person_id: UUID) -> str:
    return salted_hmac("house.sign_in.sessions", str(person_id), algorithm="sha256").hexdigest()


def _is_signed_in(person: Person, data: dict[str, Any]) -> bool:
    return data.get(SESSION_KEY) == str(person.pk) and constant_time_compare(
        data.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash()
    )
