"""All models of the app, for Django and for the other apps. The rooms import theirs from their own modules."""

from house.access_log.models import Chain, Checkpoint, LogKey, Look, What
from house.door.models import Card, Return, Walk
from house.people.models.facts import Background, Coaching, Phase, Position, Role, Stay
from house.people.models.houses import House, Room
from house.people.models.people import Person, by_name
from house.people.models.vouches import Introduction, Maker, Making, Vouch
from house.privacy.models.emergencies import Emergency
from house.privacy.models.erasures import Erasure, ErasureKey, ErasureMark
from house.push.models import Subscription
from house.sign_in.models.devices import Device
from house.sign_in.models.sessions import BrowserSession
from house.upkeep.models import BackUpRun, Canary, Overdue, Sent, TickRun
from house.worries.models import Addressee, NamedReader, Worry

__all__ = [
    "Addressee",
    "BackUpRun",
    "Background",
    "BrowserSession",
    "Canary",
    "Card",
    "Chain",
    "Checkpoint",
    "Coaching",
    "Device",
    "Emergency",
    "Erasure",
    "ErasureKey",
    "ErasureMark",
    "House",
    "Introduction",
    "LogKey",
    "Look",
    "Maker",
    "Making",
    "NamedReader",
    "Overdue",
    "Person",
    "Phase",
    "Position",
    "Return",
    "Role",
    "Room",
    "Sent",
    "Stay",
    "Subscription",
    "TickRun",
    "Vouch",
    "Walk",
    "What",
    "Worry",
    "by_name",
]
