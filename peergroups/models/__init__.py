from peergroups.models.care import Freeze, Report
from peergroups.models.groups import PeerGroup, Seat
from peergroups.models.talk import FadedKey, Message, Reaction

__all__ = ["FadedKey", "Freeze", "Message", "PeerGroup", "Reaction", "Report", "Seat"]
