"""The changes to the plan of a session as markup: notes below its row and on its page."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from house.cached_sql import rows_beside
from house.markup import joined, markup
from house.models import Person
from house.templatetags.icons import icon
from programs.recurrence.words import clock, day_in_words, said_at
from programs.sessions.models.changes import Change
from programs.sessions.models.sessions import Session
from programs.week.parts import NOTHING, chip, element, names_of, path_of

Facts = list[tuple[str, str]]


def notes_of(
    session: Session,
    csrf: SafeString,
    *,
    tells_place: bool,
    tells_more: bool = False,
    is_row: bool = False,
    is_left: bool = False,
) -> SafeString:
    """The changes to the plan as notes, or nothing. For a quiet session names are left out, unless `tells_more`: she
    gave her code.

    In a row (`is_row`) each is one line, for the page of the session says the rest. A lapsed session is a chip there;
    if it is a pause or she may restore it, it is a note, with the form. `is_left`: the row is on the day that it left.
    """
    changes, left = session.told_changes, session.left_by()
    if not (session.is_lapsed or changes or left):
        return NOTHING
    tells_names = tells_place or tells_more or not session.is_quiet
    notes = [_lapsed(session, csrf, tells_place=tells_place, is_row=is_row)] if session.is_lapsed else []
    told = [change for change in changes if change.kind != Change.Kind.ROOM or tells_place]
    if is_row:
        notes += [_line(change, tells_names=tells_names, is_left=is_left) for change in told]
        if session.is_open and left and tells_names:
            notes.append(_giver_line(session))
        return joined(notes)
    notes += [
        _NOTES[Change.Kind(change.kind)](change, _why(change) if tells_names else [], tells_names) for change in told
    ]
    if session.is_open and left and tells_names:
        notes.append(_other_giver(session))
    return joined(notes)


def _line(change: Change, *, tells_names: bool, is_left: bool) -> SafeString:
    """What changed in one line: 'Andere tijd, was 13:30'."""
    if change.kind == Change.Kind.CANCELLED:
        return _line_of(" stop", "calendar-off", change.in_words, and_now=change.and_now if tells_names else "")
    if change.kind == Change.Kind.RESTORED:
        return _line_of("", "undo-2", change.in_words)
    if change.kind == Change.Kind.ROOM:
        return _line_of(" changed", "map-pin", change.in_words, _rooms_of(change)[0])
    was, now = _times_of(change)
    return _line_of(" changed", "clock", change.in_words, **{"now": now} if is_left else {"was": was})


def _giver_line(session: Session) -> SafeString:
    if not session.givers():
        return _line_of(" changed", "user-round", _("Wie het geeft, hoor je nog."))
    return _line_of(" changed", "user-round", _("Iemand anders"), _was_givers(session))


def _line_of(css: str, its_icon: str, head: str, was: str = "", now: str = "", and_now: str = "") -> SafeString:
    more = markup(", {} <s>{}</s>", _("was"), was) if was else markup(", {} {}", _("nu"), now) if now else ""
    if and_now:
        head, more = f"{head}.", f" {and_now}"
    return markup('<p class="change{}">{}<span><b>{}</b>{}</span></p>\n', css, icon(its_icon), head, more)


def _note(css: str, its_icon: str, head: str, facts: Facts) -> SafeString:
    return markup(
        '<div class="note{}"><p class="note-head">{}{}</p>\n<dl>{}</dl></div>\n',
        css,
        icon(its_icon),
        head,
        listed(facts),
    )


def listed(facts: Facts) -> SafeString:
    return joined(markup("<div><dt>{}</dt><dd>{}</dd></div>", *fact) for fact in facts)


def _cancelled(change: Change, why: Facts, tells_names: bool) -> SafeString:
    and_now = [(_("En nu"), change.and_now)] if change.and_now and tells_names else []
    return _note(" stop", "calendar-off", change.in_words, why + and_now)


def _restored(change: Change, why: Facts, tells_names: bool) -> SafeString:
    return _note("", "undo-2", change.in_words, why)


def _moved(change: Change, why: Facts, tells_names: bool) -> SafeString:
    return _note(" changed", "clock", change.in_words, _was_and_now(*_times_of(change)) + why)


def _times_of(change: Change) -> list[str]:
    """When it was and when it is now, as far as they differ."""
    was, now = change.was_starts_at, change.now_starts_at
    if change.is_to_another_day:
        return [f"{day_in_words(timezone.localdate(at), 'l j F')}, {clock(at)}" for at in (was, now)]
    if change.is_of_length:
        spans = ((was, change.was_ends_at), (now, change.now_ends_at))
        return [_("%(from)s tot %(until)s") % {"from": clock(begins), "until": clock(ends)} for begins, ends in spans]
    return [clock(was), clock(now)]


def _other_room(change: Change, why: Facts, tells_names: bool) -> SafeString:
    return _note(" changed", "map-pin", change.in_words, _was_and_now(*_rooms_of(change)) + why)


def _rooms_of(change: Change) -> list[str]:
    return [room.name if room else _("geen kamer") for room in (change.was_room, change.now_room)]


_NOTES = {
    Change.Kind.CANCELLED: _cancelled,
    Change.Kind.RESTORED: _restored,
    Change.Kind.MOVED: _moved,
    Change.Kind.ROOM: _other_room,
}


def _was_and_now(was: str, now: str) -> Facts:
    return [(_("Was"), markup("<s>{}</s>", was)), (_("Nu"), markup("<b>{}</b>", now))]


def _why(change: Change) -> Facts:
    if change.has_lost_room:
        why = _("Teruggezet. De kamer is intussen bezet.")
    else:
        why = _("Teruggezet. Het is weer zoals het was.") if change.is_back else change.why_in_words
    return facts_of(why, change.by, change.at)


def facts_of(why: str, by: Person | None, at: datetime) -> Facts:
    """The reason, if one was given, and who did it and when."""
    who = markup("<bdi>{}</bdi>", by.chosen_name) if by else _("het huis")
    reason = [(_("Waarom"), why)] if why else []
    return [*reason, (_("Wie"), markup("{}, {}", who, said_at(at)))]


def done_in_words(change: Change) -> str:
    """What was just done, with all that was changed at once. Needs a session of `told_to`."""
    session = change.session
    kinds = {other.kind for other in rows_beside(session, "changes") if other.revision == change.revision}
    facts = {"title": session.training.title, "room": session.room.name if session.room else ""}
    facts |= {"day": day_in_words(session.held_on, "l j F"), "hour": clock(session.starts_at)}
    if Change.Kind.CANCELLED in kinds:
        return _("%(title)s is afgezegd.") % facts
    if kinds == {Change.Kind.ROOM}:
        sentence = _("%(title)s is nu in %(room)s.") if session.room else _("%(title)s is nu zonder kamer.")
        return sentence % facts
    if Change.Kind.ROOM in kinds and session.room:
        return _("%(title)s is verplaatst naar %(day)s, %(hour)s, %(room)s.") % facts
    return _("%(title)s is verplaatst naar %(day)s, %(hour)s.") % facts


def _other_giver(session: Session) -> SafeString:
    givers = session.givers()
    now = markup("<b>{}</b>", names_of(givers)) if givers else _("Wie het geeft, hoor je nog.")
    was = markup("<s>{}</s>", _was_givers(session))
    return _note(" changed", "user-round", _("Iemand anders"), [(_("Was"), was), (_("Nu"), now)])


def _was_givers(session: Session) -> SafeString:
    return names_of(session.planned_givers())


def _lapsed(session: Session, csrf: SafeString, *, tells_place: bool, is_row: bool) -> SafeString:
    closure, words = session.closure, _lapsed_words(session, tells_place=tells_place)
    is_pause = closure is not None and closure.is_pause
    if is_row and not session.is_led and not is_pause:
        return element("p", "chips", [chip("", "calendar-off", words)])
    name = closure.name if closure is not None and is_pause and tells_place else ""
    return markup(
        '<div class="note"><p class="note-head">{}{}</p>\n{}{}</div>\n',
        icon("calendar-off"),
        words,
        markup("<p>{}</p>\n", name) if name else "",
        _restore(session, csrf) if session.is_led and not session.is_over else "",
    )


def _lapsed_words(session: Session, *, tells_place: bool) -> str:
    closure = session.closure
    if closure is not None and closure.is_pause:
        return _("Vervalt: pauze tot en met %(day)s") % {"day": day_in_words(closure.last_on, "j F")}
    if closure is not None and ((closure.told_name and tells_place) or closure.is_holiday):
        return _("Vervalt: %(name)s") % {"name": closure.told_name}
    return _("Vervalt")


def _restore(session: Session, csrf: SafeString) -> SafeString:
    return markup(
        '<form class="act" method="post" autocomplete="off" action="{}">{}'
        '<button class="button outline">{}{}</button></form>\n',
        path_of("programs:restore", session.pk),
        csrf,
        icon("undo-2"),
        _("Laat toch doorgaan"),
    )
