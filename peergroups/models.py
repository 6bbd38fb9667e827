"""All models of the app, for Django; the rooms take theirs from where they lie."""

from peergroups.agreements.models import Agreements
from peergroups.care.models import Report
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.models.seats import Seat
from peergroups.seats.models import FormerLook, Freeze, SeatQuestion
from peergroups.talk.models import FadedKey, Hiding, Message, Reaction

__all__ = [
    "Agreements",
    "FadedKey",
    "FormerLook",
    "Freeze",
    "Hiding",
    "Message",
    "PeerGroup",
    "Reaction",
    "Report",
    "Seat",
    "SeatQuestion",
]
