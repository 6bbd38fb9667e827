"""The rights that keep a page about sessions open, for `registry.rights`. When one ends, the page is covered.

`programs.sessions.models.standing` says who may see a session.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from house.line import news
from house.line.rights import rows
from house.models import Person
from house.people.models.facts import DatedQuerySet
from programs.sessions.models.duties import Duty
from programs.sessions.models.series import Assignment, Enrolment
from programs.sessions.models.welcomes import Welcome


def assignments(people: Collection[UUID]) -> QuerySet:
    return rows(_open(Assignment.objects.filter(person__in=people)), "person_id")


def enrolments(people: Collection[UUID]) -> QuerySet:
    return rows(_open(Enrolment.objects.filter(person__in=people)), "person_id")


def welcomes(people: Collection[UUID]) -> QuerySet:
    """Welcomes to one session leave this list in the month after the next: one that passes ends nothing on her page."""
    this_month = timezone.localdate().replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    lately = Q(session=None) | Q(session__held_on__gte=last_month)
    return rows(_open(Welcome.objects.filter(lately, person__in=people)), "person_id")


def duties(people: Collection[UUID]) -> QuerySet:
    """One row for each person who gives something. The row changes when she gives one session less."""
    own_duties = Duty.objects.filter(person=OuterRef("pk"))
    given = Assignment.objects.filter(person=OuterRef("pk"))
    lost = own_duties.filter(state__in=[Duty.State.LEFT, Duty.State.REPLACED]).order_by("-at").values("pk")[:1]
    givers = Person.objects.filter(Exists(own_duties) | Exists(given), pk__in=people).order_by()
    rights = givers.annotate(whose=F("pk"), right=Coalesce(Subquery(lost), F("pk")), new=Value(0))
    return rights.values_list("whose", "right", "new")


def _open(facts: DatedQuerySet) -> DatedQuerySet:
    """Facts that are not over, nor taken back before they began."""
    return facts.still_open().exclude(until_on=F("from_on"))


def tell_of_rights(people: Iterable[UUID]) -> None:
    """After the commit, let their open pages check again what they may show."""
    events = [news.RightsChanged(person_id) for person_id in people]
    transaction.on_commit(lambda: news.tell(*events))
