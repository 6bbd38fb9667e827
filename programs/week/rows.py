"""The rows of a week as markup. A template would repeat the same lookups for each row, at ten times the cost.

Everything here is escaped by `markup`; `csrf` is the hidden field of the request, see `parts.csrf_of`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext as _, ngettext

from house.markup import joined, markup
from house.templatetags.icons import icon
from programs.attendance.services.attendance import Roster
from programs.household.models.household import Appointment
from programs.household.services.chores import ChoreTurn
from programs.household.services.reminders import Soon
from programs.recurrence.rhythm import DAY
from programs.recurrence.weeks import Day, Week
from programs.recurrence.words import clock, day_in_words, hour_in_words, in_words
from programs.sessions.models.series import Audience
from programs.sessions.models.sessions import Session
from programs.sessions.services.notices import NewsItem
from programs.text import capital
from programs.week.notes import notes_of
from programs.week.parts import NOTHING, chip, element, names_of, path_of

WEEK, SESSION = "week", "session"
"""The two pages with an answer form."""


def rows_of(day: Day, csrf: SafeString) -> SafeString:
    """The rows of a day on her own week: sessions that moved to another day, then what has an hour, by time, then her
    turns at chores and what is for the whole day.
    """
    rows = [
        *(left_row(session, csrf) for session in day.left),
        *(session_row(item, csrf) if isinstance(item, Session) else own_row(item) for item in day.in_order),
        *(turn_row(turn) for turn in day.turns),
        *(own_row(appointment) for appointment in day.appointments if not appointment.at),
    ]
    return joined(rows)


def session_row(session: Session, csrf: SafeString) -> SafeString:
    """A session on her own week, with its answer form while she may answer. The session comes from `told_to`."""
    return _row(
        session.training.look.icon,
        css=" cancelled" if not session.goes_on else " past" if session.is_over else "",
        anchor=f"s-{session.pk}",
        patch=_dye(session),
        when=times_of(session),
        url=path_of("programs:session", session.pk),
        title=title_of(session),
        where=where_of(session, tells_place=session.knows_place),
        chips=_chips(session),
        notes=notes_of(session, csrf, tells_place=session.knows_place, is_row=True),
        answer=answer_of(session, WEEK, csrf) if _asks_here(session) else NOTHING,
    )


def _asks_here(session: Session) -> bool:
    """Does the row have her answer? What is further on than tomorrow asks nothing; the page of the session has it."""
    if not (session.is_meant and session.is_open):
        return False
    return session.asks_who_joins or session.has_said_no or session.held_on <= timezone.localdate() + DAY


def left_row(session: Session, csrf: SafeString) -> SafeString:
    """The old place of a session that was moved to another day."""
    return _row(
        session.training.look.icon,
        css=" cancelled",
        url=path_of("programs:session", session.pk),
        title=title_of(session),
        notes=notes_of(session, csrf, tells_place=session.knows_place, is_row=True, is_left=True),
    )


def own_row(appointment: Appointment) -> SafeString:
    return _row(
        "user-round",
        when=markup("<b>{}</b>", hour_in_words(appointment.at)) if appointment.at else _("Deze dag"),
        url=path_of("programs:appointment", appointment.pk),
        title=appointment.words,
        where=_("Van jou. Alleen jij ziet dit."),
    )


def turn_row(turn: ChoreTurn) -> SafeString:
    return _row(
        "brush-cleaning",
        patch=" calm",
        when=_("Jij bent aan de beurt"),
        url=reverse("programs:turns"),
        title=capital(turn.chore.name),
    )


def house_rows_of(day: Day, csrf: SafeString) -> SafeString:
    """The rows of a day on the week of the house, for planning. Its sessions come with their rights and their story."""
    rows = [
        *(_house_left_row(session, csrf) for session in day.left if not session.is_veiled),
        *(_house_row(session, csrf) for session in day.sessions),
    ]
    return joined(rows)


def _house_row(session: Session, csrf: SafeString) -> SafeString:
    css = " cancelled" if not session.goes_on else " past" if session.is_over else ""
    if session.is_veiled:
        room = session.room.name if session.room else ""
        return _row("clock", css=css, when=times_of(session), title=_("Bezet"), where=room)
    return _row(
        session.training.look.icon,
        css=css,
        patch=_dye(session),
        when=times_of(session),
        url=path_of("programs:session", session.pk) if session.is_visible else "",
        title=session.training.title,
        where=where_of(session, tells_place=True),
        chips=[chip(" warn", "triangle-alert", _("Nog zonder kamer"))] if session.lacks_room else (),
        notes=notes_of(session, csrf, tells_place=True, is_row=True),
        answer=_mover(session) if session.is_led and session.is_open else NOTHING,
    )


def _mover(session: Session) -> SafeString:
    """The link to move a session; a script lets her drag it by this, or choose the day."""
    words = {"title": session.training.title, "at": clock(session.starts_at)}
    return markup(
        '<p class="act"><a class="button soft" href="{}?from=week" data-move aria-label="{}">{}</a></p>\n',
        path_of("programs:move", session.pk),
        _("Verplaats %(title)s van %(at)s") % words,
        _("Verplaats"),
    )


def _house_left_row(session: Session, csrf: SafeString) -> SafeString:
    return _row(
        session.training.look.icon,
        css=" cancelled",
        url=path_of("programs:session", session.pk) if session.is_visible else "",
        title=session.training.title,
        notes=notes_of(session, csrf, tells_place=True, is_row=True, is_left=True),
    )


def given_row(session: Session, roster: Roster, csrf: SafeString, *, tag: str) -> SafeString:
    """A session for its facilitator, with the number of people on the list and what they need, without names.

    `tag` is the element of the row: `li`, or `div` outside a list.
    """
    room = session.room.name if session.room else _("Nog zonder kamer") if session.lacks_room else ""
    return markup(
        '<{} class="row tall{}">\n<span class="patch{}">{}</span>\n<div>\n<p class="when">{}</p>\n'
        '<h3><a href="{}">{}</a></h3>\n<p class="where">{}{}</p>\n{}</div>\n{}</{}>\n',
        tag,
        "" if session.goes_on else " cancelled",
        _dye(session),
        icon(session.training.look.icon),
        times_of(session),
        path_of("programs:session", session.pk),
        session.training.title,
        f"{room} · " if room else "",
        who_of(session, roster),
        needs_of(session, roster),
        notes_of(session, csrf, tells_place=True, is_row=True),
        tag,
    )


def tells_her_name(session: Session) -> bool:
    """Is it a talk for two, shown to the one who gives it? She knows whom she meets, also before the day."""
    return session.series.audience == Audience.PERSONAL and session.is_given


def who_of(session: Session, roster: Roster) -> str:
    """`count_of`, or of a talk for two 'met Amal' for who gives it. The session comes with its rights."""
    if not tells_her_name(session):
        return count_of(session, roster)
    words = markup("{} {}", _("met"), names_of(roster.people))
    return markup("{}, {}", words, _("zij komt niet")) if roster.not_coming_count else words


def count_of(session: Session, roster: Roster) -> str:
    """'5 doen mee, 8 plekken, 1 op de wachtlijst, 1 komt niet'"""
    expected, waiting, not_coming = len(roster.expected), len(roster.waiting), roster.not_coming_count
    words = [ngettext("%(people)s doet mee", "%(people)s doen mee", expected) % {"people": expected}]
    if places := session.place_count:
        words.append(ngettext("%(places)s plek", "%(places)s plekken", places) % {"places": places})
    if waiting:
        words.append(_("%(people)s op de wachtlijst") % {"people": waiting})
    if not_coming:
        words.append(ngettext("%(people)s komt niet", "%(people)s komen niet", not_coming) % {"people": not_coming})
    return ", ".join(words)


def needs_of(session: Session, roster: Roster) -> SafeString:
    chips = [chip(" dye-moss", "person-standing", _("Met je lichaam"))] if session.training.is_body_work else []
    return element("p", "chips", [*chips, *(chip(" dye-sea", "info", capital(need)) for need in roster.needs)])


def _row(
    its_icon: str,
    *,
    title: str,
    url: str = "",
    css: str = "",
    anchor: str = "",
    patch: str = "",
    when: str = "",
    where: str = "",
    chips: Iterable[SafeString] = (),
    notes: SafeString = NOTHING,
    answer: SafeString = NOTHING,
) -> SafeString:
    """A row of a day. `anchor` is the id of what an answer replaces; without `url` it is no link."""
    return markup(
        '<li class="row{}"{}><span class="patch{}">{}</span>\n<div>{}<h3>{}</h3>\n{}{}</div>\n{}{}</li>\n',
        css,
        markup(' id="{}"', anchor) if anchor else "",
        patch,
        icon(its_icon),
        markup('<p class="when">{}</p>\n', when) if when else "",
        markup('<a href="{}">{}</a>', url, title) if url else title,
        markup('<p class="where">{}</p>\n', where) if where else "",
        element("p", "chips", chips),
        notes,
        answer,
    )


def _dye(session: Session) -> str:
    return f" dye-{session.training.look.dye}" if session.goes_on else ""


def title_of(session: Session) -> str:
    """The title of its training, or the quiet title while that must stay unsaid."""
    return quiet_title_of(session) if session.is_quiet else session.training.title


def quiet_title_of(session: Session) -> str:
    """A title that others may read over her shoulder."""
    is_of_group = session.series.audience == Audience.GROUP
    return _("Bijeenkomst") if is_of_group and not session.knows_place else session.training.quiet_title


def times_of(session: Session) -> SafeString:
    return _times(clock(session.starts_at), clock(session.ends_at), get_language())


@lru_cache(maxsize=1024)
def _times(begins: str, ends: str, language: str) -> SafeString:
    return mark_safe(_("<b>%(from)s</b> tot %(until)s") % {"from": begins, "until": ends})  # noqa: S308  digits


def where_of(session: Session, *, tells_place: bool) -> SafeString | str:
    """'Keuken · met Mirjam': the room if `tells_place`, and the facilitators unless the session is quiet to her."""
    room = ""
    if tells_place:
        room = session.room.name if session.room else _("De kamer volgt nog") if session.lacks_room else ""
    givers = session.givers() if tells_place or not session.is_quiet else []
    if not givers:
        return room
    return markup("{}{} {}", f"{room} · " if room else "", _("met"), names_of(givers))


def _chips(session: Session) -> Iterable[SafeString]:
    if session.is_welcome:
        yield chip("", "door-open", _("Je bent welkom"))
    elif session.training.is_body_work and not session.is_quiet:
        yield chip(" dye-moss", "person-standing", _("Met je lichaam"))
    elif session.series.audience == Audience.PERSONAL and session.is_meant:
        yield chip("", "user-round", _("Alleen voor jou"))
    if session.was_wished:
        yield chip("", "hand", _("Jullie vroegen dit"))
    if session.is_new:
        yield chip(" new", "", _("Nieuw"))


def answer_of(session: Session, page: str, csrf: SafeString) -> SafeString:
    """The form in which she says whether she comes, below her last answer. The session comes from `told_to`.

    `page` is WEEK or SESSION: the page on which the form stands.
    """
    yes, no = "programs:coming", "programs:not_coming"
    plain = "soft" if page == WEEK else "outline wide"
    if session.has_said_no:
        words = _said(_("Je komt niet."), _("Dat is goed."))
        return _form(session, page, csrf, yes, "note split", words, _("Toch wel"))
    if not session.asks_who_joins:
        return _form(session, page, csrf, no, "act", NOTHING, _("Ik kom niet"), plain)
    if session.has_place is None:
        button = _("Het is vol. Zet me op de wachtlijst") if session.is_full else _("Ik doe mee")
        return _form(session, page, csrf, yes, "act", NOTHING, button, plain)
    if not session.has_place:
        words = _said(
            _("Het is vol."),
            _("Je staat op de wachtlijst. Komt er plek, dan zie je het hier."),
            css=SafeString(' class="long"'),
        )
        return _form(session, page, csrf, no, "note split", words, _("Van de wachtlijst"))
    if session.offered_at:
        words = _said(_("Er is plek. Je doet mee."), _("Liever niet? Dat is ook goed."))
    else:
        words = _said(_("Je doet mee."))
    return _form(session, page, csrf, no, "note calm split", words, _("Ik kom niet"))


def _said(bold: str, more: str = "", css: str = "") -> SafeString:
    return markup("<p{}><b>{}</b>{}</p>\n", css, bold, f" {more}" if more else "")


def _form(
    session: Session, page: str, csrf: SafeString, route: str, css: str, words: SafeString, button: str, look="outline"
) -> SafeString:
    action = path_of(route, session.pk)
    in_place = ' hx-post="{}" hx-target="closest .row" hx-swap="outerHTML"'
    return markup(
        '<form class="{}" method="post" autocomplete="off" action="{}"{}>{}'
        '<input type="hidden" name="page" value="{}">\n'
        '{}<button class="button {}" id="a-{}">{}</button></form>\n',
        css,
        action,
        markup(in_place, action) if page == WEEK else "",
        csrf,
        page,
        words,
        look,
        session.pk,
        button,
    )


class Link(NamedTuple):
    """A row that is a link."""

    url: str
    title: str
    words: str
    icon: SafeString | str = ""


def news_row(line: NewsItem) -> Link:
    session = line.session
    if line.is_programme:
        week = reverse("programs:week_of", args=[Week.of(session.held_on)])
        return Link(week, _("Er is een nieuw programma"), _("Kijk in je week."), icon(line.icon))
    when = {"at": clock(session.starts_at), "day": day_in_words(session.held_on, "j F")}
    if line.rhythm:
        words = _("%(rhythm)s, %(at)s, vanaf %(day)s") % (when | {"rhythm": in_words(line.rhythm)})
    elif len(line.sessions) > 1:
        when |= {"times": len(line.sessions), "day": day_in_words(session.held_on, "l j F")}
        words = _("%(times)s keer, vanaf %(day)s, %(at)s") % when
    else:
        words = f"{day_in_words(session.held_on, 'l j F')}, {when['at']}"
    url = path_of("programs:session", session.pk)
    return Link(url, title_of(session), f"{line.in_words}: {words}", icon(line.icon))


def soon_row(line: Soon) -> Link:
    """A reminder of hers as a link: 'Morgen om 9:30:' and the quiet title of the session, or her own words."""
    is_today = line.on == timezone.localdate()
    if line.at is None:
        words = _("Vandaag:") if is_today else _("Morgen:")
    else:
        words = (_("Vandaag om %(at)s:") if is_today else _("Morgen om %(at)s:")) % {"at": hour_in_words(line.at)}
    if isinstance(line.thing, Session):
        return Link(path_of("programs:session", line.thing.pk), quiet_title_of(line.thing), words)
    return Link(path_of("programs:appointment", line.thing.pk), line.thing.words, words)
