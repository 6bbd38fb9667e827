"""The verbs of the groups. Each takes the actor and an id, and fetches through what the actor may see."""

from peergroups.services.changing import change_message, edit_message, react, take_back, unreact
from peergroups.services.fading import fade
from peergroups.services.meeting import hold_meetings, start_meetings
from peergroups.services.pages import history, page_since, quotes_for, seats_around
from peergroups.services.posting import Draft, Said, post_message, post_messages
from peergroups.services.reading import Standing, read_up_to, standing, unread_counts
from peergroups.services.reporting import answer_report, moderate_message, report_message
from peergroups.services.seating import (
    candidates,
    close_group,
    describe_group,
    end_seat,
    facilitators_to_choose,
    freeze_seat,
    give_seat,
    make_card,
    open_group,
    pause_seat,
    rest_group,
    resume_seat,
    thaw_seat,
    wake_group,
)

__all__ = [
    "Draft",
    "Said",
    "Standing",
    "answer_report",
    "candidates",
    "change_message",
    "close_group",
    "describe_group",
    "edit_message",
    "end_seat",
    "facilitators_to_choose",
    "fade",
    "freeze_seat",
    "give_seat",
    "history",
    "hold_meetings",
    "make_card",
    "moderate_message",
    "open_group",
    "page_since",
    "pause_seat",
    "post_message",
    "post_messages",
    "quotes_for",
    "react",
    "read_up_to",
    "report_message",
    "rest_group",
    "resume_seat",
    "seats_around",
    "standing",
    "start_meetings",
    "take_back",
    "thaw_seat",
    "unreact",
    "unread_counts",
    "wake_group",
]
