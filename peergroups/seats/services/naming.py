"""The name, drawing and colour of a peer in a group: chosen by herself, and known to nobody who gave her the place."""

from __future__ import annotations

import random
from itertools import product
from unicodedata import category, normalize
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from house import suggested_names
from house.errors import NotHere
from house.line.news import RightsChanged
from house.models import Person
from house.take import ask_twice
from peergroups import news
from peergroups.errors import AliasTaken, FaceTaken, OwnName
from peergroups.groups.models import ALIAS_MAX, PeerGroup, Seat
from peergroups.groups.queries import seat_of
from peergroups.text import BLANK, clean_words


@transaction.atomic
def choose_alias(*, actor: Person, group_id: UUID, alias: str, dye: str, figure: str) -> Seat:
    """Choose how she is called and drawn in this group, or change it. What she said before shows it too.

    Raises:
        NotHere, Frozen, Paused, NotOpenYet: she has no peer's seat that counts in such a group.
        OwnName: it is the name by which the house knows her, or with which she signs in.
        AliasTaken: somebody there is called so, or what somebody said under that name still stands.
        FaceTaken: somebody there has this drawing in this colour, or there is no such.
        Empty, TooLong, BadFrame: the name is.
    """
    alias = clean_words(alias, ALIAS_MAX)
    seat = ask_twice(lambda: _own_seat(actor, group_id), locking=lambda seat: (seat.group, seat))
    if visible_form(alias) in {visible_form(name) for name in (actor.chosen_name, actor.sign_in_name or "")}:
        raise OwnName
    if visible_form(alias) in {visible_form(other.alias) for other in _named_beside(seat)}:
        raise AliasTaken
    if (dye, figure) not in free_faces(seat.group, beside=seat):
        raise FaceTaken
    seat.alias, seat.dye, seat.figure = alias, dye, figure
    seat.save(update_fields=["alias", "dye", "figure"])
    events = news.SeatsChanged(group_id), RightsChanged(actor.pk)
    transaction.on_commit(lambda: news.tell(*events))
    return seat


def suggest_aliases(seat: Seat, language: str, count: int) -> list[str]:
    """Names from the garden that nobody has or had here, in her language."""
    taken = {visible_form(other.alias) for other in _named_beside(seat)}
    names = [name.capitalize() for name in suggested_names.names(language) if visible_form(name) not in taken]
    return random.SystemRandom().sample(names, min(count, len(names)))


def free_faces(group: PeerGroup, beside: Seat | None = None) -> list[tuple[str, str]]:
    """Colours with drawings that nobody else has: the least like those of the others first, and varied among them."""
    others = group.seats.not_ended().exclude(figure="")
    others = others.exclude(pk=beside.pk) if beside else others
    taken = set(others.values_list("dye", "figure"))
    dyes, figures = [dye for dye, _ in taken], [figure for _, figure in taken]
    all_dyes, all_figures = Seat.Dye.values, Seat.Figure.values

    def likeness(face: tuple[str, str]) -> tuple[int, int]:
        dye, figure = face
        turn = (all_dyes.index(dye) - all_figures.index(figure)) % len(all_figures)
        return dyes.count(dye) + figures.count(figure), turn

    return sorted((face for face in product(all_dyes, all_figures) if face not in taken), key=likeness)


def visible_form(alias: str) -> str:
    """The alias as an eye sees it: without spaces, hidden characters and accents, with all letters alike."""
    letters = normalize("NFKD", BLANK.sub("", normalize("NFKC", alias)))
    return "".join(letter for letter in letters if category(letter) != "Mn").casefold()


def _named_beside(seat: Seat) -> QuerySet[Seat]:
    """The other seats of the group that have not ended, and those of which words still stand there."""
    said = seat.group.messages.filter(seat=OuterRef("pk"))
    others = seat.group.seats.exclude(pk=seat.pk).exclude(alias__is_empty=True)
    return others.not_ended() | others.filter(Exists(said))


def _own_seat(actor: Person, group_id: UUID) -> Seat:
    seat = seat_of(actor, group_id)
    if seat.is_facilitator:
        raise NotHere
    return seat
