"""What she says of a draft before it goes into the week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction

from house.errors import NotHere
from house.models import Person
from house.take import take
from programs.errors import AlreadyPut
from programs.importing.models import Draft


def hold_draft(actor: Person, draft_id: UUID) -> Draft:
    """Her draft, locked. Raises NotHere, AlreadyPut."""
    return still_open(take(Draft.objects.visible_to, actor, draft_id))


def still_open(draft: Draft) -> Draft:
    """Raises AlreadyPut."""
    if draft.put_at:
        raise AlreadyPut
    return draft


@transaction.atomic
def answer_draft(*, actor: Person, draft_id: UUID, answers: Mapping[str, str], taken: Mapping[int, bool]) -> Draft:
    """Keep what names mean in this house, and which lines go along. What is not named stays as it was said.

    Raises NotHere, AlreadyPut.
    """
    draft = hold_draft(actor, draft_id)
    draft.answers.update(answers)
    draft.taken.update(taken)
    return _kept(draft)


@transaction.atomic
def mend_line(*, actor: Person, draft_id: UUID, number: int, **words: Any) -> Draft:
    """Say one line in other words; it goes along from now on. Raises NotHere, AlreadyPut."""
    draft = hold_draft(actor, draft_id)
    if not 0 <= number < len(draft.reading.lines):
        raise NotHere
    draft.reading.lines[number] = replace(draft.reading.lines[number], **words, is_doubtful=False)
    draft.taken[number] = True
    return _kept(draft)


def _kept(draft: Draft) -> Draft:
    draft.write()
    draft.save(update_fields=["words"])
    return draft


@transaction.atomic
def throw_away(*, actor: Person, draft_id: UUID) -> None:
    """Raises NotHere, AlreadyPut."""
    hold_draft(actor, draft_id).delete()
