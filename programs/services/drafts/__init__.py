"""A programme that is brought or copied: read it, mend it, and put it in the week at once or not at all."""

from programs.services.drafts.bringing import bring_calendar, bring_sheet, newest_of_each
from programs.services.drafts.clashes import Clash, clashes_of
from programs.services.drafts.copying import copy_programme, copy_week
from programs.services.drafts.mending import answer_draft, forget_drafts, mend_line, throw_away
from programs.services.drafts.overview import Overview, Question, Told, look_over
from programs.services.drafts.putting import put_draft

__all__ = [
    "Clash",
    "Overview",
    "Question",
    "Told",
    "answer_draft",
    "bring_calendar",
    "bring_sheet",
    "clashes_of",
    "copy_programme",
    "copy_week",
    "forget_drafts",
    "look_over",
    "mend_line",
    "newest_of_each",
    "put_draft",
    "throw_away",
]
