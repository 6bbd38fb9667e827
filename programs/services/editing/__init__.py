from programs.services.editing.applying import edit_series, made_already, preview_edit
from programs.services.editing.history import Chapter, history_of
from programs.services.editing.pieces import Piece, piece_on, pieces_of
from programs.services.editing.planning import Plan, plan_edit
from programs.services.editing.staying import ASKABLE, Stays
from programs.services.editing.undoing import Undone, forget_traces, undo_edit
from programs.services.editing.wishes import Wish

__all__ = [
    "ASKABLE",
    "Chapter",
    "Piece",
    "Plan",
    "Stays",
    "Undone",
    "Wish",
    "edit_series",
    "forget_traces",
    "history_of",
    "made_already",
    "piece_on",
    "pieces_of",
    "plan_edit",
    "preview_edit",
    "undo_edit",
]
