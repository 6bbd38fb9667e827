"""The lines of the bar and of the desk for one person."""

from collections import Counter
from functools import cache
from uuid import UUID

from django.db.models import CharField, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, pgettext

from house.cached_sql import CachedSql
from house.later import later
from house.markup import markup
from house.people.models.standing import standing_of
from house.registry import Asker, registry
from house.templatetags.icons import icon

NOWHERE = {UUID(int=0)}
"""Stands in for an empty set of houses: of an empty one `CachedSql` asks nothing, and all lines share one query."""


def is_locked(request):
    """Is the device locked? The person who holds it may not be her."""
    device = getattr(request, "device", None)
    return device is not None and device.is_locked


def is_shut(request):
    """Is the device shut, because a house of hers is not open yet?"""
    device = getattr(request, "device", None)
    return device is not None and device.is_shut


def lines_for(request, lines):
    """Her lines as entries."""
    shown = shown_to(request.user, lines)
    return entries_of(request, shown, waiting_at(shown, request.user))


def shown_to(person, lines):
    """Each line that she is shown, with the path to which it leads."""
    found = [(line, _path_for(person, line)) for line in sorted(lines, key=lambda line: line.order)]
    return [(line, path) for line, path in found if path]


def _path_for(person, line):
    if line.leads_to:
        return line.leads_to(person)
    return _url_of(line.route) if line.is_shown_to(person) else None


def waiting_at(shown, person):
    """A row with its route for each thing that waits at one of these lines: one query, and none if nothing can wait."""
    return later(_waiting, *_asker_of(person)) if any(line.waiting for line, _ in shown) else []


def entries_of(request, shown, waiting):
    """These lines. At most one is current: the one with the longest route that this path begins with."""
    news = _news_at([line for line, _ in shown], request.user, waiting)
    entries = [
        {
            "url": path,
            "route": _url_of(line.route),
            "icon": line.icon,
            "has_badge": line.has_badge,
            "label": line.label,
            "head": line.head,
            "news": news[line.route],
            "is_current": False,
        }
        for line, path in shown
        if news[line.route] or not line.is_hidden_without_news
    ]
    leading_here = [line for line in entries if request.path.startswith(line["route"])]
    if leading_here:
        max(leading_here, key=lambda line: len(line["route"]))["is_current"] = True
    return entries


@cache
def _url_of(route):
    return reverse(route)


def in_bar(line):
    """A line of the bar as markup: every page has them."""
    badge = '<span class="badge" data-badge hidden><b></b> <span class="visually-hidden">{}</span></span>'
    return _link(line, markup(badge, pgettext("zoveel nieuwe berichten", "nieuw")) if line["has_badge"] else "")


def in_desk(line):
    """A line of the desk as markup."""
    return _link(line, markup(" {}", news_chip(line["news"])) if line["news"] else "")


def news_chip(count):
    return markup('<span class="chip new">{}</span>', _("%(count)s nieuw") % {"count": count})


def _link(line, more):
    return markup(
        '<li><a href="{}"{}>{}<span>{}</span>{}</a></li>\n',
        line["url"],
        SafeString(' aria-current="page"') if line["is_current"] else "",
        icon(line["icon"]),
        line["label"],
        more,
    )


def _news_at(lines, person, waiting):
    """The number of things that wait at each of these lines."""
    counts = Counter(route for (route,) in waiting)
    for line in lines:
        if line.count and counts[line.route]:
            counts[line.route] = line.count(person)
    return counts


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
