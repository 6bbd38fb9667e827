from programs.services.answering import note_visit, say_coming, say_not_coming
from programs.services.attending import Roster, last_day_to_note, may_note, note_attendance, rosters_of
from programs.services.busy import Agendas, Busy, busy, busy_at, known_to
from programs.services.changing import cancel_session, change_room, move_session
from programs.services.laying_out import horizon, lay_out, lay_out_everything
from programs.services.staffing import (
    accept,
    ask,
    close_place,
    come_back,
    decline,
    keep_overlaps,
    relieve,
    stay_away,
    withdraw,
)
from programs.services.starting import (
    change_training,
    end_enrolment,
    enrol,
    start_first_series,
    start_series,
    start_training,
)

__all__ = [
    "Agendas",
    "Busy",
    "Roster",
    "accept",
    "ask",
    "busy",
    "busy_at",
    "cancel_session",
    "change_room",
    "change_training",
    "close_place",
    "come_back",
    "decline",
    "end_enrolment",
    "enrol",
    "horizon",
    "keep_overlaps",
    "known_to",
    "last_day_to_note",
    "lay_out",
    "lay_out_everything",
    "may_note",
    "move_session",
    "note_attendance",
    "note_visit",
    "relieve",
    "rosters_of",
    "say_coming",
    "say_not_coming",
    "start_first_series",
    "start_series",
    "start_training",
    "stay_away",
    "withdraw",
]
