"""What people were asked to give."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Max, QuerySet

from house.cached_sql import CachedSql
from programs.sessions.models.duties import Duty


def newest_asked(people: Collection[UUID], until: datetime) -> list[tuple[UUID, datetime]]:
    """For `registry.news`: when each of them was asked last to give a session to come, and did not answer yet."""
    return [(person, at) for person, at in _newest.rows(people, until)]


def _newest_asked(people: Collection[UUID], until: datetime) -> QuerySet:
    asked = Duty.objects.to_answer().in_post().filter(person__in=people, at__lte=until, session__ends_at__gt=until)
    return asked.order_by().values("person").annotate(newest=Max("at")).values_list("person", "newest")


_newest = CachedSql(_newest_asked)
