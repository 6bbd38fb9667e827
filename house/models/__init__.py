from house.models.cards import Card, Erasure, Return
from house.models.devices import Device
from house.models.facts import Background, Coaching, Phase, Position, Role, Stay
from house.models.looks import Chain, Checkpoint, Emergency, LogKey, Look, What
from house.models.people import Person, by_name
from house.models.places import House, Room
from house.models.upkeep import Canary, Sent, Turn

__all__ = [
    "Background",
    "Canary",
    "Card",
    "Chain",
    "Checkpoint",
    "Coaching",
    "Device",
    "Emergency",
    "Erasure",
    "House",
    "LogKey",
    "Look",
    "Person",
    "Phase",
    "Position",
    "Return",
    "Role",
    "Room",
    "Sent",
    "Stay",
    "Turn",
    "What",
    "by_name",
]
