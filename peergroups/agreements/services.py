"""Write down what a group agreed, and say yes to it."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from django.db import transaction

from house.line.news import RightsChanged
from house.models import Person
from house.take import take
from peergroups import news
from peergroups.agreements.models import LINE_MAX, LINES_MAX, Agreements, Line, Picture, in_words
from peergroups.errors import AgreementsChanged, AgreementsRewritten, Empty, TooLong
from peergroups.groups.models.groups import WELCOME_MAX, PeerGroup
from peergroups.groups.models.seats import Seat
from peergroups.groups.queries import refusal_for
from peergroups.text import BLANK, clean


@transaction.atomic
def write_agreements(
    *, actor: Person, group_id: UUID, lines: list[Line], welcome: str | None = None, read: str | None = None
) -> Agreements:
    """Write down what the group agreed, as its facilitator: a new version, to which everybody's yes is asked.

    `welcome` is what a newcomer reads on her first page; None leaves it as it is, and no yes is asked to it. `read` is
    the `version_of` the group from which the actor started; None asks nothing of it.

    Lines without anything to see are left out. The same lines once more are no new version. A group that is forming
    opens with its first agreements. The facilitator who writes them down says yes by it.

    Raises:
        NotHere: the actor does not facilitate this group.
        Empty, TooLong: the lines are.
        AgreementsRewritten: somebody wrote something else since.
    """
    kept = _cleaned(lines)
    group = take(PeerGroup.objects.facilitated_by, actor, group_id, no_key=True)
    before = current_agreements(group)
    is_same = before is not None and before.lines == kept
    greets = group.welcome if welcome is None else clean(welcome, WELCOME_MAX) or None
    if read not in (None, version_of(group)) and not (is_same and greets == group.welcome):
        raise AgreementsRewritten
    if greets != group.welcome:
        group.welcome = greets
        group.save(update_fields=["welcome"])
    if before and is_same:
        return before
    group.agreements_number += 1
    if group.state == PeerGroup.State.FORMING:
        group.state = PeerGroup.State.OPEN
    group.save(update_fields=["agreements_number", "state"])
    group.seats.counting().filter(person=actor).update(agreed_number=group.agreements_number)
    written = Agreements.objects.create(
        group=group, number=group.agreements_number, words=in_words(kept), written_by=actor
    )
    transaction.on_commit(lambda: news.tell(news.GroupTurned(group_id)))
    return written


@transaction.atomic
def agree(*, actor: Person, group_id: UUID, number: int) -> None:
    """Say yes to this version of the agreements, which she just read. Saying it twice has no effect.

    Raises:
        AgreementsChanged: that is not the version of now.
        NotHere, Frozen, Asleep, Paused, NotOpenYet: she has no seat that counts in such a group.
    """
    group = PeerGroup.objects.visible_to(actor).filter(pk=group_id).first()
    if group is None:
        raise refusal_for(actor, group_id)
    if number != group.agreements_number:
        raise AgreementsChanged
    Seat.objects.counting().filter(group=group_id, person=actor).update(agreed_number=number)
    transaction.on_commit(lambda: news.tell(RightsChanged(actor.pk)))


def version_of(group: PeerGroup) -> str:
    """A hash that changes with the agreements and with the word of welcome."""
    return sha256(repr((group.agreements_number, group.welcome)).encode()).hexdigest()[:12]


def current_agreements(group: PeerGroup) -> Agreements | None:
    return Agreements.objects.filter(group=group, number=group.agreements_number).first()


def _cleaned(lines: list[Line]) -> list[Line]:
    kept = [Line(" ".join(clean(text, LINE_MAX).split()), picture) for text, picture in lines]
    kept = [
        line._replace(picture=line.picture if line.picture in Picture else "")
        for line in kept
        if BLANK.sub("", line.text)
    ]
    if not kept:
        raise Empty
    if len(kept) > LINES_MAX:
        raise TooLong
    return kept
