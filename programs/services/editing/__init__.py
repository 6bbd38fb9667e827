from programs.services.editing.applying import edit_series
from programs.services.editing.pieces import piece_on, pieces_of
from programs.services.editing.planning import Plan, plan_edit
from programs.services.editing.staying import ASKABLE, Stays
from programs.services.editing.undoing import Undone, forget_traces, undo_edit
from programs.services.editing.wishes import Wish

__all__ = [
    "ASKABLE",
    "Plan",
    "Stays",
    "Undone",
    "Wish",
    "edit_series",
    "forget_traces",
    "piece_on",
    "pieces_of",
    "plan_edit",
    "undo_edit",
]
