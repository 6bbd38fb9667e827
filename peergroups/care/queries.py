"""What is told to a person of reports, who may answer one, and whether a group keeps what it promises."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from house import retention
from house.cached_sql import CachedSql
from house.later import later
from house.line.rights import rows
from house.menu import NOWHERE
from house.models import Person, Position, Role
from house.people.models.standing import standing_of
from peergroups.care.models import Report
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.models.seats import Seat

VOICES_MIN = 5


@dataclass(frozen=True)
class Told:
    """The reports that one person is told of. They are read when somebody looks, together with the rest of a page."""

    to_answer: Sequence[Report]
    outcomes: Sequence[Report]
    """Her own reports with an answer that she did not put away."""
    overdue: Sequence[Report] = ()
    """Reports in the houses that she runs that wait too long: she may know no more of them than their group."""

    @property
    def late_groups(self) -> list[PeerGroup]:
        """Groups in which somebody else lets a report wait too long."""
        hers = {report.pk for report in self.to_answer}
        return list({report.group_id: report.group for report in self.overdue if report.pk not in hers}.values())

    @property
    def mark(self) -> str:
        """A hash that changes when something comes or goes, or is late; not while it only grows older."""
        said = [*((report.pk, report.is_late) for report in self.to_answer), *(report.pk for report in self.outcomes)]
        return sha256(repr([*said, *(group.pk for group in self.late_groups)]).encode()).hexdigest()[:12]

    def __bool__(self) -> bool:
        return bool(self.to_answer or self.outcomes or self.late_groups)

    def in_group(self, group_id: UUID) -> Told:
        """What of it stands in the talk of this group."""
        return replace(
            self,
            to_answer=[report for report in self.to_answer if report.group_id == group_id],
            outcomes=[report for report in self.outcomes if report.group_id == group_id],
            overdue=(),
        )


def told_to(person: Person) -> Told:
    now, standing = timezone.now(), standing_of(person)
    to_answer = later(_to_answer, person.pk, standing.houses_run or NOWHERE) if standing.houses_worked_in else ()
    overdue = later(_overdue, standing.houses_run, person.pk, now) if standing.houses_run else ()
    return Told(to_answer, later(_outcomes, person.pk), overdue)


_to_answer = CachedSql(
    lambda person, houses: (
        Report.objects.waiting().to_answer_in(houses, person).select_related("group", "about").order_by("reported_at")
    )
)
_outcomes = CachedSql(lambda person: Report.objects.to_read_by(person).select_related("group"))
_overdue = CachedSql(
    lambda houses, person, now: (
        Report.objects.overdue(now)
        .filter(group__house__in=houses)
        .exclude(about__person=person)
        .select_related("group")
        .order_by("due_at")
    )
)


def who_may_answer(report: Report) -> set[UUID]:
    """The ids of everybody who may answer it today: `Report.objects.to_answer_by`, the other way round."""
    return {seat.person_id for seat in facilitators_for(report)} or coordinators_told_of(report)


def facilitators_for(report: Report) -> list[Seat]:
    """The seats of the facilitators who may answer it today; none when it is for the coordinators, or for nobody."""
    facilitators = Seat.objects.counting().facilitators().filter(group=report.group_id)
    others = list(facilitators.exclude(person=report.about.person_id))
    is_for_the_house = (report.about.is_facilitator or not others) and coordinators_told_of(report)
    return [] if is_for_the_house else others


def coordinators_told_of(report: Report) -> set[UUID]:
    """The ids of who runs the house today, without somebody whom it is about."""
    posts = Position.objects.current().filter(house=report.group.house_id, role=Role.COORDINATOR)
    return set(posts.values_list("person", flat=True)) - {report.about.person_id}


def seats_with_reports(people: Collection[UUID]) -> QuerySet:
    """The seats of these people that count, for `registry.rights`, with what waits there for her alone.

    That is what she may answer as facilitator, at any hour; and, where it is not quiet for her, answers that she did
    not put away.
    """
    waiting = Report.objects.waiting().for_facilitators().filter(group=OuterRef("group"))
    answered = Report.objects.to_read_by(OuterRef("person")).filter(group=OuterRef("group"))
    to_answer = Case(
        When(kind=Seat.Kind.FACILITATOR, then=_count(waiting.exclude(about__person=OuterRef("person")))),
        default=0,
        output_field=IntegerField(),
    )
    outcomes = Case(When(is_quiet=True, then=0), default=_count(answered), output_field=IntegerField())
    seats = Seat.objects.counting().with_quiet().filter(person__in=people).annotate(told=to_answer + outcomes)
    return rows(seats.filter(told__gt=0), "person_id", F("told"))


def newest_reports(people: Collection[UUID], until: datetime) -> list[tuple[UUID, datetime]]:
    """For `registry.news`: the newest report that waits for each of them, and the newest answer for her to read."""
    return [(person, at) for person, at in _newest.rows(people, until)]


def _newest_for(people: Collection[UUID], until: datetime) -> QuerySet:
    waiting = Report.objects.waiting().filter(reported_at__lte=until).exclude(about__person=OuterRef("person"))
    in_group = waiting.for_facilitators().filter(group=OuterRef("group"))
    in_house = waiting.for_the_house().filter(group__house=OuterRef("house"))
    answered = Report.objects.to_read_by(OuterRef("person")).filter(group=OuterRef("group"), answered_at__lte=until)
    seats = Seat.objects.counting().filter(person__in=people)
    posts = Position.objects.current().filter(person__in=people, role=Role.COORDINATOR)
    return _with_newest(seats.facilitators(), in_group, "reported_at").union(
        _with_newest(posts, in_house, "reported_at"),
        _with_newest(seats.not_quiet(), answered, "answered_at"),
        all=True,
    )


def _with_newest(holders: QuerySet, reports: QuerySet, moment: str) -> QuerySet:
    newest = Subquery(reports.order_by(f"-{moment}").values(moment)[:1])
    return holders.order_by().annotate(at=newest).filter(at__isnull=False).values_list("person", "at")


_newest = CachedSql(_newest_for)


def _count(reports: QuerySet) -> Coalesce:
    counted = reports.order_by().values("group").annotate(many=Count("*")).values("many")
    return Coalesce(Subquery(counted), 0)


@dataclass(frozen=True)
class Kept:
    """Whether all answers that were promised for two whole months came in time. `months` are their first days."""

    months: tuple[date, date]
    is_kept: bool


def left_lately(group_id: UUID) -> QuerySet[Seat]:
    """The seats of peers who left the group and did not come back, while words of theirs may still be read."""
    back = Seat.objects.not_ended().filter(group=group_id, person=OuterRef("person"))
    seats = Seat.objects.peers().named().filter(group=group_id, has_left=True)
    return seats.filter(~Exists(back), ended_at__gte=timezone.now() - retention.TALK).order_by("ended_at")


def kept_lately(group: PeerGroup, now: datetime | None = None) -> Kept | None:
    """How the group kept its promise in the two whole months before this one. None until five women could be meant.

    The writer of a message that somebody reported reads this sentence too, so it may not move with one report. It tells
    no number; it needs reports of five different women (`VOICES_MIN`), as all that is told of few; and it only changes
    when a month is over, never on the day that somebody let something know or got an answer.
    """
    this_month = timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    first_month = (last_month - timedelta(days=1)).replace(day=1)
    promised = Report.objects.filter(group=group, due_at__gte=first_month, due_at__lt=this_month)
    if promised.order_by().values("reporter").distinct().count() < VOICES_MIN:
        return None
    was_late = promised.filter(Q(answered_at=None) | Q(answered_at__gt=F("due_at"))).exists()
    return Kept((first_month.date(), last_month.date()), not was_late)
