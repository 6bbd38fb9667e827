"""Messages as one reader sees them on a page: the same as over the live line, with names and days."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from house.errors import NotHere
from peergroups.groups.models import Seat
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
    seats = {seat["id"]: seat for seat in around}
    by_number = {message["number"]: message for message in messages}
    missing = {message["reply_to"] for message in messages if "reply_to" in message} - by_number.keys()
    if missing:
        by_number |= quotes_for(actor=actor, group_id=reader.group_id, numbers=missing)
    drawn = []
    for message in messages:
        drawn.append(
            MessageLine(message, reader, seats, drawn[-1] if drawn else None, by_number.get(message.get("reply_to")))
        )
        drawn[-1].is_first_new = message["number"] == first_new
    return drawn


def draw_one(actor, reader, number):
    """The line of one message, by number. Raises NotHere when she cannot see it."""
    messages = quotes_for(actor=actor, group_id=reader.group_id, numbers=[number])
    if number not in messages:
        raise NotHere
    return draw(actor, reader, [messages[number]])[0]


class MessageLine:
    """One message for one seat.

    `above` is the line before it on the page; `answered` the message that it replies to.
    """

    is_first_new = False

    def __init__(self, message, reader, seats, above=None, answered=None):
        self.message = message
        self.reader = reader
        self.seats = seats
        self.above = above
        self.answered = answered
        self.number = message["number"]
        self.seat = seats.get(message["seat"], NOBODY | {"id": message["seat"], "alias": _("Iemand van eerder")})
        self.state = message["state"]
        self.has_words = self.state == Message.State.SAID
        self.reply_to = message.get("reply_to", "")
        self.note = message.get("note", "") if self.has_words else ""
        self.lang = message["lang"] if self.has_words else ""
        self.at_iso = message["at"]
        self.at = datetime.fromisoformat(message["at"]).astimezone(timezone.get_current_timezone())

    @property
    def url(self):
        return reverse("peergroups:message", args=[self.reader.group_id, self.number])

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
        if self.opens_day or self.is_first_new or self.above.seat["id"] != self.seat["id"]:
            return False
        return self.at - self.above.at < FOLLOWS_WITHIN

    @property
    def is_own(self):
        return self.seat["id"] == str(self.reader.pk)

    @property
    def is_staff(self):
        return self.seat["kind"] == Seat.Kind.FACILITATOR

    @property
    def classes(self):
        """The CSS classes of this line; messages.js gives the same."""
        states = {Message.State.TAKEN_BACK: "taken-back", Message.State.MODERATED: "moderated"}
        looks = [self.is_own and "own", self.goes_on and "follow", states.get(self.state)]
        return " ".join(look for look in looks if look)

    @property
    def letter(self):
        return self.seat["alias"][:1]

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
    def quote(self):
        """The message that this one replies to, unless this reader may not see it."""
        if not self.reply_to or not self.has_words or self.reply_to < self.reader.from_number:
            return None
        if self.answered is None:
            return {"url": reverse("peergroups:message", args=[self.reader.group_id, self.reply_to])}
        answered = MessageLine(self.answered, self.reader, self.seats)
        return {
            "url": f"#b{answered.number}",
            "dye": answered.seat["dye"],
            "name": answered.name,
            "text": answered.in_short,
        }

    @property
    def reactions(self):
        given = self.message["reactions"] if self.has_words else {}
        return [self._reaction(name, by) for name, by in given.items() if by]

    def _reaction(self, name, seat_ids):
        names = [self.seats[seat]["alias"] for seat in seat_ids if seat in self.seats]
        return {
            "name": name,
            "label": Reaction.Name(name).label,
            "count": len(seat_ids),
            "by": ", ".join(names),
            "is_mine": str(self.reader.pk) in seat_ids,
        }


def blank_reactions():
    return [{"name": name, "label": label} for name, label in Reaction.Name.choices]
