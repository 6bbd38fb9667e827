"""The rows of a month as markup, for the same reason as `programs.week.rows`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from house.markup import joined, markup
from house.templatetags.icons import icon
from programs.recurrence.weeks import Day, Week
from programs.recurrence.words import clock, day_in_words
from programs.sessions.models.sessions import Session

SESSIONS_SHOWN = 4


def month_rows(days: list[Day], first: date) -> SafeString:
    """Whole weeks, a row each. `first` is the first day of the month; days of other months are paler."""
    weeks = (days[past : past + 7] for past in range(0, len(days), 7))
    return joined(_row(Week(of_week[0].on), of_week, first.month) for of_week in weeks)


def _row(week: Week, days: Iterable[Day], month: int) -> SafeString:
    address = reverse("programs:house_week_of", args=[week])
    words = _("Week %(number)s, %(first)s tot en met %(last)s") % {
        "number": week.number,
        "first": day_in_words(week.monday, "j F"),
        "last": day_in_words(week.sunday, "j F"),
    }
    return markup(
        '<tr>\n<th scope="row"><a href="{}" aria-label="{}">{}</a></th>\n{}</tr>\n',
        address,
        words,
        week.number,
        joined(_cell(day, address, month) for day in days),
    )


def _cell(day: Day, address: str, month: int) -> SafeString:
    going_on, closures = day.going_on, [closure.told_name for closure in day.closures]
    css = ("today", day.is_today), ("other", day.on.month != month), ("closed-day", closures)
    return markup(
        '<td class="{}">\n<a href="{}#d-{}"{} aria-label="{}"><b>{}</b><span class="threads">{}</span></a>\n'
        "{}{}</td>\n",
        " ".join(name for name, holds in css if holds),
        address,
        day.anchor,
        SafeString(' aria-current="date"') if day.is_today else "",
        ", ".join([day.in_full, *closures]),
        day.on.day,
        joined(markup('<i class="dye-{}"></i>', dye) for dye in day.threads),
        joined(
            markup('<p class="mark quiet">{}<span>{}</span></p>\n', icon("calendar-off"), name) for name in closures
        ),
        _list_of(going_on) if going_on else "",
    )


def _list_of(sessions: list[Session]) -> SafeString:
    more = markup("<li><small>{}</small></li>", _("en meer")) if len(sessions) > SESSIONS_SHOWN else ""
    return markup("<ul>{}{}</ul>\n", joined(map(_session, sessions[:SESSIONS_SHOWN])), more)


def _session(session: Session) -> SafeString:
    training = session.training
    return markup(
        '<li class="dye-{}"><small>{}</small> {}</li>', training.look.dye, clock(session.starts_at), training.title
    )
