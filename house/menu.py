"""The lines of the bar and of the desk that are hers."""

from collections import Counter
from uuid import UUID

from django.db.models import CharField, Value
from django.urls import reverse
from django.utils import timezone

from house.cached_sql import CachedSql
from house.people.models.standing import standing_of
from house.registry import Asker, registry

NOWHERE = {UUID(int=0)}
"""Stands in for an empty set of houses: of an empty one `CachedSql` asks nothing, and all lines share one query."""


def is_locked(request):
    """Whoever holds this device may not be her."""
    device = getattr(request, "device", None)
    return device is not None and device.is_locked


def lines_for(request, lines):
    """The lines that are hers. At most one is current: the one whose path reaches furthest into this one."""
    shown = [line for line in sorted(lines, key=lambda line: line.order) if line.is_shown_to(request.user)]
    news = _news_at(shown, request.user)
    hers = [
        {
            "url": reverse(line.route),
            "icon": line.icon,
            "has_badge": line.has_badge,
            "label": line.label,
            "head": line.head,
            "news": news[line.route],
            "is_current": False,
        }
        for line in shown
        if news[line.route] or not line.is_hidden_without_news
    ]
    leading_here = [line for line in hers if request.path.startswith(line["url"])]
    if leading_here:
        max(leading_here, key=lambda line: len(line["url"]))["is_current"] = True
    return hers


def _news_at(lines, person):
    """How much waits at each of these lines: one query, and none where nothing can wait."""
    asking = [line for line in lines if line.waiting]
    if not asking:
        return Counter()
    found = Counter(route for (route,) in _waiting.rows(*_asker_of(person)))
    for line in asking:
        if line.count and found[line.route]:
            found[line.route] = line.count(person)
    return found


def _asker_of(person):
    standing = standing_of(person)
    return Asker(person.pk, standing.houses_run or NOWHERE, standing.houses_in_post or NOWHERE, timezone.now())


def _waiting_rows(*asked):
    asker = Asker(*asked)
    first, *others = [
        line.waiting(asker).order_by().annotate(waits_at=Value(line.route, CharField())).values_list("waits_at")
        for line in registry.desk
        if line.waiting
    ]
    return first.union(*others, all=True)


_waiting = CachedSql(_waiting_rows)
