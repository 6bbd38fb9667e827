"""Needs of people to take part. They are shown in numbers and words, never beside a name."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from house.models import Person
from programs.attendance.models.needs import Needs
from programs.sessions.models.interpreters import Language
from programs.sessions.models.sessions import Session


@transaction.atomic
def say_needs(*, actor: Person, interpreter: str, words: str) -> None:
    """Store what she needs, once for every session that she comes to; all empty deletes it. Only about herself."""
    if interpreter or words:
        Needs.objects.update_or_create(person=actor, defaults={"interpreter": interpreter, "words": words})
    else:
        Needs.objects.filter(person=actor).delete()


def needs_in_words(session: Session, people: Iterable[Person]) -> list[str]:
    """For example 'tolk Tigrinya': the needs of this session, its series and these people. Each once."""
    needs = [person.needs for person in people if hasattr(person, "needs")]
    codes = {session.interpreter, session.series.interpreter, *(need.interpreter for need in needs)} - {""}
    languages = sorted(str(Language(code).label) for code in codes if code in Language)
    words = [session.needs, session.series.needs, *sorted(need.words for need in needs)]
    return [_("tolk %s") % language for language in languages] + list(dict.fromkeys(filter(None, words)))
