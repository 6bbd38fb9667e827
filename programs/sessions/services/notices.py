"""Telling people what concerns them, and what is new to one of them.

A verb that changes something calls `tell_everyone`, `tell_of_series` or `tell` within its own transaction: what was not
done was not told. Nobody else ever learns whether she looked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, F, When
from django.utils import timezone
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext

from house.models import Person
from programs.sessions.models.notices import Notice, Visit
from programs.sessions.models.series import Series
from programs.sessions.models.sessions import Session
from programs.sessions.models.story import read_givers
from programs.sessions.queries.counted import counted_in
from programs.sessions.queries.her_sessions import HerSessions, her_sessions

ONE_VISIT = timedelta(minutes=30)
STILL_BEING_WRITTEN = timedelta(seconds=10)
"""What was told just before she looked may have been committed just after."""


def tell(
    people: Iterable[Person | UUID],
    kind: Notice.Kind,
    *,
    session: Session | UUID | None = None,
    series: Series | UUID | None = None,
    by: Person | None = None,
    at: datetime | None = None,
) -> None:
    """Tell these people what happened to one session or to one series, in one query.

    Whether somebody may see it is asked when she reads, so telling one too many harms nobody.

    Args:
        by: who did it; she knows.
        at: when it happened; now unless given.
    """
    target = {"session_id": session and _key(session), "series_id": series and _key(series)}
    _write([Notice(person_id=key, kind=kind, **target) for key in {_key(person) for person in people}], by, at)


def tell_everyone(
    sessions: Iterable[Session], kind: Notice.Kind, *, by: Person | None = None, at: datetime | None = None
) -> None:
    """Tell whom these sessions count in and who gives them, each of her own; as many queries for one as for twelve."""
    concerned = everyone_at(sessions)
    _write([Notice(person_id=person, kind=kind, session_id=pk) for pk in concerned for person in concerned[pk]], by, at)


def tell_of_series(series: Series, sessions: Iterable[Session], kind: Notice.Kind, *, by: Person | None = None) -> None:
    """Tell everyone at these sessions of their series, in one line for all of them."""
    tell({person for people in everyone_at(sessions).values() for person in people}, kind, series=series, by=by)


def take_back(people: Iterable[Person | UUID], kind: Notice.Kind, *, session: Session | UUID) -> None:
    """It is no longer so, as when she answered what she was asked."""
    Notice.objects.filter(person__in=[_key(person) for person in people], kind=kind, session=_key(session)).delete()


def everyone_at(sessions: Iterable[Session]) -> dict[UUID, set[UUID]]:
    """For each session whom it counts in and who gives it, in a handful of queries whatever their number."""
    sessions = list(sessions)
    read_givers(sessions)
    counted = counted_in(sessions)
    givers = {session.pk: [giver.pk for giver in session.givers()] for session in sessions}
    return {pk: {*counted[pk].members, *counted[pk].alumnae, *givers[pk]} for pk in givers}


def _key(thing: Person | Session | Series | UUID) -> UUID:
    return thing if isinstance(thing, UUID) else thing.pk


def _write(notices: Iterable[Notice], by: Person | None, at: datetime | None) -> None:
    """In one order everywhere, so that two who tell the same people never wait for each other."""
    told = sorted(
        (notice for notice in notices if by is None or notice.person_id != by.pk),
        key=lambda notice: (notice.person_id, notice.session_id or notice.series_id),
    )
    now = at or timezone.now()
    for notice in told:
        notice.at = now
    for target in ("session", "series"):
        Notice.objects.bulk_create(
            [notice for notice in told if getattr(notice, f"{target}_id")],
            update_conflicts=True,
            unique_fields=["person", target, "kind"],
            update_fields=["at"],
        )


def note_visit(*, actor: Person, at: datetime | None = None) -> None:
    """She looks at what is hers now. Call it before reading what is new; one query but for the very first time."""
    now = at or timezone.now()
    is_new_visit = When(looked_at__lt=now - ONE_VISIT, then=F("looked_at") - STILL_BEING_WRITTEN)
    known = Visit.objects.filter(person=actor)
    if not known.update(seen_until=Case(is_new_visit, default=F("seen_until")), looked_at=now):
        Visit.objects.get_or_create(person=actor, defaults={"seen_until": now, "looked_at": now})


_PROGRAMME = [Notice.Kind.PROGRAMME]


@dataclass
class NewsItem:
    """One line of what is new to her: what became of a session, or alike of several of one series, as they are now; or
    a whole programme that is new.
    """

    kinds: list[Notice.Kind]
    sessions: list[Session] = field(default_factory=list)

    @property
    def session(self) -> Session:
        """The first of them, to which the line leads."""
        return self.sessions[0]

    @property
    def is_programme(self) -> bool:
        """Is it of several series that came at once?"""
        return self.kinds == _PROGRAMME and len({session.series_id for session in self.sessions}) > 1

    @property
    def is_whole_series(self) -> bool:
        return Notice.Kind.NEW in self.kinds or self.kinds == _PROGRAMME

    @property
    def icon(self) -> str:
        return self.kinds[0].icon

    @property
    def in_words(self) -> str:
        words = [str(kind.label) for kind in self.kinds]
        if self.kinds[0] == Notice.Kind.MOVED and self.session.is_moved_away:
            words[0] = gettext("Andere dag")
        return capfirst(get_text_list([word[:1].lower() + word[1:] for word in words], gettext("en")))


def look_at_news(*, actor: Person, at: datetime | None = None) -> list[NewsItem]:
    """What is new to her, as she looks at it now: at her next visit it is not."""
    note_visit(actor=actor, at=at)
    return news_for(actor)


def news_for(person: Person) -> list[NewsItem]:
    """What is new since her visit before this one and still hers to see, the soonest first."""
    today = timezone.localdate()
    return news_in(her_sessions(person, today, today))


def news_in(hers: HerSessions) -> list[NewsItem]:
    """The same of what was read already."""
    kinds_of = defaultdict[UUID, set[str]](set)
    for notice in hers.notices:
        kinds_of[notice.thing_id].add(notice.word)
    lines: dict[object, NewsItem] = {}
    for session in hers.told:
        told = kinds_of[session.pk] or (set() if session.is_over else kinds_of[session.series_id])
        if kinds := [kind for kind in Notice.Kind if kind in told and _still_holds(kind, session)]:
            whose = None if kinds == _PROGRAMME else session.series_id
            lines.setdefault((whose, *kinds), NewsItem(kinds)).sessions.append(session)
    return list(lines.values())


def _still_holds(kind: Notice.Kind, session: Session) -> bool:
    """Is it so of the session as it is now? Another room is not told to who does not know the place."""
    if session.is_over:
        return kind.outlives_session
    if kind == Notice.Kind.ROOM and not session.knows_place:
        return False
    return kind.is_true_of_going_on == session.goes_on
