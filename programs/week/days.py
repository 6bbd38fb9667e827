"""The days of a week and of a month as markup, for the same reason as `programs.week.rows`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from house.markup import joined, markup
from house.templatetags.icons import icon
from programs.household.models.household import HouseNote
from programs.recurrence.weeks import Day, Week
from programs.recurrence.words import clock, day_in_words
from programs.sessions.models.sessions import Session
from programs.week.parts import NOTHING

SESSIONS_SHOWN = 4


def strip_of(days: Iterable[Day]) -> SafeString:
    """The days of a week in a row, each with its threads, as links to what is below."""
    return joined(
        markup(
            '<li><a href="#d-{}"{} aria-label="{}"><span>{}</span><b>{}</b>{}</a></li>\n',
            day.anchor,
            SafeString(' class="today" aria-current="date"') if day.is_today else "",
            day.in_full,
            day.short_name,
            day.on.day,
            _threads(day),
        )
        for day in days
    )


def section_of(day: Day, rows: SafeString, *, free: str, adds_in: str | None = None) -> SafeString:
    """A day with its name, closures, notes and rows; `free` is said of a day without any.

    With `adds_in` it is a place to put sessions, unless it has passed; the address, if any, is where new ones are made.
    """
    is_place = adds_in is not None and not day.is_past
    return markup(
        '<section class="day" id="d-{0}" aria-labelledby="h-{0}"{4}>\n<h2 id="h-{0}">{1} <small>{2}</small></h2>\n'
        "{3}{5}</section>\n",
        day.anchor,
        day.heading,
        day.heading_more,
        inside_of(day, rows, free=free),
        markup(' data-on="{}"', day.anchor) if is_place else "",
        _adder(day, adds_in) if is_place and adds_in else "",
    )


def inside_of(day: Day, rows: SafeString, *, free: str) -> SafeString:
    """What stands below the name of a day."""
    if rows:
        rows = markup('<ul class="sheet">\n{}</ul>\n', rows)
    elif not day.closures:
        rows = markup('<p class="free">{}</p>\n', free)
    return joined([_closures(day) if day.closures else NOTHING, *map(_note, day.notes), rows])


def _adder(day: Day, adds_in: str) -> SafeString:
    words = _("Nieuw op %(day)s") % {"day": day.in_words}
    return markup(
        '<p class="day-add"><a class="button soft" href="{}?on={}" aria-label="{}">{}{}</a></p>\n',
        adds_in,
        day.anchor,
        words,
        icon("plus"),
        _("Nieuw"),
    )


def free_words(day: Day) -> str:
    """The sentence of her own week for a day without anything."""
    if day.is_past:
        return _("Er was niets gepland.")
    return _("Niets gepland. Rust maar uit.") if day.is_sunday else _("Niets gepland. De dag is van jou.")


def _closures(day: Day) -> SafeString:
    if day.going_on:
        words = _("Het huis is open. Wat hieronder niet is doorgestreept, gaat door.")
    else:
        words = _("Het huis is open, er zijn geen trainingen.")
    return joined(
        markup('<p class="free closed"><b>{}.</b> {}</p>\n', closure.told_name, words) for closure in day.closures
    )


def _note(note: HouseNote) -> SafeString:
    return markup(
        '<p class="note house-note">{}<span><span class="visually-hidden">{} </span>{}</span></p>\n',
        icon("megaphone"),
        _("Bericht van het huis:"),
        note.words,
    )


def _threads(day: Day) -> SafeString:
    return markup(
        '<span class="threads">{}</span>', joined(markup('<i class="dye-{}"></i>', dye) for dye in day.threads)
    )


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
        '<td class="{}">\n<a href="{}#d-{}"{} aria-label="{}"><b>{}</b>{}</a>\n{}{}</td>\n',
        " ".join(name for name, holds in css if holds),
        address,
        day.anchor,
        SafeString(' aria-current="date"') if day.is_today else "",
        ", ".join([day.in_full, *closures]),
        day.on.day,
        _threads(day),
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
