"""Days and hours in the words of the reader's language, cached because they are slow to make."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.text import get_text_list
from django.utils.translation import get_language, gettext as _, ngettext

from programs.recurrence.rhythm import is_loose

DAYS_NAMED = 4


def day_in_words(on: date, how: str) -> str:
    """'maandag 30 november' for 'l j F': a local day in a format of Django."""
    return _day_in_words(on, how, get_language())


@lru_cache(maxsize=4096)
def _day_in_words(on: date, how: str, language: str | None) -> str:
    return date_format(on, how)


@lru_cache(maxsize=4096)
def clock(at: datetime) -> str:
    """'9:30', local."""
    return hour_in_words(timezone.localtime(at).time())


def hour_in_words(at: time) -> str:
    return f"{at.hour}:{at.minute:02}"


def said_at(at):
    """'vandaag om 8:40', 'gisteren om 16:20', '12 oktober'."""
    local = timezone.localtime(at)
    days_ago = (timezone.localdate() - local.date()).days
    clock = {"time": time_format(local, "G:i")}
    if days_ago == 0:
        return _("vandaag om %(time)s") % clock
    if days_ago == 1:
        return _("gisteren om %(time)s") % clock
    return date_format(local, "j F")


def weekdays(days):
    """'maandag en woensdag', of days where 0 is Monday."""
    return get_text_list([str(WEEKDAYS[day]) for day in sorted(days)], _("en"))


def each_day(days):
    """'maandag 19 oktober', 'maandag 19 en woensdag 21 oktober': a few days of one week."""
    *rest, last = days
    names = [date_format(on, "l j" if on.month == last.month else "l j F") for on in rest]
    return get_text_list([*names, date_format(last, "l j F")], _("en"))


def days_in_words(days):
    """'13 oktober', '13 oktober en 3 november', '21 december tot en met 3 januari'; of many days first and last."""
    on = sorted(days)
    if len(on) > 2 and (on[-1] - on[0]).days == len(on) - 1:
        values = {"first": date_format(on[0], "j F"), "last": date_format(on[-1], "j F")}
        return _("%(first)s tot en met %(last)s") % values
    if len(on) > DAYS_NAMED:
        values = {"first": date_format(on[0], "j F"), "last": date_format(on[-1], "j F Y"), "count": len(on)}
        return _("%(count)d losse dagen, van %(first)s tot en met %(last)s") % values
    return get_text_list([date_format(day, "j F") for day in on], _("en"))


def in_words(rhythm):
    """'elke maandag en woensdag', 'om de 2 weken op donderdag', with a last day if there is one; loose days by name."""
    if is_loose(rhythm):
        return days_in_words({rhythm.from_on} | rhythm.added)
    days = weekdays(rhythm.weekdays)
    sentence = ngettext("elke %(days)s", "elke %(count)d weken op %(days)s", rhythm.every_weeks) % {
        "count": rhythm.every_weeks,
        "days": days,
    }
    if rhythm.until_on:
        sentence += _(", tot en met %(day)s") % {"day": date_format(rhythm.until_on, "j F Y")}
    return sentence
