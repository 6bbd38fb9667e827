"""When a seat begins to read, and who says so.

Nobody lets anybody in alone. A peer's new seat opens when somebody who holds the group says that she met her; that of a
new facilitator two days after the group's page named her; and one that was closed when its holder came back with a new
card, when a colleague says that she met her. Each reason why a word does not count, or why a seat does not open, is one
function of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from house.access_log.services import log
from house.door.services import vouches
from house.errors import NotHere
from house.line.news import RightsChanged
from house.models import Person, Role, What
from house.people.models.standing import standing_of
from house.take import ask_twice
from peergroups import news
from peergroups.errors import NotInYet
from peergroups.groups.models import Seat, SeatQuerySet
from peergroups.meetings.services import count_in, count_out
from peergroups.seats.models import ANSWER_MAX, SeatQuestion
from peergroups.text import clean_words

TOLD_FOR = timedelta(hours=48)
"""For so long the page of a group says who comes to hold it, before she reads along."""

WHO_SPEAKS = (Role.FACILITATOR, Role.COACH, Role.WITNESS)


def word_counts(person: Person, seat: Seat) -> bool:
    """Does it count when she says of who holds this seat: I met her, and it is her?"""
    return (
        is_vouched(person)
        and is_another(person, seat)
        and did_not_ask(person, seat)
        and is_of_another_hand(person, seat)
    )


def is_vouched(person: Person) -> bool:
    """Did somebody meet the one behind this account herself?"""
    return person.is_vouched


def is_another(person: Person, seat: Seat) -> bool:
    """Nobody speaks for herself."""
    return person.pk != seat.person_id


def did_not_ask(person: Person, seat: Seat) -> bool:
    """Who gave the seat, or asked that she comes back, has said her part."""
    return person.pk != seat.asked_by_id


def is_of_another_hand(person: Person, seat: Seat) -> bool:
    """Of the giver of a new seat and who opens it neither made the account of the other, nor vouched for it."""
    giver = seat.asked_by if seat.closed_at is None else None
    return giver is None or vouches.are_apart(giver, person)


def has_been_told(seat: Seat, now: datetime) -> bool:
    """Did the group read for long enough that this facilitator comes?"""
    return seat.opens_at is not None and seat.opens_at <= now


def is_unasked(seat: Seat) -> bool:
    """Is every question about her answered?"""
    return not seat.questions.waiting().exists()


def has_come_in(seat: Seat) -> bool:
    """Is there an account to have met? Before her first card was used, whoever holds that card may be anybody."""
    return seat.person.sign_in_name is not None


def openers_of(seat: Seat) -> list[Person]:
    """Whose word opens this seat today; the house's second pair of eyes where there is nobody nearer."""
    if not seat.is_waiting or seat.waits_for_a_moment:
        return []
    return _counting(_near(seat), seat) or _counting(_witnesses(seat), seat)


def answerers_of(seat: Seat) -> list[Person]:
    """Who may say to the group who it is that comes to hold it."""
    return _counting([*_holders(seat), *_witnesses(seat)], seat) if seat.waits_for_a_moment else []


def _counting(people: Iterable[Person], seat: Seat) -> list[Person]:
    return [person for person in people if word_counts(person, seat)]


def _near(seat: Seat) -> Iterable[Person]:
    if seat.closed_at is None:
        return _holders(seat)
    return Person.objects.in_post(seat.group.house_id, Role.FACILITATOR, Role.COACH)


def _holders(seat: Seat) -> Iterable[Person]:
    held = Seat.objects.counting().facilitators().filter(group=seat.group_id)
    return Person.objects.filter(pk__in=held.values("person"))


def _witnesses(seat: Seat) -> Iterable[Person]:
    return Person.objects.in_post(seat.group.house_id, Role.WITNESS)


def to_open_by(person: Person) -> list[Seat]:
    """The seats that open when she says so, with their people and groups."""
    return [seat for seat in _waiting_near(person) if person in openers_of(seat)]


def to_answer_about_by(person: Person) -> list[Seat]:
    """The seats about which somebody asked what she may answer."""
    return [seat for seat in _waiting_near(person) if not is_unasked(seat) and person in answerers_of(seat)]


def _waiting_near(person: Person) -> Iterable[Seat]:
    if not standing_of(person).holds(*WHO_SPEAKS):
        return []
    return Seat.objects.around(person).waiting().select_related("group__house", "person", "asked_by")


@transaction.atomic
def open_seat(*, actor: Person, seat_id: UUID) -> Seat:
    """Say: I met her, and it is she who comes in under her name. A newcomer reads what is said from now on.

    Who came back keeps the beginning that she had.

    Raises:
        NotHere: no such seat waits, or the actor's word does not open it.
        NotInYet: she never came in, so nobody can know who will.
    """
    seat = _held(lambda: _to_open(actor, seat_id))
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
    """Let her read from now on, or again, and come to the meetings. Her group is locked."""
    if seat.closed_at is None:
        seat.from_number, seat.read_number = seat.group.newest + 1, seat.group.newest
    seat.opened_at, seat.opened_by = timezone.now(), by
    seat.save(update_fields=["from_number", "read_number", "opened_at", "opened_by"])
    count_in(seat, by=by)
    told = news.SeatsChanged(seat.group_id), RightsChanged(seat.person_id)
    transaction.on_commit(lambda: news.tell(*told))
    return seat


def open_told_seats() -> None:
    """Open the seats of new facilitators of whom their group was told for long enough."""
    waiting = Seat.objects.waiting().in_post().facilitators().filter(closed_at=None)
    for seat_id in waiting.values_list("pk", flat=True):
        _open_if_told(seat_id)


@transaction.atomic
def _open_if_told(seat_id: UUID) -> None:
    try:
        seat = _held(lambda: _waiting(Seat.objects.in_post(), seat_id))
    except NotHere:
        return
    if has_been_told(seat, timezone.now()) and is_unasked(seat):
        begin(seat)


def close_seats(person_id: UUID, asked_by_id: UUID | None) -> None:
    """Somebody came in with a card, and it may not be her. Call it in that transaction, which tells that rights ended.

    Args:
        asked_by_id: who made that card; so she asked that somebody comes back.
    """
    hers = Seat.objects.filter(person=person_id).opened().order_by("pk")
    seats = list(hers.select_related("group").select_for_update(of=("self",)))
    for seat in seats:
        seat.asked_by_id, seat.closed_at = asked_by_id, timezone.now()
        seat.opened_at = seat.opened_by = seat.opens_at = None
        seat.save(update_fields=["asked_by", "closed_at", "opened_at", "opened_by", "opens_at"])
        count_out(seat)
    transaction.on_commit(lambda: news.tell(*(news.SeatsChanged(seat.group_id) for seat in seats)))


def holders_around(person_id: UUID, at: datetime) -> set[UUID]:
    """Who held her groups at that moment, also where that ended since."""
    then = Seat.objects.filter(given_at__lte=at).exclude(ended_at__lte=at)
    groups = then.filter(person=person_id).values("group")
    return set(then.facilitators().filter(group__in=groups).values_list("person", flat=True))


@transaction.atomic
def ask_about_seat(*, actor: Person, seat_id: UUID) -> SeatQuestion:
    """Ask who it is that comes to hold a group of hers. Her seat waits for the answer; asking twice is asking once.

    Raises NotHere.
    """
    seat = _held(lambda: _to_ask_about(actor, seat_id))
    now = {"asked_by": actor, "asked_at": timezone.now()}
    question, is_new = SeatQuestion.objects.get_or_create(seat=seat, answered_at=None, defaults=now)
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
        NotHere: nobody asks, or it is not the actor's to answer.
        Empty, TooLong, BadFrame: the answer is.
    """
    words = clean_words(answer, ANSWER_MAX)
    seat = _held(lambda: _to_answer_about(actor, seat_id))
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


def _held(ask: Callable[[], Seat]) -> Seat:
    """A waiting seat, locked after its group: nothing is said while it opens."""
    return ask_twice(ask, locking=lambda seat: (seat.group, seat), no_key=True)
