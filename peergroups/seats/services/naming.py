"""The name, drawing and colour of a peer in a group: chosen by herself, and known to nobody who gave her the place."""

from __future__ import annotations

import random
from itertools import product
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from house import suggested_names
from house.errors import NotHere
from house.line.news import RightsChanged
from house.models import Person, Position, Stay
from house.take import ask_twice
from peergroups import news
from peergroups.errors import AliasTaken, FaceTaken, NoLetter, RealName
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.models.seats import ALIAS_MAX, Seat
from peergroups.groups.queries import seat_of
from peergroups.lookalikes import visible_form, visible_words
from peergroups.seats.models import FormerLook
from peergroups.text import clean_name

FORMER_MAX = 5
"""Former looks that stay hers, the last ones: somebody who changes all the time leaves drawings for the others."""


@transaction.atomic
def choose_alias(*, actor: Person, group_id: UUID, alias: str, dye: str, figure: str) -> Seat:
    """Choose how she is called and drawn in this group, or change it. What she said before shows it too.

    Raises:
        NotHere, Frozen, Asleep, Paused, NotOpenYet: she has no peer's seat that counts in such a group.
        AliasTaken: somebody there is or was called so, or looks so, and is still there or her words still stand.
        RealName: she, somebody of the house or somebody of the group is called so outside it.
        FaceTaken: somebody there has or had this drawing in this colour, or there is no such.
        NoLetter, TooLong, BadFrame: the name is not fit.
    """
    alias = clean_name(alias, ALIAS_MAX)
    if not visible_form(alias):
        raise NoLetter
    seat = ask_twice(lambda: _own_seat(actor, group_id), locking=lambda seat: (seat.group, seat))
    if visible_form(alias) in _taken_forms(seat):
        raise AliasTaken
    if not _real_forms(seat).isdisjoint([visible_form(alias), *visible_words(alias)]):
        raise RealName
    if (dye, figure) not in free_faces(seat.group, beside=seat):
        raise FaceTaken
    if (seat.alias, seat.dye, seat.figure) != (alias, dye, figure):
        _remember_look(seat)
    seat.alias, seat.dye, seat.figure = alias, dye, figure
    seat.save(update_fields=["alias", "dye", "figure"])
    events = news.SeatsChanged(group_id), RightsChanged(actor.pk)
    transaction.on_commit(lambda: news.tell(*events))
    return seat


def suggest_aliases(seat: Seat, language: str, count: int) -> list[str]:
    """Names from the garden that nobody has or had here, in her language."""
    taken = _taken_forms(seat) | _real_forms(seat)
    names = [name.capitalize() for name in suggested_names.names(language) if visible_form(name) not in taken]
    return random.SystemRandom().sample(names, min(count, len(names)))


def free_faces(group: PeerGroup, beside: Seat | None = None) -> list[tuple[str, str]]:
    """Colours with drawings that nobody else has or had: the least like those first, and varied among them."""
    others = group.seats.not_ended().exclude(figure="")
    others = others.exclude(pk=beside.pk) if beside else others
    former = _former_looks(group)
    former = former.exclude(seat__person=beside.person_id) if beside else former
    taken = {*others.values_list("dye", "figure"), *former.values_list("dye", "figure")}
    dyes, figures = [dye for dye, _ in taken], [figure for _, figure in taken]
    all_dyes, all_figures = Seat.Dye.values, Seat.Figure.values

    def likeness(face: tuple[str, str]) -> tuple[int, int]:
        dye, figure = face
        turn = (all_dyes.index(dye) - all_figures.index(figure)) % len(all_figures)
        return dyes.count(dye) + figures.count(figure), turn

    return sorted((face for face in product(all_dyes, all_figures) if face not in taken), key=likeness)


def _taken_forms(seat: Seat) -> set[str]:
    """How others of the group are called, or were while words of theirs still stand there."""
    said = seat.group.messages.filter(seat=OuterRef("pk"))
    others = seat.group.seats.exclude(person=seat.person_id).exclude(alias__is_empty=True)
    named = others.not_ended() | others.filter(Exists(said))
    former = _former_looks(seat.group).exclude(seat__person=seat.person_id)
    return {visible_form(alias) for alias in [*(other.alias for other in named), *(look.alias for look in former)]}


def _former_looks(group: PeerGroup) -> QuerySet[FormerLook]:
    """The former looks of seats of which words still stand in the group."""
    return FormerLook.objects.filter(seat__group=group).filter(Exists(group.messages.filter(seat=OuterRef("seat"))))


def _remember_look(seat: Seat) -> None:
    if not seat.is_nameless and seat.messages.exists():
        seat.former_looks.create(alias=seat.alias, dye=seat.dye, figure=seat.figure)
        kept = seat.former_looks.order_by("-until_at").values_list("pk", flat=True)[:FORMER_MAX]
        seat.former_looks.exclude(pk__in=list(kept)).delete()


def _real_forms(seat: Seat) -> set[str]:
    """Names by which people of the house and of the group are known outside it: whole, and the first word alone."""
    here = {"person": OuterRef("pk"), "house": seat.group.house_id}
    lives, works = Stay.objects.still_open().filter(**here), Position.objects.still_open().filter(**here)
    seated = seat.group.seats.not_ended().filter(person=OuterRef("pk"))
    names = [person.chosen_name for person in Person.objects.filter(Exists(lives) | Exists(works) | Exists(seated))]
    names += [seat.person.sign_in_name or ""]
    return {form for name in names for form in (visible_form(name), *visible_words(name)[:1])} - {""}


def _own_seat(actor: Person, group_id: UUID) -> Seat:
    seat = seat_of(actor, group_id)
    if seat.is_facilitator:
        raise NotHere
    return seat
