"""Writes down who looked at whose data, and reads it back for her alone.

A page of staff calls `note` before it shows another person's data: when the line cannot be written, the page is not
shown. Not written down: what is said aloud, printed, or read over a shoulder; and the talk of a group, whose readers
are named above it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from house.access_log.boxes import BEGINNING, BoxKey, ChainKey
from house.access_log.models import Chain, LogKey, Look, What
from house.cached_sql import CachedSql
from house.people.models.facts import Role
from house.people.models.houses import House
from house.people.models.people import Person
from house.people.models.standing import standing_of
from house.sealing import SealBroken, new_key

DAYS_A_PAGE = 14
READ_AT_ONCE = 200


@dataclass(frozen=True)
class Seen:
    """One thing that somebody is about to see of one person. `detail` fills in the words of `what`."""

    person_id: UUID
    what: What
    detail: str = ""


def note(
    *,
    actor: Person,
    house_id: UUID,
    whose: Iterable[Person | UUID],
    what: What,
    detail: str = "",
    is_emergency: bool = False,
) -> None:
    """Write down that the actor looks at the same thing of these people, each of them once."""
    people = {person.pk if isinstance(person, Person) else person for person in whose}
    seen = [Seen(person, what, detail) for person in people]
    note_all(actor=actor, house_id=house_id, seen=seen, is_emergency=is_emergency)


def note_all(*, actor: Person, house_id: UUID, seen: Iterable[Seen], is_emergency: bool = False) -> None:
    """Write down what the actor sees on behalf of this house, in as many queries for one person as for twenty.

    The same thing twice is one look; looking at herself is none.
    """
    others = [look for look in dict.fromkeys(seen) if look.person_id != actor.pk]
    if others:
        _write(actor, house_id, others, is_emergency)


@transaction.atomic
def _write(actor: Person, house_id: UUID, seen: list[Seen], is_emergency: bool) -> None:
    chain = ChainKey(_locked_chain(house_id).key)
    keys = _locked_keys({item.person_id for item in seen})
    boxes = {key.pk: BoxKey(key.key) for key in keys.values()}
    content = {"actor": str(actor.pk), "role": _role_of(actor, house_id), "emergency": is_emergency}
    last, link = last_of(house_id)
    at, looks = timezone.now(), []
    for number, item in enumerate(seen, last + 1):
        key, box_key = keys[item.person_id], boxes[item.person_id]
        mark = box_key.mark(key.turns)
        box = box_key.close(content | {"what": item.what, "detail": item.detail}, house_id, number)
        link = chain.link(link, house_id, number, at, mark, box)
        looks.append(Look(house_id=house_id, number=number, at=at, mark=mark, box=box, link=link))
        key.turns += 1
    lines_of = Counter(item.person_id for item in seen)
    for lines in sorted(set(lines_of.values())):  # almost always one
        people = [person_id for person_id in lines_of if lines_of[person_id] == lines]
        LogKey.objects.filter(pk__in=people).update(turns=F("turns") + lines)
    Look.objects.bulk_create(looks)


def _locked_chain(house_id: UUID) -> Chain:
    """The chain of this house, locked: lines get their numbers one after the other."""
    if not (chains := _locked_chains.objects(house_id)):
        Chain.objects.bulk_create([Chain(house_id=house_id, key=new_key())], ignore_conflicts=True)
        chains = _locked_chains.objects(house_id)
    return chains[0]


def _locked_keys(people: set[UUID]) -> dict[UUID, LogKey]:
    """Their keys, locked in one order everywhere, so that two houses never wait for each other."""
    keys: dict[UUID, LogKey] = {key.pk: key for key in _locked_log_keys.objects(people)}
    if missing := people - keys.keys():
        new = [LogKey(person_id=person, key=new_key()) for person in sorted(missing)]
        LogKey.objects.bulk_create(new, ignore_conflicts=True)
        keys |= {key.pk: key for key in _locked_log_keys.objects(missing)}
    return keys


_locked_chains = CachedSql(lambda house: Chain.objects.select_for_update().filter(pk=house))
_locked_log_keys = CachedSql(lambda people: LogKey.objects.select_for_update().order_by("pk").filter(pk__in=people))


def _role_of(actor: Person, house_id: UUID) -> str:
    """Her role in this house at this moment; the first in the order of `Role` if she has more."""
    roles = {post.word for post in standing_of(actor).posts if post.house_id == house_id}
    return next((role.value for role in Role if role in roles), "")


def last_of(house_id: UUID) -> tuple[int, bytes]:
    """Number and link of the last line of a house."""
    for number, link in _last.rows(house_id):
        return number, bytes(link)
    return 0, BEGINNING


_last = CachedSql(lambda house: Look.objects.filter(house=house).order_by("-number").values_list("number", "link")[:1])


@dataclass
class LooksOfDay:
    """One person looked at the same thing on one day, at each of these moments."""

    actor: Person | None
    role: str
    house: House
    what: str
    is_emergency: bool
    times: list[datetime]

    @property
    def first_at(self) -> datetime:
        return min(self.times)

    @property
    def last_at(self) -> datetime:
        return max(self.times)

    @property
    def took_a_while(self) -> bool:
        """Is the last of them another minute than the first?"""
        return self.first_at.replace(second=0, microsecond=0) != self.last_at.replace(second=0, microsecond=0)


@dataclass
class LooksPage:
    """Her days on which somebody looked, newest first.

    `before` asks for older days. `lacks_lines` when lines are gone or were changed.
    """

    days: list[tuple[date, list[LooksOfDay]]] = field(default_factory=list)
    before: int | None = None
    lacks_lines: bool = False

    @property
    def is_of_more_houses(self) -> bool:
        return len({line.house for _, lines in self.days for line in lines}) > 1


def lines_for(person: Person, *, before: int | None = None) -> LooksPage:
    """The looks at her data, with equal lines of a day as one. It is her own log: `person` is the reader.

    Args:
        before: the `before` of an earlier page.
    """
    page, by_day = LooksPage(), dict[date, list[_OpenedLine]]()
    for turn, line in _opened(person.pk, before):
        if line is None:
            page.lacks_lines = True
            continue
        day = timezone.localdate(line.at)
        if day not in by_day and len(by_day) == DAYS_A_PAGE:
            page.before = turn + 1
            break
        by_day.setdefault(day, []).append(line)
    page.days = _merged(by_day)
    return page


@dataclass(frozen=True)
class _OpenedLine:
    """The content of an opened line."""

    house_id: UUID
    at: datetime
    actor: str
    role: str
    what: str
    detail: str
    emergency: bool

    @property
    def alike(self) -> object:
        """Equal for lines that differ only in their moment."""
        return self.house_id, self.actor, self.role, self.what, self.detail, self.emergency


def _opened(person_id: UUID, before: int | None) -> Iterator[tuple[int, _OpenedLine | None]]:
    """Her lines from the newest back, each with its turn; None for a line that is gone or was changed."""
    key = LogKey.objects.filter(pk=person_id).first()
    if key is None:
        return
    box_key = BoxKey(key.key)
    turn = key.turns if before is None else max(0, min(before, key.turns))
    while turn > 0:
        turns = range(max(0, turn - READ_AT_ONCE), turn)
        marks = {turn: box_key.mark(turn) for turn in turns}
        looks = {bytes(look.mark): look for look in Look.objects.filter(mark__in=marks.values())}
        for turn in reversed(turns):
            yield turn, _open_line(box_key, looks.get(marks[turn]))
        turn = turns.start


def _open_line(box_key: BoxKey, look: Look | None) -> _OpenedLine | None:
    if look is None:
        return None
    try:
        content = box_key.open(bytes(look.box), look.house_id, look.number)
    except SealBroken:
        return None
    return _OpenedLine(house_id=look.house_id, at=look.at, **content)


def _merged(by_day: dict[date, list[_OpenedLine]]) -> list[tuple[date, list[LooksOfDay]]]:
    everything = [opened for day in by_day.values() for opened in day]
    people = Person.objects.in_bulk({UUID(opened.actor) for opened in everything})
    houses = House.objects.in_bulk({opened.house_id for opened in everything})
    days = []
    for day, of_day in by_day.items():
        lines: dict[object, LooksOfDay] = {}
        for opened in of_day:
            line = LooksOfDay(
                actor=people.get(UUID(opened.actor)),
                role=str(Role(opened.role).label) if opened.role else "",
                house=houses[opened.house_id],
                what=What(opened.what).in_words(opened.detail),
                is_emergency=opened.emergency,
                times=[],
            )
            lines.setdefault(opened.alike, line).times.append(opened.at)
        days.append((day, list(lines.values())))
    return days


def forget(person_id: UUID) -> None:
    """Destroy her key: nobody can read her lines any more, or find out which they were. The chain stays whole."""
    LogKey.objects.filter(pk=person_id).delete()
