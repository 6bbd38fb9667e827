"""Write a worry, answer it, put it away; and choose who reads in a house."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from house import retention
from house.errors import AlreadyAnswered, NotHere
from house.line import news
from house.people.models.houses import House
from house.people.models.people import Person
from house.take import find, take
from house.wiping import wipe_after_commit
from house.worries.errors import ManyWait, NobodyReads, OthersRead
from house.worries.models import AN_HOUR, WORRIES_MAX, Addressee, NamedReader, Worry
from house.worries.queries import people_who_may_answer, readers_in, readers_to_choose


@transaction.atomic
def write_worry(
    *, actor: Person, house_id: UUID, words: str, mark: str, is_named: bool = True, only_id: UUID | None = None
) -> Worry:
    """Write what worries the actor to the readers of a house, and tell those.

    Args:
        mark: the `Readers.mark` of those whom the page named to her.
        only_id: the one person who may read it, if she chose one.

    Raises:
        NotHere: she never lived in this house and does not work there, or nobody of that id reads there.
        NobodyReads: nobody can read it today.
        OthersRead: the readers are not those of the page.
        ManyWait: a few of hers wait already.
    """
    house = find(House.objects.to_call_for, actor, house_id)
    readers = readers_in(house.pk, sender=actor)
    if not readers:
        raise NobodyReads
    if mark != readers.mark:
        raise OthersRead
    if Worry.objects.recent_from(actor).count() >= WORRIES_MAX:
        raise ManyWait
    people = [reader.person_id for reader in readers.named]
    if only_id is not None:
        people = [person.pk for person in readers.people if person.pk == only_id]
        if not people:
            raise NotHere
    worry = Worry.objects.create(
        house=house, sender=actor, words=words, is_named=is_named, is_theirs_alone=only_id is not None
    )
    Addressee.objects.bulk_create(Addressee(worry=worry, person_id=person_id) for person_id in people)
    _tell(people_who_may_answer(worry))
    return worry


@transaction.atomic
def answer_worry(*, actor: Person, worry_id: UUID, answer: str = "") -> Worry:
    """Close a worry, with or without words for the sender.

    Raises:
        NotHere: it is not the actor's to answer, or the sender took it back.
        AlreadyAnswered: somebody answered it before.
    """
    worry = take(Worry.objects.to_answer_by, actor, worry_id)
    if worry.is_closed:
        raise AlreadyAnswered
    worry.state, worry.answer = Worry.State.CLOSED, answer
    worry.answered_by, worry.closed_at = actor, timezone.now()
    worry.save(update_fields=["state", "answer", "answered_by", "closed_at"])
    _tell(people_who_may_answer(worry) | {worry.sender_id})
    return worry


@transaction.atomic
def put_away(*, actor: Person, worry_id: UUID) -> None:
    """Put a worry of hers away, answered or not. Its words are gone at once. Doing it twice has no effect.

    Raises NotHere: she wrote no such thing.
    """
    worry = take(Worry.objects.sent_by, actor, worry_id)
    if worry.put_away_at is None:
        worry.put_away_at, worry.words, worry.answer = timezone.now(), "", ""
        worry.save(update_fields=["put_away_at", "words", "answer"])
        wipe_after_commit()
        _tell(people_who_may_answer(worry) | {actor.pk})


@transaction.atomic
def name_readers(
    *,
    actor: Person,
    house_id: UUID,
    first_id: UUID | None = None,
    first_hours: str = "",
    second_id: UUID | None = None,
    second_hours: str = "",
) -> None:
    """Choose who reads worries in a house from now on; without anybody its coordinators do.

    What was written before stays with the people who got it.

    Raises NotHere: the house is not the actor's to run, or somebody has no role there in which she may read.
    """
    house = take(House.objects.run_by, actor, house_id, no_key=True)
    asked = {NamedReader.Rank.FIRST: (first_id, first_hours), NamedReader.Rank.SECOND: (second_id, second_hours)}
    chosen = [
        NamedReader(house=house, person_id=person_id, rank=rank, hours=hours)
        for rank, (person_id, hours) in asked.items()
        if person_id is not None
    ]
    if readers_to_choose(house.pk).filter(pk__in=[reader.person_id for reader in chosen]).count() != len(chosen):
        raise NotHere
    before = NamedReader.objects.filter(house=house)
    seen_at = {(reader.person_id, reader.hours): reader.seen_at for reader in before}
    for reader in chosen:
        reader.seen_at = seen_at.get((reader.person_id, reader.hours))
    before.delete()
    NamedReader.objects.bulk_create(chosen)
    _tell(reader.person_id for reader in chosen)


def note_duties_read(*, actor: Person) -> None:
    """Note that she read in which houses she was chosen to read, and with which hours."""
    NamedReader.objects.of(actor.pk).filter(seen_at=None).update(seen_at=timezone.now())


def forget_worries() -> None:
    """Delete what was put away, what was closed a while ago, and what waits too long.

    What was put away has no words any more, and stays for the hour in which it counts for WORRIES_MAX.
    """
    now = timezone.now()
    is_old = Q(closed_at__lt=now - retention.WORRIES) | Q(written_at__lt=now - retention.WORRIES_WAITING)
    is_away = Q(put_away_at__isnull=False, written_at__lte=now - AN_HOUR)
    Worry.objects.filter(is_old | is_away).delete()


def _tell(people: Iterable[UUID]) -> None:
    """Let the first pages of these people ask again for their news of worries."""
    happened = [news.Due(person_id) for person_id in people]
    transaction.on_commit(lambda: news.tell(*happened))
