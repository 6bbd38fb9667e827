"""Take the row that a verb works on: find it, lock it, and ask again for the right to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Model, QuerySet

from house.errors import NotHere

if TYPE_CHECKING:
    from house.people.models.people import Person

HOUSE = "house.House"

M = TypeVar("M", bound=Model)
T = TypeVar("T")


def find(reach: Callable[[Person], QuerySet[M]], actor: Person, pk: UUID) -> M:
    """One row within the actor's reach, such as `Session.objects.visible_to`. Raises NotHere."""
    row = reach(actor).filter(pk=pk).first()
    if row is None:
        raise NotHere
    return row


def ask_twice(ask: Callable[[], T], *, locking: Callable[[T], Iterable[Model]], no_key: bool = False) -> T:
    """The answer of `ask`, locked until the end of the transaction, and asked again.

        seat = ask_twice(lambda: _seat_to_open(eva, seat_id), locking=lambda seat: (seat.group, seat))

    It is asked without a lock first, so that a stranger locks nothing; and again after locking, because her right may
    have ended while she waited. On SQLite the transaction itself keeps everybody else from writing. A house is locked
    as in `House.hold`.

    Args:
        ask: reads everything that decides, and raises a refusal when the answer is no.
        locking: the rows to lock for an answer, in their order. See docs/architecture.md.
        no_key: rows that refer to them may be added meanwhile.
    """
    answer = ask()
    if connection.features.has_select_for_update:
        locked: set[Model] = set()
        while waiting := [row for row in locking(answer) if row not in locked]:
            for row in waiting:
                _lock(row, no_key=no_key or row._meta.label == HOUSE)
            locked.update(waiting)
            answer = ask()  # it may be another row by now, which nobody holds yet
    return answer


def _lock(row: Model, *, no_key: bool) -> None:
    type(row)._base_manager.select_for_update(no_key=no_key).filter(pk=row.pk).values_list("pk").first()


def take(reach: Callable[[Person], QuerySet[M]], actor: Person, pk: UUID, *, no_key: bool = False) -> M:
    """One row within the actor's reach, locked until the end of the transaction: see `ask_twice`.

        session = take(Session.objects.select_related("room").led_by, eva, session_id)

    Raises:
        NotHere: there is no such row, or it is not within her reach, or not any more.
    """
    return ask_twice(lambda: find(reach, actor, pk), locking=lambda row: (row,), no_key=no_key)


def take_with_house(reach: Callable[[Person], QuerySet[M]], actor: Person, pk: UUID) -> M:
    """The same for a row with a `house_id`, locked after its house. Raises NotHere."""

    def locking(row: Any) -> tuple[Model, Model]:
        return apps.get_model(HOUSE)(pk=row.house_id), row

    return ask_twice(lambda: find(reach, actor, pk), locking=locking)
