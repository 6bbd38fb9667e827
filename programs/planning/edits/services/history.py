"""The history of a series: each edit with its first day, its author and its reason."""

from __future__ import annotations

from dataclasses import dataclass

from programs.planning.edits.models import Edit
from programs.planning.edits.services.pieces import Piece, first_piece, piece_on, pieces_after
from programs.sessions.models.series import Series


@dataclass(frozen=True)
class Chapter:
    """One edit of a series, with the rule before it and the rule after it, both on its first day."""

    edit: Edit
    was: Piece
    now: Piece

    @property
    def has_other_trainers(self) -> bool:
        return "trainer_ids" in self.edit.new


def history_of(series: Series) -> list[Chapter]:
    """The edits of a series, the last first, also those that were undone. One query."""
    edits = list(series.edits.select_related("by", "undone_by"))
    return [_chapter(series, edit, [other for other in edits if other.undone_at is None]) for edit in reversed(edits)]


def _chapter(series: Series, edit: Edit, standing: list[Edit]) -> Chapter:
    earlier = [other for other in standing if other.number < edit.number]
    after = pieces_after(series, [*earlier, edit])
    before = pieces_after(series, earlier) if earlier else [first_piece(series, edit)]
    return Chapter(edit, piece_on(before, edit.from_on), piece_on(after, edit.from_on))
