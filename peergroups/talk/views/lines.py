"""Messages as one reader sees them on a page: the same as over the live line, with names and days."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator, get_text_list
from django.utils.translation import gettext as _

from house.errors import NotHere
from peergroups.groups.models.seats import Seat
from peergroups.talk.models import Message, Reaction
from peergroups.talk.queries import quotes_for, seats_around

QUOTE_MAX = 90
FOLLOWS_WITHIN = timedelta(minutes=10)
NOBODY = {"alias": "", "dye": "pine", "figure": "", "kind": Seat.Kind.PEER}


def draw(actor, reader, messages, around=None, first_new=None):
    """A line for each message, in their order, with every name and quoted message that this reader may see.

    `around` are the seats, when the caller has them already; `first_new` is the number of the first message new to her.
    """
    if around is None:
        around = seats_around(actor=actor, group_id=reader.group_id)
    seats = {seat["id"]: seat | {"place": place} for place, seat in enumerate(around)}
    near = {message["number"]: message for message in messages}
    answered = {message["reply_to"] for message in messages if "reply_to" in message}
    far = (
        quotes_for(actor=actor, group_id=reader.group_id, numbers=answered - near.keys())
        if answered - near.keys()
        else {}
    )
    drawn = []
    for message in messages:
        line = MessageLine(message, reader, seats, above=drawn[-1] if drawn else None)
        line.is_first_new = message["number"] == first_new
        line.answered_is_near = line.reply_to in near
        if source := near.get(line.reply_to) or far.get(line.reply_to):
            line.answered = MessageLine(source, reader, seats)
        drawn.append(line)
    return drawn


def draw_one(actor, reader, number):
    """The line of one message, by number. Raises NotHere when she cannot see it."""
    messages = quotes_for(actor=actor, group_id=reader.group_id, numbers=[number])
    if number not in messages:
        raise NotHere
    return draw(actor, reader, [messages[number]])[0]


class MessageLine:
    """One message for one seat.

    `above` is the line before it on the page; `answered` that of the message that it replies to, near or far away.
    """

    is_first_new = answered_is_near = False
    answered = None

    def __init__(self, message, reader, seats, above=None):
        self.message = message
        self.reader = reader
        self.seats = seats
        self.above = above
        self.number = message["number"]
        self.seat = seats.get(message["seat"], NOBODY | {"id": message["seat"], "alias": _("Iemand van eerder")})
        self.state = message["state"]
        self.has_words = self.state == Message.State.SAID
        self.reply_to = message.get("reply_to", "")
        self.note = message.get("note", "") if self.has_words else ""
        self.lang = message["lang"] if self.has_words else ""
        self.at_iso = f"{message['at'][:19]}Z"
        self.at = datetime.fromisoformat(message["at"]).astimezone(timezone.get_current_timezone())

    @property
    def place(self):
        """The place of its seat in the list that the page has of them; None for a seat that is there no more."""
        return self.seat.get("place")

    @property
    def time(self):
        return f"{self.at.hour}:{self.at:%M}"

    @property
    def day(self):
        days_ago = (timezone.localdate() - self.at.date()).days
        return {0: _("vandaag"), 1: _("gisteren")}.get(days_ago) or date_format(self.at, "l j F")

    @property
    def opens_day(self):
        return self.above is None or self.above.at.date() != self.at.date()

    @property
    def goes_on(self):
        """Does the same person speak again, shortly after?"""
        if self.opens_day or self.is_first_new or self.is_hidden or self.above.seat["id"] != self.seat["id"]:
            return False
        return self.at - self.above.at < FOLLOWS_WITHIN

    @property
    def is_own(self):
        return self.seat["id"] == str(self.reader.pk)

    @property
    def is_hidden(self):
        """Did this reader hide who said it? Then it stands folded, and is opened by her alone."""
        return "hidden" in self.seat

    @property
    def is_staff(self):
        return self.seat["kind"] == Seat.Kind.FACILITATOR

    @property
    def name(self):
        return self.seat["alias"]

    @property
    def is_edited(self):
        return self.has_words and "edited_at" in self.message

    @property
    def text(self):
        """The text of the message, or the sentence that stands in its place."""
        if self.has_words:
            return self.message["text"]
        if self.state == Message.State.MODERATED:
            return _("De begeleider haalde dit bericht weg.")
        return _("%(name)s haalde dit bericht terug.") % {"name": self.name}

    @property
    def signs(self):
        """For facilitators only: the signs in another's words that lead out of the group."""
        return self.message.get("signs", "")

    @property
    def in_short(self):
        """One line that stands above a reply. Words behind a content note stay behind it."""
        if self.note:
            return _("Let op: dit gaat over %(note)s") % {"note": self.note}
        return Truncator(" ".join(self.text.split())).chars(QUOTE_MAX)

    @property
    def answers_seen(self):
        """Does it reply to a message that this reader may see?"""
        return bool(self.reply_to) and self.has_words and self.reply_to >= self.reader.from_number

    @property
    def reactions(self):
        given = self.message["reactions"] if self.has_words else {}
        return [self._reaction(name, label, given[name]) for name, label in Reaction.Name.choices if given.get(name)]

    def _reaction(self, name, label, seat_ids):
        names = [self.seats[seat]["alias"] for seat in seat_ids if seat in self.seats]
        return {
            "name": name,
            "label": label,
            "count": len(seat_ids),
            "by": get_text_list(names, _("en")),
            "is_mine": str(self.reader.pk) in seat_ids,
        }


def blank_reactions():
    return [{"name": name, "label": label} for name, label in Reaction.Name.choices]
