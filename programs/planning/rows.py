"""The rows of a list of series as markup, for the same reason as `programs.week.rows`."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, ngettext

from house.markup import joined, markup, names_in_words
from house.models import Person
from house.templatetags.icons import icon
from programs.recurrence.words import day_in_words, hour_in_words, in_words
from programs.sessions.models.closures import Closure
from programs.sessions.models.series import Audience, Series


def series_rows(series: Iterable[Series]) -> SafeString:
    """A row for each series, in their order. They come from `series_of_houses`."""
    return joined(map(_row, series))


def _row(series: Series) -> SafeString:
    look = series.training.look
    return markup(
        '<li class="row tall"><span class="patch dye-{}">{}</span>\n<div><p class="when"><b>{}</b> {}</p>\n'
        '<h3><a href="{}">{}</a></h3>\n<p class="where">{}</p>\n<p class="chips">{}{}</p>\n{}</div></li>\n',
        look.dye,
        icon(look.icon),
        hour_in_words(series.start_time),
        in_words(series.rhythm),
        reverse("programs:one_series", args=[series.pk]),
        series.training.title,
        joined(_facts(series), " · "),
        _coming(series.coming_count),
        _roomless(series.roomless_count),
        joined(_pause(pause) for pause in series.pauses.all() if not pause.is_over),
    )


def _facts(series: Series) -> Iterable[SafeString | str]:
    yield _("%(minutes)s minuten") % {"minutes": series.length_minutes}
    if series.room:
        yield series.room.name
    yield _people(_("met"), series.givers())
    if series.audience == Audience.PERSONAL:
        yield _people(_("voor"), series.people())
    elif series.audience == Audience.CHOSEN:
        yield _("voor gekozen bewoonsters")
    elif series.audience == Audience.GROUP:
        yield _("voor een groep")


def _people(word: str, people: Iterable[Person]) -> SafeString:
    return markup("{} {}", word, names_in_words(person.chosen_name for person in people))


def _coming(count: int) -> SafeString:
    if not count:
        return markup('<span class="chip">{}</span>\n', _("Afgelopen"))
    words = ngettext("nog %(times)s keer gepland", "nog %(times)s keer gepland", count) % {"times": count}
    return markup('<span class="chip">{}{}</span>\n', icon("repeat"), words)


def _roomless(count: int) -> SafeString | str:
    if not count:
        return ""
    words = ngettext("%(times)s keer zonder kamer", "%(times)s keer zonder kamer", count) % {"times": count}
    return markup('<span class="chip warn">{}{}</span>', icon("triangle-alert"), words)


def _pause(pause: Closure) -> SafeString:
    days = {"from": day_in_words(pause.from_on, "j F"), "last": day_in_words(pause.last_on, "j F")}
    words = _("Slaapt van %(from)s tot en met %(last)s") % days
    return markup(
        '<p class="where"><a class="alone" href="{}">{}</a></p>', reverse("programs:closure", args=[pause.pk]), words
    )
