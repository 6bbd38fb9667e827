"""Open a seat, and close it again when its holder comes back.

Nobody lets anybody in alone. A peer's new seat opens when a facilitator of the group says that she met her. A new
facilitator's seat opens two days after the page of the group named her. A seat that closed when its holder came back
with a new card, or woke it from a new device, opens when a colleague says that she met her. Each reason why somebody's
word does not count, or why a seat does not open, is one function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from house.access_log.services import log
from house.cached_sql import CachedSql
from house.door.services import vouches
from house.errors import NotHere
from house.line.news import RightsChanged
from house.models import House, Person, Role, What
from house.people.models.standing import standing_of
from house.take import ask_twice
from peergroups import news
from peergroups.errors import NotInYet
from peergroups.groups.models.seats import Seat, SeatQuerySet
from peergroups.meetings.services import count_in, count_out
from peergroups.seats.models import ANSWER_MAX, SeatQuestion
from peergroups.text import clean_words

TOLD_FOR = timedelta(hours=48)
"""How long the page of a group names a new facilitator before she can read."""

WHO_SPEAKS = (Role.FACILITATOR, Role.COACH, Role.WITNESS)


def may_speak(person: Person) -> bool:
    """Has she a post in which her word may open a seat?"""
    return standing_of(person).holds(*WHO_SPEAKS)


def word_counts(person: Person, seat: Seat) -> bool:
    """May this person confirm that she met the holder of this seat, and that it is her?"""
    return (
        is_vouched(person)
        and is_another(person, seat)
        and did_not_ask(person, seat)
        and is_of_another_hand(person, seat)
    )


def is_vouched(person: Person) -> bool:
    """Has a colleague met the person behind this account?"""
    return person.is_vouched


def is_another(person: Person, seat: Seat) -> bool:
    """Nobody confirms her own seat."""
    return person.pk != seat.person_id


def did_not_ask(person: Person, seat: Seat) -> bool:
    """The person who gave the seat, or asked that its holder comes back, does not confirm it too."""
    return person.pk != seat.asked_by_id


def is_of_another_hand(person: Person, seat: Seat) -> bool:
    """The giver and the opener of a new seat are apart: neither made the account of the other, nor vouched for it."""
    giver = seat.asked_by if seat.closed_at is None else None
    return giver is None or vouches.are_apart(giver, person)


def has_been_told(seat: Seat, now: datetime) -> bool:
    """Could the group read for long enough that this facilitator comes?"""
    return seat.opens_at is not None and seat.opens_at <= now


def is_unasked(seat: Seat) -> bool:
    """Is every question about her answered?"""
    return not _questions.rows(seat.pk)


_questions = CachedSql(lambda seat: SeatQuestion.objects.waiting().filter(seat=seat).values_list("pk"))


def has_come_in(seat: Seat) -> bool:
    """Has she signed in once? Before her first card is used, anybody may hold that card."""
    return seat.person.sign_in_name is not None


def openers_of(seat: Seat) -> list[Person]:
    """The people who may open this seat today: those nearest, or else the witnesses of the house."""
    if not seat.is_waiting or seat.waits_for_a_moment:
        return []
    return _those_who_count(_nearest_colleagues(seat), seat) or _those_who_count(_witnesses(seat), seat)


def answerers_of(seat: Seat) -> list[Person]:
    """The people who may tell the group who its new facilitator is."""
    return _those_who_count([*_facilitators(seat), *_witnesses(seat)], seat) if seat.waits_for_a_moment else []


def _those_who_count(people: Iterable[Person], seat: Seat) -> list[Person]:
    return [person for person in people if word_counts(person, seat)]


def _nearest_colleagues(seat: Seat) -> Iterable[Person]:
    if seat.closed_at is None:
        return _facilitators(seat)
    return _in_post.objects(seat.group.house_id, [Role.FACILITATOR.value, Role.COACH.value])


def _facilitators(seat: Seat) -> Iterable[Person]:
    return _holders.objects(seat.group_id)


def _witnesses(seat: Seat) -> Iterable[Person]:
    return _in_post.objects(seat.group.house_id, [Role.WITNESS.value])


_in_post = CachedSql(lambda house, roles: Person.objects.in_post(house, *roles))
_holders = CachedSql(
    lambda group: Person.objects.filter(
        pk__in=Seat.objects.counting().facilitators().filter(group=group).values("person")
    ),
)


def to_open_by(person: Person) -> list[Seat]:
    """The seats that this person may open, with their people and groups."""
    return [seat for seat in _waiting_around(person) if person in openers_of(seat)]


def to_answer_about_by(person: Person) -> list[Seat]:
    """The seats about which the group asked a question that this person may answer."""
    return [seat for seat in _waiting_around(person) if not is_unasked(seat) and person in answerers_of(seat)]


def _waiting_around(person: Person) -> Iterable[Seat]:
    if not may_speak(person):
        return []
    return _waiting_seats.objects(person.pk)


_waiting_seats = CachedSql(
    lambda person: (
        Seat.objects.around(Person(pk=person)).waiting().select_related("group__house", "person", "asked_by")
    ),
)


@transaction.atomic
def open_seat(*, actor: Person, seat_id: UUID) -> Seat:
    """Confirm that she is who she says, and open her seat. A new peer reads messages from now on.

    Somebody who came back reads from the same number as before.

    Raises:
        NotHere: no such seat waits, or it is not the actor's to open.
        NotInYet: she never came in, so nobody can have met her.
    """
    seat = _locked(lambda: _to_open(actor, seat_id))
    if not has_come_in(seat):
        raise NotInYet
    log.note(
        actor=actor,
        house_id=seat.group.house_id,
        whose=[seat.person_id],
        what=What.SEAT_OPENED,
        detail=seat.group.name,
    )
    return begin(seat, by=actor)


def _to_open(actor: Person, seat_id: UUID) -> Seat:
    seat = _waiting(Seat.objects.around(actor), seat_id)
    if actor not in openers_of(seat):
        raise NotHere
    return seat


def begin(seat: Seat, *, by: Person | None = None) -> Seat:
    """Open the seat, or open it again, and count its holder in at the meetings. The group must be locked."""
    if seat.closed_at is None:
        seat.from_number, seat.read_number = seat.group.newest + 1, seat.group.newest
    seat.opened_at, seat.opened_by = timezone.now(), by
    seat.save(update_fields=["from_number", "read_number", "opened_at", "opened_by"])
    wake(seat, by=by)
    transaction.on_commit(lambda: news.tell(news.SeatsChanged(seat.group_id)))
    return seat


def wake(seat: Seat, *, by: Person | None = None) -> None:
    """Wake the seat if it sleeps, count its days anew, and count its holder in. The group must be locked."""
    seat.awake_on = timezone.localdate()
    if seat.is_asleep:
        seat.state = Seat.State.ACTIVE
    seat.save(update_fields=["state", "awake_on"])
    if seat.is_frozen:
        seat.freezes.filter(thawed_at=None, state_before=Seat.State.ASLEEP).update(state_before=Seat.State.ACTIVE)
    count_in(seat, by=by)
    transaction.on_commit(lambda: news.tell(RightsChanged(seat.person_id)))


def open_told_seats() -> None:
    """Open the seats of new facilitators whom their group could read about for long enough.

    While its house is shut nobody reads, so all of that time is still to come.
    """
    waiting = Seat.objects.waiting().in_post().facilitators().filter(closed_at=None)
    is_shut = Q(group__house__in=House.objects.shut())
    Seat.objects.filter(is_shut, pk__in=waiting, opens_at__isnull=False).update(opens_at=timezone.now() + TOLD_FOR)
    for seat_id in waiting.exclude(is_shut).values_list("pk", flat=True):
        _open_if_told(seat_id)


@transaction.atomic
def _open_if_told(seat_id: UUID) -> None:
    try:
        seat = _locked(lambda: _waiting(Seat.objects.in_post(), seat_id))
    except NotHere:
        return
    if has_been_told(seat, timezone.now()) and is_unasked(seat):
        begin(seat)


def close_seats(person_id: UUID, asked_by_id: UUID | None) -> None:
    """Close her open seats, because somebody came in with a new card and it may not be her.

    Runs in the transaction of that sign-in, which also tells that her rights ended.

    Args:
        asked_by_id: the maker of that card; she counts as the one who asked that the holder comes back.
    """
    opened = Seat.objects.filter(person=person_id).opened().order_by("pk")
    seats = list(opened.select_related("group").select_for_update(of=("self",)))
    for seat in seats:
        close(seat, asked_by_id)
    transaction.on_commit(lambda: news.tell(*(news.SeatsChanged(seat.group_id) for seat in seats)))


def close(seat: Seat, asked_by_id: UUID | None) -> None:
    """Close a locked seat until somebody says that she met its holder."""
    seat.asked_by_id, seat.closed_at = asked_by_id, timezone.now()
    seat.opened_at = seat.opened_by = seat.opens_at = None
    seat.save(update_fields=["asked_by", "closed_at", "opened_at", "opened_by", "opens_at"])
    count_out(seat)


def holders_around(person_id: UUID, at: datetime) -> set[UUID]:
    """Facilitators of her groups at that moment, also those whose seat ended since."""
    return {holder for (holder,) in _holders_then.rows(person_id, at)}


def _held_at(at: datetime) -> SeatQuerySet:
    return Seat.objects.filter(given_at__lte=at).exclude(ended_at__lte=at)


_holders_then = CachedSql(
    lambda person, at: (
        _held_at(at)
        .facilitators()
        .filter(group__in=_held_at(at).filter(person=person).values("group"))
        .order_by()
        .values_list("person")
    ),
)


@transaction.atomic
def ask_about_seat(*, actor: Person, seat_id: UUID) -> SeatQuestion:
    """Ask who the new facilitator of a group of hers is. Her seat waits for the answer; asking twice has no effect.

    Raises NotHere.
    """
    seat = _locked(lambda: _to_ask_about(actor, seat_id))
    defaults = {"asked_by": actor, "asked_at": timezone.now()}
    question, is_new = SeatQuestion.objects.get_or_create(seat=seat, answered_at=None, defaults=defaults)
    if is_new:
        transaction.on_commit(lambda: news.tell(news.SeatsChanged(seat.group_id)))
    return question


def _to_ask_about(actor: Person, seat_id: UUID) -> Seat:
    seat = _waiting(Seat.objects.visible_to(actor), seat_id)
    if not seat.waits_for_a_moment:
        raise NotHere
    return seat


@transaction.atomic
def answer_about_seat(*, actor: Person, seat_id: UUID, answer: str) -> SeatQuestion:
    """Tell the group who she is. Her seat opens later, by as long as the question waited.

    Raises:
        NotHere: there is no question, or it is not the actor's to answer.
        Empty, TooLong, BadFrame: the answer is.
    """
    words = clean_words(answer, ANSWER_MAX)
    seat = _locked(lambda: _to_answer_about(actor, seat_id))
    question = seat.questions.waiting().get()
    question.answer, question.answered_by, question.answered_at = words, actor, timezone.now()
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    seat.opens_at = F("opens_at") + (question.answered_at - question.asked_at)
    seat.save(update_fields=["opens_at"])
    transaction.on_commit(lambda: news.tell(news.SeatsChanged(seat.group_id)))
    return question


def _to_answer_about(actor: Person, seat_id: UUID) -> Seat:
    seat = _waiting(Seat.objects.around(actor), seat_id)
    if is_unasked(seat) or seat.opens_at is None or actor not in answerers_of(seat):
        raise NotHere
    return seat


def _waiting(seats: SeatQuerySet, seat_id: UUID) -> Seat:
    """Raises NotHere."""
    seat = seats.waiting().select_related("group", "person", "asked_by").filter(pk=seat_id).first()
    if seat is None:
        raise NotHere
    return seat


def _locked(ask: Callable[[], Seat]) -> Seat:
    """A waiting seat, locked after its group: nothing is said while it opens."""
    return ask_twice(ask, locking=lambda seat: (seat.group, seat), no_key=True)
