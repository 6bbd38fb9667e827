"""Where somebody stands in a group: why a seat lets her in no more, and whether the group can be written in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from house.errors import NotHere, Refusal
from peergroups.errors import Asleep, Closed, Frozen, MustAgree, MustChoose, NotOpenYet, Paused, Resting
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.models.seats import Seat, is_nameless

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Out(models.TextChoices):
    """The reasons why a seat does not let its holder in. The label is what she reads where the talk stood."""

    FROZEN = Frozen.code, Frozen.message
    WAITING = (
        NotOpenYet.code,
        _("Je plek is van jou en wacht nog. Iemand van het huis zegt eerst dat ze jou zag. Dan lees je weer mee."),
    )
    ASLEEP = Asleep.code, Asleep.message
    PAUSED = Paused.code, Paused.message
    LEFT = "left", _("Je bent gestopt met deze groep. Wil je later weer meedoen? Vraag het aan iemand van het huis.")
    ENDED = "ended", _("Je plek in deze groep is voorbij. Wil je erover praten? Bel het huis.")
    OUT_OF_POST = "out_of_post", _("Je bent nu geen begeleider in dit huis. Daarom lees je hier niet mee.")
    NOT_HERE = NotHere.code, _("Deze groep is nu dicht voor jou. Vragen? Bel het huis.")

    @property
    def may_pass(self) -> bool:
        """May the same seat let her in again?"""
        return self in (Out.FROZEN, Out.WAITING, Out.ASLEEP, Out.PAUSED, Out.OUT_OF_POST)

    @property
    def refusal(self) -> Refusal:
        """The refusal of whatever she asks of the group. Where her seat is over she hears what a stranger hears."""
        refusals: dict[str, type[Refusal]] = {
            Out.FROZEN: Frozen,
            Out.WAITING: NotOpenYet,
            Out.ASLEEP: Asleep,
            Out.PAUSED: Paused,
        }
        return refusals.get(self, NotHere)()


def why_out(state: str, has_left: bool, opened_at: datetime | None, is_in_post: bool, counts: bool) -> Out | None:
    """The reason why a seat does not let its holder in, the weightiest first. None when it counts."""
    reasons = {
        Out.LEFT: has_left,
        Out.ENDED: state == Seat.State.ENDED,
        Out.OUT_OF_POST: not is_in_post,
        Out.FROZEN: state == Seat.State.FROZEN,
        Out.WAITING: opened_at is None,
        Out.ASLEEP: state == Seat.State.ASLEEP,
        Out.PAUSED: state == Seat.State.PAUSED,
    }
    return None if counts else next(reason for reason, holds in reasons.items() if holds)


SENTENCES: dict[str, StrPromise] = {
    PeerGroup.State.FORMING: _("De groep begint net. Schrijven kan al."),
    PeerGroup.State.OPEN: _("De groep is weer open. Je kunt weer schrijven."),
}
"""What is told where she may write: that the group begins, or that it is open again."""


class GroupStanding(NamedTuple):
    """How somebody stands in a group in which her seat counts."""

    state: str
    agreements_number: int
    agreed_number: int
    kind: str
    figure: str

    @property
    def is_nameless(self) -> bool:
        return is_nameless(self.kind, self.figure)

    @property
    def asked(self) -> int:
        """The version of the agreements to which her yes is asked, or 0."""
        return self.agreements_number if self.agreements_number > self.agreed_number else 0

    @property
    def refusal(self) -> Refusal | None:
        """Why she may read and not write; None when she may."""
        if self.state == PeerGroup.State.RESTING:
            return Resting()
        if self.state == PeerGroup.State.CLOSED:
            return Closed()
        if self.is_nameless:
            return MustChoose()
        return MustAgree() if self.asked else None

    @property
    def writes(self) -> bool:
        return self.refusal is None

    @property
    def sentence(self) -> StrPromise | str:
        return self.refusal.message if self.refusal else SENTENCES[self.state]


STANDING = ("group__state", "group__agreements_number", "agreed_number", "kind", "figure")
"""The columns of a seat that make a GroupStanding."""


def standing_of(seat: Seat) -> GroupStanding:
    group = seat.group
    return GroupStanding(group.state, group.agreements_number, seat.agreed_number, seat.kind, seat.figure)
