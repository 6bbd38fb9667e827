"""Answer questions about a draft and correct its lines, before it goes into the week."""

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
    """Her draft, locked. Raises NotHere or AlreadyPut."""
    return still_open(take(Draft.objects.visible_to, actor, draft_id))


def still_open(draft: Draft) -> Draft:
    """The draft itself. Raises AlreadyPut when it is in the week."""
    if draft.put_at:
        raise AlreadyPut
    return draft


@transaction.atomic
def answer_draft(*, actor: Person, draft_id: UUID, answers: Mapping[str, str], taken: Mapping[int, bool]) -> Draft:
    """Store what names mean in this house, and which lines to import. Answers that are not given stay as they were.

    Raises NotHere, AlreadyPut.
    """
    draft = hold_draft(actor, draft_id)
    draft.answers.update(answers)
    draft.taken.update(taken)
    return _save(draft)


@transaction.atomic
def mend_line(*, actor: Person, draft_id: UUID, number: int, **fields: Any) -> Draft:
    """Correct one line; it will be imported from now on. Raises NotHere, AlreadyPut."""
    draft = hold_draft(actor, draft_id)
    if not 0 <= number < len(draft.reading.lines):
        raise NotHere
    draft.reading.lines[number] = replace(draft.reading.lines[number], **fields, is_doubtful=False)
    draft.taken[number] = True
    return _save(draft)


def _save(draft: Draft) -> Draft:
    draft.write()
    draft.save(update_fields=["words"])
    return draft


@transaction.atomic
def throw_away(*, actor: Person, draft_id: UUID) -> None:
    """Delete a draft. Raises NotHere, AlreadyPut."""
    hold_draft(actor, draft_id).delete()
