"""How a recurrence is kept: as the text of django-recurrence, and always as a rhythm we understand."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Model
from django.db.models.query_utils import DeferredAttribute
from django.utils import timezone
from recurrence import Recurrence
from recurrence.fields import RecurrenceField

from programs.recurrence.rhythm import Rhythm


class Stored(str):
    """A recurrence as it lies in the database."""


class RecurrenceAttribute(DeferredAttribute):
    """Turns text into a recurrence when set, what was stored on first sight: a week of sessions reads it of no series.

    It can be deferred; the library's own attribute cannot.
    """

    def __get__(self, instance: Model | None, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is None or not isinstance(value, Stored):
            return value
        instance.__dict__[self.field.attname] = read = self.field.to_python(str(value))
        return read

    def __set__(self, instance: Model, value: Any) -> None:
        is_stored = isinstance(value, Stored)
        instance.__dict__[self.field.attname] = value if is_stored else self.field.to_python(value)


class LocalRecurrenceField(RecurrenceField):
    """A weekly recurrence on naive local days.

    The library keeps moments as UTC text and converts in whatever zone is active; here it is always
    `settings.TIME_ZONE`, so a day stays that day for whoever reads it.

    Raises:
        NotARhythm: on saving anything but a `Rhythm`; see there.
    """

    descriptor_class = RecurrenceAttribute

    def contribute_to_class(self, cls: type[Model], name: str, *args: Any, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, *args, **kwargs)
        setattr(cls, name, self.descriptor_class(self))

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"include_dtstart": self.include_dtstart}

    def from_db_value(self, value: str | None, *context: Any) -> Stored | None:
        return None if value is None else Stored(value)

    def to_python(self, value: Any) -> Recurrence | None:
        with timezone.override(settings.TIME_ZONE):
            return super().to_python(value)

    def get_prep_value(self, value: Any) -> str | None:
        if value is None:
            return None
        Rhythm.of(self.to_python(value))
        with timezone.override(settings.TIME_ZONE):
            return super().get_prep_value(value)

    def formfield(self, **kwargs: Any) -> None:
        """The library's widget fails on a phone and by keyboard: `programs.forms` asks in its own words."""
