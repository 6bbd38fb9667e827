"""Trainings and series begin, and people come to a series or leave it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.errors import AlreadyThere, NotHere
from house.models import House, Person, Position, Role, Stay
from house.models.people import PersonQuerySet
from programs.errors import NobodyNamed, NotStaffThere
from programs.models import Assignment, Audience, Enrolment, Notice, Series, Theme, Training
from programs.rhythm import Rhythm
from programs.services.holding import room_in
from programs.services.joining import fill_all_places
from programs.services.laying_out import lay_out
from programs.services.staffing import keep_overlaps
from programs.services.telling import everyone_at, tell, tell_of_series


@transaction.atomic
def start_training(*, actor: Person, house_id: UUID, title: str, quiet_title: str = "", **told: Any) -> Training:
    """Add a training to the catalogue of a house that the actor runs.

    Args:
        quiet_title: for screens and paper that others see; the title itself unless given.
        told: `theme`, and if there is more to tell `expect` (one thing a line), `bring`, `is_body_work`.

    Raises:
        NotHere: the actor does not run this house.
        AlreadyThere: the house has a training of this title.
    """
    house = House.objects.run_by(actor).filter(pk=house_id).first()
    if house is None:
        raise NotHere
    return _written(Training(house=house), title=title, quiet_title=quiet_title, **told)


@transaction.atomic
def change_training(*, actor: Person, training_id: UUID, title: str, quiet_title: str = "", **told: Any) -> Training:
    """Tell a training in other words, also where it was held before. Arguments and refusals as `start_training`."""
    training = Training.objects.run_by(actor).select_for_update().filter(pk=training_id).first()
    if training is None:
        raise NotHere
    return _written(training, title=title, quiet_title=quiet_title, **told)


def _written(training: Training, *, title: str, quiet_title: str, **told: Any) -> Training:
    namesakes = Training.objects.filter(house=training.house_id, title=title).exclude(pk=training.pk)
    if namesakes.exists():
        raise AlreadyThere(_("Er is al een training met deze naam."))
    training.title, training.quiet_title = title, quiet_title or title
    for name, value in told.items():
        setattr(training, name, value)
    training.save()
    return training


@transaction.atomic
def start_series(
    *,
    actor: Person,
    training_id: UUID,
    rhythm: Rhythm,
    start_time: time,
    length_minutes: int,
    room_id: UUID | None = None,
    trainer_ids: Collection[UUID] = (),
    audience: str = Audience.HOUSE,
    person_ids: Collection[UUID] = (),
    despite: str = "",
    key: UUID | None = None,
    told_as: Notice.Kind = Notice.Kind.NEW,
) -> Series:
    """Start a series in the house of its training and lay it out up to the horizon. The same key gives the same series.

    Args:
        start_time: local time of the house.
        trainer_ids: who gives it; each works in the house today.
        person_ids: whom it is for, from its first day on; each lives or lived in the house. A series for chosen people
            or for one needs somebody; a group may come later with `enrol`; for the whole house it stays empty.
        despite: why it can be that who gives it is busy then, for the coordinator.
        key: of the page that asks, for it may be sent twice.
        told_as: what people read of it.

    Raises:
        NotHere: the actor does not run the house of this training, or somebody or the room is not of that house.
        NotStaffThere, RoomClosed, NobodyNamed
    """
    training = Training.objects.run_by(actor).select_related("house").filter(pk=training_id).first()
    if training is None:
        raise NotHere
    if audience in (Audience.PERSONAL, Audience.CHOSEN) and not person_ids:
        raise NobodyNamed
    if started := _started_with(key, training.house_id):
        return started
    told = {"start_time": start_time, "length_minutes": length_minutes, "audience": audience}
    series = _begin(training, rhythm, room_id, started_with=key, **told)
    _assign(series, trainer_ids, rhythm.begins_on)
    for person_id in person_ids:
        _enrol(series, person_id, rhythm.begins_on)
    sessions = lay_out(series.pk)
    keep_overlaps(sessions, series.givers(), why=despite, by=actor)
    tell_of_series(series, sessions, told_as, by=actor)
    return series


@transaction.atomic
def start_group_series(
    *,
    actor: Person,
    house_id: UUID,
    title: str,
    rhythm: Rhythm,
    room_id: UUID | None,
    giver_ids: Collection[UUID],
    **told: Any,
) -> Series:
    """Start a series for a group, of a training of this title that the house has or gets. Whoever owns it enrols.

    Args:
        giver_ids: who holds the group; each works in the house today.
        told: `start_time` and `length_minutes`.

    Raises:
        NotHere: the actor neither runs the house nor holds groups there today, or the room is not of that house.
        AlreadyThere: the house has another training of this title.
        NotStaffThere, RoomClosed
    """
    posts = Position.objects.current().filter(person=actor, role__in=[Role.COORDINATOR, Role.FACILITATOR])
    house = House.objects.filter(pk=house_id, pk__in=posts.values("house")).first()
    if house is None:
        raise NotHere
    training = Training.objects.filter(house=house, theme=Theme.GROUP, title=title).first()
    training = training or _written(Training(house=house), title=title, quiet_title="", theme=Theme.GROUP)
    series = _begin(training, rhythm, room_id, audience=Audience.GROUP, **told)
    _assign(series, giver_ids, min(timezone.localdate(), rhythm.begins_on))  # so that they lead it today
    lay_out(series.pk)
    return series


def started_with(*, actor: Person, key: UUID | None) -> Series | None:
    """The series that came of this very page, if it was sent before."""
    return Series.objects.run_by(actor).filter(started_with=key).first() if key else None


def _started_with(key: UUID | None, house_id: UUID) -> Series | None:
    """The series that came of this very page before; whoever sends it at the same moment waits here."""
    House.hold(house_id)
    return Series.objects.filter(started_with=key, house=house_id).first() if key else None


def _begin(training: Training, rhythm: Rhythm, room_id: UUID | None, **told: Any) -> Series:
    return Series.objects.create(
        house=training.house,
        training=training,
        recurrence=rhythm.to_recurrence(),
        room=room_in(training.house_id, room_id),
        **told,
    )


@transaction.atomic
def start_first_series(*, actor: Person, house_id: UUID, title: str, theme: str, **series: Any) -> Series:
    """Start a new training and its first series, or neither. See `start_training` and `start_series`."""
    if started := _started_with(series.get("key"), house_id):
        return started
    training = start_training(actor=actor, house_id=house_id, title=title, theme=theme)
    return start_series(actor=actor, training_id=training.pk, **series)


def _assign(series: Series, trainer_ids: Collection[UUID], from_on: date) -> None:
    _refuse_strangers(series, trainer_ids)
    for person_id in dict.fromkeys(trainer_ids):
        Assignment.objects.create(series=series, person_id=person_id, from_on=from_on)


def _refuse_strangers(series: Series, person_ids: Collection[UUID]) -> None:
    posts = Position.objects.current().filter(house=series.house, person__in=person_ids)
    if set(posts.values_list("person_id", flat=True)) != set(person_ids):
        raise NotStaffThere


@transaction.atomic
def enrol(*, actor: Person, series_id: UUID, person_id: UUID, from_on: date | None = None) -> Enrolment:
    """Count somebody in, from this local day on (today unless given).

    Raises:
        NotHere: the series is not the actor's to lead, or the person never lived in its house; for a series of chosen
            people, does not live there.
        AlreadyThere: the series counts her in already.
    """
    led = Series.objects.named_to(actor).exclude(audience=Audience.HOUSE)
    series = led.select_for_update(of=("self",)).filter(pk=series_id).first()
    if series is None:
        raise NotHere
    enrolment = _enrol(series, person_id, from_on or timezone.localdate())
    tell([person_id], Notice.Kind.NEW, series=series, by=actor)
    return enrolment


@transaction.atomic
def assign(*, actor: Person, series_id: UUID, person_id: UUID) -> Assignment:
    """Somebody gives this series from today on, beside who gives it already.

    Raises:
        NotHere: it is no series of a house that the actor runs.
        NotStaffThere: she does not work there today.
        AlreadyThere: she gives it already.
    """
    series = _held(actor, series_id)
    _refuse_strangers(series, [person_id])
    today, hers = timezone.localdate(), series.assignments.still_open().filter(person=person_id)
    if hers.filter(from_on__lte=today, until_on=None).exists():
        raise AlreadyThere(_("Zij geeft dit al."))
    assignment = hers.last() or Assignment(series=series, person_id=person_id, from_on=today)
    assignment.from_on, assignment.until_on = min(assignment.from_on, today), None
    assignment.save()
    _tell_of_givers(series, by=actor, but=person_id)
    tell([person_id], Notice.Kind.NEW, series=series, by=actor)
    return assignment


@transaction.atomic
def end_assignment(*, actor: Person, series_id: UUID, person_id: UUID) -> None:
    """From today on somebody gives this series no longer. Who gives single sessions of it still does.

    Raises:
        NotHere: it is no series of a house that the actor runs, or she does not give it.
    """
    series, today = _held(actor, series_id), timezone.localdate()
    hers = series.assignments.still_open().filter(person=person_id)
    if not hers.update(until_on=Greatest("from_on", Value(today))):
        raise NotHere
    _tell_of_givers(series, by=actor, but=person_id)


def _held(actor: Person, series_id: UUID) -> Series:
    series = Series.objects.run_by(actor).select_for_update(of=("self",)).filter(pk=series_id).first()
    if series is None:
        raise NotHere
    return series


def _tell_of_givers(series: Series, *, by: Person, but: UUID) -> None:
    """Another face is something that people should notice; she herself knows."""
    coming = series.sessions.to_come().select_related("series")
    people = {person for people in everyone_at(coming).values() for person in people}
    tell(people - {but}, Notice.Kind.GIVER, series=series, by=by)


def to_choose_for(series: Series) -> PersonQuerySet:
    """Whom a series could count in: who lives in its house or is about to; unless it is for chosen people, who lived
    there too.
    """
    stays = Stay.objects.filter(house=series.house_id, person=OuterRef("pk"))
    return Person.objects.filter(Exists(stays.still_open() if series.audience == Audience.CHOSEN else stays))


def _enrol(series: Series, person_id: UUID, from_on: date) -> Enrolment:
    if not to_choose_for(series).filter(pk=person_id).exists():
        raise NotHere
    if Enrolment.objects.filter(series=series, person=person_id, until_on=None).exists():
        raise AlreadyThere(_("Zij staat al op de lijst."))
    return Enrolment.objects.create(series=series, person_id=person_id, from_on=from_on)


@transaction.atomic
def end_enrolment(*, actor: Person, series_id: UUID, person_id: UUID, on: date | None = None) -> None:
    """From this local day on (today unless given) the series no longer counts her in. She may end her own.

    Raises:
        NotHere: the series is neither the actor's to lead nor her own, or it does not count this person in.
    """
    enrolments = Enrolment.objects.filter(series=series_id, person=person_id, until_on=None)
    if person_id != actor.pk:
        enrolments = enrolments.filter(series__in=Series.objects.named_to(actor).values("pk"))
    enrolment = enrolments.select_for_update(of=("self",)).first()
    if enrolment is None:
        raise NotHere
    enrolment.until_on = max(enrolment.from_on, on or timezone.localdate())
    enrolment.save(update_fields=["until_on"])
    fill_all_places(person_id)
