"""Turns of chores in a house, and swaps. It is never stored whether somebody did a chore."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from house.cached_sql import CachedSql
from house.errors import NotHere
from house.later import later, reading_together
from house.models import Person, Stay
from house.people.models.standing import standing_of
from house.take import ask_twice, find, take
from programs.errors import NothingInReturn, TurnPassed
from programs.household.models.household import Chore, Swap
from programs.household.rota import Lasting, begins, turns
from programs.houses import houses_of_colleague
from programs.recurrence.rhythm import DAY, WEEK, monday_of

WEEKS_AHEAD = 8


@dataclass(frozen=True)
class ChoreTurn:
    """One week of one chore that is somebody's turn, and the days on which it is hers."""

    chore: Chore
    week: date
    days: tuple[date, ...]
    swap: Swap | None = None
    """Her question about this turn that nobody has answered, if any."""

    @property
    def is_over(self) -> bool:
        return self.days[-1] < timezone.localdate()

    @property
    def iso_week(self) -> str:
        """The week in a path: '2026-W43'."""
        return self.week.strftime("%G-W%V")


@dataclass(frozen=True)
class SwapQuestion:
    """A question who takes a turn; `in_return` is the turn that this reader would give for it."""

    swap: Swap
    days: tuple[date, ...]
    in_return: ChoreTurn


class Rota:
    """The turns in one house in some weeks, with swaps. One query."""

    def __init__(self, house_id: UUID, first: date, last: date) -> None:
        """Read the weeks from `first` to `last`, both Mondays."""
        self.weeks = [first + count * WEEK for count in range((last - first) // WEEK + 1)]
        since = begins(first)
        with reading_together():
            self.chores: Sequence[Chore] = later(_chores, house_id, since)
            self.swaps: Sequence[Swap] = later(_swaps, house_id, since)
            self._takers = later(_takers, house_id, since)
            self._stays = later(_stays, house_id, since, last + WEEK)

    @cached_property
    def living(self) -> list[Lasting]:
        return [Lasting(*stay) for stay in self._stays]

    @cached_property
    def ranked_by_week(self) -> dict[tuple[UUID, date], list[UUID]]:
        """The people of each chore and week in their order, after the swaps."""
        chore_periods = [Lasting(chore.pk, monday_of(chore.from_on), chore.until_on) for chore in self.chores]
        pairs = list(self._takers)
        takers = {
            chore.pk: frozenset(person_id for chore_id, person_id in pairs if chore_id == chore.pk)
            for chore in self.chores
        }
        ranked = turns(chore_periods, self.living, takers, self.weeks[0], self.weeks[-1])
        for swap in self.swaps:
            _apply(swap, ranked)
        return ranked

    def holder(self, chore: Chore, week: date, on: date) -> UUID | None:
        """The person whose turn it is on a day of this week: the first in order who lives there on that day."""
        residents = {stay.of for stay in self.living if stay.holds(on)}
        return next((person for person in self.ranked_by_week.get((chore.pk, week), []) if person in residents), None)

    def turns_of(self, person: Person) -> list[ChoreTurn]:
        """Her turns, the soonest first."""
        every_turn = [self._turn(chore, week, person) for week in self.weeks for chore in self.chores]
        return [turn for turn in every_turn if turn is not None]

    def turns_to_come(self, person: Person) -> list[ChoreTurn]:
        """Her turns that are not over, the soonest first."""
        return [turn for turn in self.turns_of(person) if not turn.is_over]

    def _turn(self, chore: Chore, week: date, person: Person) -> ChoreTurn | None:
        days_of_week = [week + day * DAY for day in sorted(chore.days)]
        days = tuple(on for on in days_of_week if chore.is_current(on) and self.holder(chore, week, on) == person.pk)
        if not days:
            return None
        swaps = (swap for swap in self.swaps if swap.chore_id == chore.pk and swap.week_on == week)
        return ChoreTurn(chore, week, days, next((swap for swap in swaps if swap.taken_by_id is None), None))

    def questions_for(self, person: Person) -> list[SwapQuestion]:
        """Open questions of others that she can take, each with her next turn at the same chore in another week."""
        own_turns = [turn for turn in self.turns_to_come(person) if turn.swap is None]
        chores_by_id = {chore.pk: chore for chore in self.chores}
        questions = []
        for swap in self.swaps:
            asker = Person(pk=swap.asked_by_id)
            turn = self._turn(chores_by_id[swap.chore_id], swap.week_on, asker) if swap.taken_by_id is None else None
            in_return = next(
                (
                    candidate
                    for candidate in own_turns
                    if candidate.chore.pk == swap.chore_id and candidate.week != swap.week_on
                ),
                None,
            )
            if turn and in_return and not turn.is_over and asker != person:
                questions.append(SwapQuestion(swap, turn.days, in_return))
        return questions


def _apply(swap: Swap, ranked_by_week: dict[tuple[UUID, date], list[UUID]]) -> None:
    """Swap the two weeks, if both are still theirs. When one of them has left, the other gets her week back."""
    if swap.taken_by_id is None or swap.in_return_on is None:
        return
    asked_week, week_in_return = (swap.chore_id, swap.week_on), (swap.chore_id, swap.in_return_on)
    for key, was, now in (
        (asked_week, swap.asked_by_id, swap.taken_by_id),
        (week_in_return, swap.taken_by_id, swap.asked_by_id),
    ):
        ranked = ranked_by_week.get(key)
        if ranked and ranked[0] == was:
            ranked_by_week[key] = [now, *(person for person in ranked if person != now)]


def _chores_since(house: UUID, since: date) -> QuerySet[Chore]:
    return Chore.objects.filter(house=house).exclude(until_on__lte=since)


_chores = CachedSql(_chores_since)
_stays = CachedSql(
    lambda house, since, end: Stay.objects.filter(
        Q(left_on=None) | Q(left_on__gt=since), house=house, arrived_on__lt=end
    ).values_list("person_id", "arrived_on", "left_on")
)
_takers = CachedSql(
    lambda house, since: Chore.people.through.objects.filter(chore__in=_chores_since(house, since)).values_list(
        "chore_id", "person_id"
    )
)
_swaps = CachedSql(lambda house, since: Swap.objects.filter(chore__in=_chores_since(house, since)))


def rota_for(person: Person, first: date | None = None, weeks: int = WEEKS_AHEAD) -> Rota | None:
    """The rota of the house where she lives today, from this week on unless given; None if she lives nowhere."""
    home_id = standing_of(person).home_id
    if home_id is None:
        return None
    first = first or monday_of(timezone.localdate())
    return Rota(home_id, first, first + (weeks - 1) * WEEK)


def rota_in(person: Person, start: date, end: date) -> Rota | None:
    """The rota of the weeks with days in [start, end); None if that is over or over WEEKS_AHEAD weeks from now."""
    today = timezone.localdate()
    if start > today + WEEKS_AHEAD * WEEK or end <= today:
        return None
    first, last = monday_of(start), monday_of(end - DAY)
    return rota_for(person, first, (last - first) // WEEK + 1)


@transaction.atomic
def start_chore(
    *, actor: Person, house_id: UUID, name: str, weekdays: Collection[int], person_ids: Collection[UUID] = ()
) -> Chore:
    """Start a chore from today on.

    Args:
        weekdays: the days; 0 is Monday.
        person_ids: the people who take turns; none is everyone who lives there.

    Raises:
        NotHere: the actor does not work in this house, or somebody does not live there.
    """
    if house_id not in {house.pk for house in houses_of_colleague(actor)}:
        raise NotHere
    chore = Chore(house_id=house_id)
    return _write_chore(chore, name, weekdays, person_ids)


@transaction.atomic
def change_chore(
    *, actor: Person, chore_id: UUID, name: str, weekdays: Collection[int], person_ids: Collection[UUID] = ()
) -> Chore:
    """Change a chore. Arguments and refusals as `start_chore`."""
    return _write_chore(_take_chore(actor, chore_id), name, weekdays, person_ids)


@transaction.atomic
def end_chore(*, actor: Person, chore_id: UUID) -> None:
    """End a chore today. Raises NotHere."""
    chore = _take_chore(actor, chore_id)
    chore.until_on = timezone.localdate()
    chore.save(update_fields=["until_on"])


def _take_chore(actor: Person, chore_id: UUID) -> Chore:
    return take(lambda person: Chore.objects.managed_by(person).still_open(), actor, chore_id)


def _write_chore(chore: Chore, name: str, weekdays: Collection[int], person_ids: Collection[UUID]) -> Chore:
    living = Stay.objects.still_open().filter(house=chore.house_id, person__in=person_ids)
    if set(living.values_list("person_id", flat=True)) != set(person_ids):
        raise NotHere
    chore.name, chore.weekdays = name, "".join(str(day) for day in sorted(weekdays))
    chore.save()
    chore.people.set(Person.objects.filter(pk__in=person_ids))
    return chore


@transaction.atomic
def ask_swap(*, actor: Person, chore_id: UUID, week: date) -> Swap:
    """Ask who takes her turn in this week. Asking twice has no effect.

    Raises:
        NotHere: it is not her turn in that week.
        TurnPassed
    """
    chore, turn = _take_turn(actor, chore_id, week)
    if turn.is_over:
        raise TurnPassed
    return turn.swap or Swap.objects.create(chore=chore, week_on=week, asked_by=actor)


def _open_swaps_of(person: Person) -> QuerySet[Swap]:
    return Swap.objects.filter(asked_by=person, taken_by=None)


@transaction.atomic
def ask_no_more(*, actor: Person, swap_id: UUID) -> None:
    """Take her question back. Raises NotHere, also when somebody took the turn meanwhile."""
    ask_twice(lambda: find(_open_swaps_of, actor, swap_id), locking=lambda swap: (Chore(pk=swap.chore_id),)).delete()


@transaction.atomic
def take_turn(*, actor: Person, swap_id: UUID, in_return_on: date) -> Swap:
    """Take the turn of the asker, who takes hers of another week in return. Of two who take it, the first gets it.

    Args:
        in_return_on: the week that she was shown; another one by now is not given unasked.

    Raises:
        NotHere: nobody of her house asks this any more.
        NothingInReturn: that week is no longer hers to give.
    """
    question = ask_twice(
        lambda: _find_question(actor, swap_id), locking=lambda question: (Chore(pk=question.swap.chore_id),)
    )
    swap = question.swap
    if question.in_return.week != in_return_on:
        raise NothingInReturn
    swap.taken_by, swap.in_return_on, swap.at = actor, in_return_on, timezone.now()
    swap.save()
    return swap


def _find_question(actor: Person, swap_id: UUID) -> SwapQuestion:
    rota = rota_for(actor)
    question = (
        next((candidate for candidate in rota.questions_for(actor) if candidate.swap.pk == swap_id), None)
        if rota
        else None
    )
    if question is None:
        raise NotHere
    return question


def _take_turn(actor: Person, chore_id: UUID, week: date) -> tuple[Chore, ChoreTurn]:
    chore = take(Chore.objects.visible_to, actor, chore_id)
    rota = rota_for(actor)
    turn = next((own for own in rota.turns_of(actor) if (own.chore, own.week) == (chore, week)), None) if rota else None
    if turn is None:
        raise NotHere
    return chore, turn
