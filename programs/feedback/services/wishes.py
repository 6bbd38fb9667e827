"""Wishes for the programme: residents ask and support them, staff answer them."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from house.errors import NotHere
from house.models import Person
from house.people.models.standing import standing_of
from house.take import ask_twice, find, take
from programs.errors import TooManyWishes
from programs.feedback.models.wishes import Vote, Wish
from programs.sessions.models.notices import Notice
from programs.sessions.services.notices import tell

OPEN_AT_MOST = 5


@transaction.atomic
def ask_wish(*, actor: Person, text: str) -> Wish:
    """Ask for something in the house where she lives.

    Raises:
        NotHere: she lives nowhere today.
        TooManyWishes: five of hers wait for an answer.
    """
    home_id = ask_twice(lambda: _home_of(actor), locking=lambda _: (actor,))
    if Wish.objects.filter(asked_by=actor, answered_on=None).count() >= OPEN_AT_MOST:
        raise TooManyWishes
    return Wish.objects.create(house_id=home_id, text=text, asked_by=actor)


def _home_of(actor: Person) -> UUID:
    home_id = standing_of(actor).home_id
    if home_id is None:
        raise NotHere
    return home_id


def want_it_too(*, actor: Person, wish_id: UUID) -> None:
    """Support a wish. Doing it twice has no effect, and her own wish counts already. Raises NotHere."""
    wish = _wish_of_housemates(actor, wish_id)
    if wish.asked_by_id != actor.pk:
        Vote.objects.get_or_create(wish=wish, person=actor)


def want_it_no_more(*, actor: Person, wish_id: UUID) -> None:
    """Take her support back. Raises NotHere."""
    Vote.objects.filter(wish=_wish_of_housemates(actor, wish_id), person=actor).delete()


@transaction.atomic
def take_wish_back(*, actor: Person, wish_id: UUID) -> None:
    """Delete her own wish, with the support of others. Raises NotHere."""
    take(lambda person: Wish.objects.filter(asked_by=person), actor, wish_id).delete()


@transaction.atomic
def answer_wish(*, actor: Person, wish_id: UUID, answer: str, series_id: UUID | None = None) -> Wish:
    """Answer a wish, for the whole house to read. A second answer replaces the first.

    Args:
        series_id: the series that it led to, of the same house. Everybody who wanted it reads that it is planned.

    Raises:
        NotHere: the wish is not of a house where the actor works, or the series of another house, for one person, or
            without a session to come.
    """
    wish = take(Wish.objects.answered_by, actor, wish_id)
    series = wish.series_to_choose().filter(pk=series_id).first() if series_id else None
    if series_id and series is None:
        raise NotHere
    is_news = series is not None and series.pk != wish.series_id
    wish.answer, wish.answered_on, wish.series = answer, timezone.localdate(), series
    wish.save(update_fields=["answer", "answered_on", "series"])
    if is_news:
        supporters = [wish.asked_by_id, *wish.votes.values_list("person", flat=True)]
        tell(supporters, Notice.Kind.WISH, series=series, by=actor)
    return wish


@transaction.atomic
def drop_wish(*, actor: Person, wish_id: UUID) -> None:
    """Delete a wish that harms somebody, as coordinator. Raises NotHere."""
    take(Wish.objects.run_by, actor, wish_id).delete()


def _wish_of_housemates(actor: Person, wish_id: UUID) -> Wish:
    return find(lambda person: Wish.objects.filter(house__in=standing_of(person).homes), actor, wish_id)
