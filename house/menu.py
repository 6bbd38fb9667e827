"""The lines of the bar and of the desk for one person."""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db.models import CharField, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _, pgettext

from house.cached_sql import CachedSql
from house.later import later
from house.markup import joined, markup
from house.people.models.standing import standing_of
from house.registry import Asker, MenuLine, registry
from house.templatetags.icons import icon

NOWHERE = {UUID(int=0)}
"""Stands in for an empty set of houses: of an empty one `CachedSql` asks nothing, and all lines share one query."""

MORE = MenuLine("house:more", "ellipsis", _("Meer"), 90)
WIDE, NARROW = "on-wide", "on-narrow"


@dataclass
class Entry:
    """A line for one person. `url` is where it leads for her, `news` the number of things that wait there."""

    line: MenuLine
    url: str
    news: int = 0
    is_current: bool = False
    only: str = ""
    """WIDE or NARROW, if not every screen has it."""
    news_on_narrow: int | None = None

    @property
    def words(self):
        """What those things want of her, as a sentence."""
        return self.line.asks(self.news)


def is_locked(request):
    """Is the device locked? The person who holds it may not be her."""
    device = getattr(request, "device", None)
    return device is not None and device.is_locked


def is_shut(request):
    """Is the device shut, because a house of hers is not open yet?"""
    device = getattr(request, "device", None)
    return device is not None and device.is_shut


def entries_for(request, lines):
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
    return later(_waiting, *_asker_of(person)) if any(line.waiting for line, _path in shown) else []


def entries_of(request, shown, waiting):
    """These lines. At most one is current: the one with the longest route that this path begins with."""
    news = _news_at([line for line, _path in shown], request.user, waiting)
    entries = [
        Entry(line, path, news[line.route])
        for line, path in shown
        if news[line.route] or not line.is_hidden_without_news
    ]
    leading_here = [entry for entry in entries if request.path.startswith(_url_of(entry.line.route))]
    if leading_here:
        max(leading_here, key=lambda entry: len(_url_of(entry.line.route))).is_current = True
    return entries


@cache
def _url_of(route):
    return reverse(route)


def bar_of_staff(bar, desk):
    """The bar of who works, out of her entries: what she plans with, her group, and the page with all the rest.

    A phone has room for four: help where there is no group, and nothing that `needs_room`.
    """
    first = [entry for entry in desk if not entry.line.head]
    always = [entry for entry in first if not entry.line.needs_room]
    wide = [entry for entry in first if entry.line.needs_room]
    spare = [entry for entry in bar if entry.line.has_badge]
    if not spare:
        routes = ["house:help"] if always else ["house:me", "house:help"]
        spare = [entry for entry in bar if entry.line.route in routes]
        for entry in spare if wide else []:
            entry.only = NARROW
    for entry in wide:
        entry.only = WIDE
    shown = [*always, *spare, *wide]
    behind = sum(entry.news for entry in desk if entry.line.head)
    more = Entry(MORE, _url_of(MORE.route), behind, is_current=not any(entry.is_current for entry in shown))
    more.news_on_narrow = behind + sum(entry.news for entry in wide)
    return [*shown, more]


def in_bar(entry):
    """An entry of the bar as markup: every page has them."""
    return markup(
        '<li{}><a href="{}"{}>{}<span>{}</span>{}</a></li>\n',
        markup(' class="{}"', entry.only) if entry.only else "",
        entry.url,
        SafeString(' aria-current="page"') if entry.is_current else "",
        icon(entry.line.icon),
        entry.line.short or entry.line.label,
        _badges_of(entry),
    )


def _badges_of(entry):
    if entry.line.has_badge:
        return _badge("", SafeString(" data-badge hidden"))
    if entry.news_on_narrow in (None, entry.news):
        return _badge(entry.news)
    return joined([_badge(entry.news, css=f" {WIDE}"), _badge(entry.news_on_narrow, css=f" {NARROW}")])


def _badge(count, attributes="", css=""):
    words = pgettext("zoveel nieuwe berichten", "nieuw")
    told = '<span class="badge{}"{}><b>{}</b> <span class="visually-hidden">{}</span></span>'
    return "" if count == 0 else markup(told, css, attributes, count, words)


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
