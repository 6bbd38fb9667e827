"""Start series."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, time
from typing import Required, TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from house.models import House, Person, Position, Role
from house.take import find, take
from programs.attendance.services.enrolment import enrol_in
from programs.attendance.services.welcome import welcome_to_series
from programs.errors import NobodyNamed
from programs.planning.services.layout import lay_out
from programs.recurrence.rhythm import Rhythm
from programs.sessions.models.notices import Notice
from programs.sessions.models.series import Assignment, Audience, Series
from programs.sessions.services.hold import room_in
from programs.sessions.services.notices import tell_of_series
from programs.staffing.services.assignments import refuse_strangers
from programs.staffing.services.duties import keep_overlaps
from programs.trainings.models import Theme, Training
from programs.trainings.services import start_training, write_training


class SeriesFields(TypedDict, total=False):
    """The arguments of a new series. The default is no room and no facilitator, for the whole house.

    `start_time` is local time of the house. `trainer_ids`: its facilitators; each works in the house today.
    `person_ids`: its people, from its first day on; each lives or lived in the house. A series for chosen people or for
    one person needs somebody; a group may come later with `enrol`; for the whole house it stays empty. `despite`, for
    the coordinator: why it is possible although a facilitator is busy then. `notice_kind`: the notice that people get.
    `welcome_ids`: alumnae of the house who may come. `places`, `interpreter`, `needs` as in `arrange_series`.
    """

    rhythm: Required[Rhythm]
    start_time: Required[time]
    length_minutes: Required[int]
    room_id: UUID | None
    trainer_ids: Collection[UUID]
    audience: str
    person_ids: Collection[UUID]
    despite: str
    notice_kind: Notice.Kind
    welcome_ids: Collection[UUID]
    places: int | None
    interpreter: str
    needs: str


@transaction.atomic
def start_series(*, actor: Person, training_id: UUID, **fields: Unpack[SeriesFields]) -> Series:
    """Start a series in the house of its training and lay it out up to the horizon.

    Raises:
        NotHere: the actor does not run the house of this training, or somebody or the room is not of that house.
        NotStaffThere, RoomClosed, NobodyNamed
    """
    training = find(Training.objects.select_related("house").run_by, actor, training_id)
    take(House.objects.run_by, actor, training.house_id)
    return _start(actor, training, **fields)


@transaction.atomic
def start_first_series(
    *, actor: Person, house_id: UUID, title: str, theme: str, **fields: Unpack[SeriesFields]
) -> Series:
    """Start a new training and its first series, both or neither. Raises as `start_training` and `start_series`."""
    take(House.objects.run_by, actor, house_id)
    training = start_training(actor=actor, house_id=house_id, title=title, theme=theme)
    return _start(actor, training, **fields)


def _start(
    actor: Person,
    training: Training,
    *,
    rhythm: Rhythm,
    start_time: time,
    length_minutes: int,
    room_id: UUID | None = None,
    trainer_ids: Collection[UUID] = (),
    audience: str = Audience.HOUSE,
    person_ids: Collection[UUID] = (),
    despite: str = "",
    notice_kind: Notice.Kind = Notice.Kind.NEW,
    welcome_ids: Collection[UUID] = (),
    places: int | None = None,
    interpreter: str = "",
    needs: str = "",
) -> Series:
    """Start a series of this training; its house is locked, and run by the actor."""
    if audience in (Audience.PERSONAL, Audience.CHOSEN) and not person_ids:
        raise NobodyNamed
    series = _create_series(
        training, rhythm, room_id, start_time=start_time, length_minutes=length_minutes, audience=audience
    )
    if places or interpreter or needs:
        series.places, series.interpreter, series.needs = places, interpreter, needs or None
        series.save(update_fields=["places", "interpreter", "needs"])
    _assign(series, trainer_ids, rhythm.begins_on)
    for person_id in person_ids:
        enrol_in(series, person_id, rhythm.begins_on)
    sessions = lay_out(series.pk)
    keep_overlaps(sessions, series.givers(), why=despite, by=actor)
    tell_of_series(series, sessions, notice_kind, by=actor)
    if welcome_ids:
        welcome_to_series(actor=actor, series_id=series.pk, person_ids=welcome_ids)
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
    start_time: time,
    length_minutes: int,
) -> Series:
    """Start a series for a group, of the house's training of this title or a new one.

    The owner of the series enrols people.

    Args:
        giver_ids: the facilitators of the group; each works in the house today.
        start_time: local time of the house.

    Raises:
        NotHere: the actor neither runs the house nor holds groups there today, or the room is not of that house.
        AlreadyThere: the house has another training of this title.
        NotStaffThere, RoomClosed
    """
    house = take(_with_groups_of, actor, house_id)
    training = Training.objects.titled(house.pk, title).filter(theme=Theme.GROUP).first()
    training = training or write_training(Training(house=house), title=title, quiet_title="", theme=Theme.GROUP)
    series = _create_series(
        training, rhythm, room_id, start_time=start_time, length_minutes=length_minutes, audience=Audience.GROUP
    )
    _assign(series, giver_ids, min(timezone.localdate(), rhythm.begins_on))  # so that they lead it today
    lay_out(series.pk)
    return series


def _with_groups_of(person: Person) -> QuerySet[House]:
    """Houses where she is coordinator or facilitator of groups today."""
    posts = Position.objects.current().filter(person=person, role__in=[Role.COORDINATOR, Role.FACILITATOR])
    return House.objects.filter(pk__in=posts.values("house"))


def _create_series(
    training: Training,
    rhythm: Rhythm,
    room_id: UUID | None,
    *,
    start_time: time,
    length_minutes: int,
    audience: str,
) -> Series:
    return Series.objects.create(
        house=training.house,
        training=training,
        recurrence=rhythm.to_recurrence(),
        room=room_in(training.house_id, room_id),
        start_time=start_time,
        length_minutes=length_minutes,
        audience=audience,
    )


def _assign(series: Series, trainer_ids: Collection[UUID], from_on: date) -> None:
    refuse_strangers(series, trainer_ids)
    for person_id in dict.fromkeys(trainer_ids):
        Assignment.objects.create(series=series, person_id=person_id, from_on=from_on)
