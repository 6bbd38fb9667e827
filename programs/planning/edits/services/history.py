"""How a series came to be as it is: from which day on it was held otherwise, and who said why."""

from __future__ import annotations

from dataclasses import dataclass

from programs.planning.edits.models import Edit
from programs.planning.edits.services.pieces import Piece, first_piece, piece_on, pieces_after
from programs.sessions.models.series import Series


@dataclass(frozen=True)
class Chapter:
    """One edit of a series, with what held on its first day and what has held since."""

    edit: Edit
    was: Piece
    now: Piece

    @property
    def has_other_trainers(self) -> bool:
        return "trainer_ids" in self.edit.new


def history_of(series: Series) -> list[Chapter]:
    """The edits of a series, the last first; also those that were taken back. One query."""
    edits = list(series.edits.select_related("by", "undone_by"))
    return [_chapter(series, edit, [one for one in edits if one.undone_at is None]) for edit in reversed(edits)]


def _chapter(series: Series, edit: Edit, standing: list[Edit]) -> Chapter:
    earlier = [one for one in standing if one.number < edit.number]
    after = pieces_after(series, [*earlier, edit])
    before = pieces_after(series, earlier) if earlier else [first_piece(series, edit)]
    return Chapter(edit, piece_on(before, edit.from_on), piece_on(after, edit.from_on))
