"""How far a new house is with its programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from programs.sessions.models.series import Series
from programs.sessions.models.sessions import Session

if TYPE_CHECKING:
    from house.people.models.houses import House


def with_series(houses: QuerySet[House]) -> QuerySet[House]:
    return houses.filter(Exists(Series.objects.filter(house=OuterRef("pk"))))


def with_first_session(houses: QuerySet[House]) -> QuerySet[House]:
    """Where the first session began: by then the week hangs on the wall, or nobody needs it there."""
    begun = Session.objects.filter(series__house=OuterRef("pk"), starts_at__lte=Now())
    return houses.filter(Exists(begun))
