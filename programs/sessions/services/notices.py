"""Write notices for the people concerned, and read what is new to one of them.

A verb that changes something calls `tell_everyone`, `tell_of_series` or `tell` within its own transaction: when it is
rolled back, no notice remains. Nobody else ever learns whether she looked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, Exists, F, Max, OuterRef, Q, QuerySet, When
from django.utils import timezone
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext

from house.cached_sql import CachedSql
from house.models import Person
from programs.recurrence.rhythm import DAY, Rhythm
from programs.sessions.models.changes import Change
from programs.sessions.models.notices import Notice, Visit
from programs.sessions.models.series import Series
from programs.sessions.models.sessions import Session
from programs.sessions.models.story import read_givers, read_story
from programs.sessions.queries.counted import counted_in
from programs.sessions.queries.her_sessions import HerSessions, sessions_of_each

ONE_LOOK, ONE_VISIT = timedelta(minutes=1), timedelta(minutes=30)
STILL_BEING_WRITTEN = timedelta(seconds=10)
"""A notice from just before she looked may have been committed just after."""


def tell(
    people: Iterable[Person | UUID],
    kind: Notice.Kind,
    *,
    session: Session | UUID | None = None,
    series: Series | UUID | None = None,
    by: Person | None = None,
    at: datetime | None = None,
) -> None:
    """Write a notice about one session or one series for these people, in one query.

    Rights are checked when somebody reads, so a notice too many harms nobody.

    Args:
        by: the person who did it; she gets no notice.
        at: when it happened; now unless given.
    """
    target = {"session_id": session and _key(session), "series_id": series and _key(series)}
    _write([Notice(person_id=key, kind=kind, **target) for key in {_key(person) for person in people}], by, at)


def tell_everyone(
    sessions: Iterable[Session], kind: Notice.Kind, *, by: Person | None = None, at: datetime | None = None
) -> None:
    """Write a notice about each session for its people and facilitators.

    The number of queries does not grow with sessions.
    """
    concerned = everyone_at(sessions)
    _write([Notice(person_id=person, kind=kind, session_id=pk) for pk in concerned for person in concerned[pk]], by, at)


def tell_of_series(series: Series, sessions: Iterable[Session], kind: Notice.Kind, *, by: Person | None = None) -> None:
    """Write one notice about the series for everyone at these sessions."""
    tell({person for people in everyone_at(sessions).values() for person in people}, kind, series=series, by=by)


def take_back(people: Iterable[Person | UUID], kind: Notice.Kind, *, session: Session | UUID) -> None:
    """Delete notices that no longer hold, for example when she answered what she was asked."""
    Notice.objects.filter(person__in=[_key(person) for person in people], kind=kind, session=_key(session)).delete()


def everyone_at(sessions: Iterable[Session]) -> dict[UUID, set[UUID]]:
    """The people that each session counts in and its facilitators, by session. A fixed number of queries."""
    sessions = list(sessions)
    read_givers(sessions)
    counted = counted_in(sessions)
    givers = {session.pk: [giver.pk for giver in session.givers()] for session in sessions}
    return {pk: {*counted[pk].members, *counted[pk].alumnae, *givers[pk]} for pk in givers}


def _key(thing: Person | Session | Series | UUID) -> UUID:
    return thing if isinstance(thing, UUID) else thing.pk


def _write(notices: Iterable[Notice], by: Person | None, at: datetime | None) -> None:
    """Write notices in one order everywhere, so that two writers never wait for each other."""
    written = sorted(
        (notice for notice in notices if by is None or notice.person_id != by.pk),
        key=lambda notice: (notice.person_id, notice.session_id or notice.series_id),
    )
    now = at or timezone.now()
    for notice in written:
        notice.at = now
    for target in ("session", "series"):
        Notice.objects.bulk_create(
            [notice for notice in written if getattr(notice, f"{target}_id")],
            update_conflicts=True,
            unique_fields=["person", target, "kind"],
            update_fields=["at"],
        )


def note_visit(*, actor: Person, at: datetime | None = None) -> None:
    """Note that she looks now. Call it before reading what is new.

    A look right after another is not noted unless she was told something meanwhile: then it costs one query, and
    writes nothing.
    """
    now = at or timezone.now()
    if _same_look.rows(actor.pk, now - ONE_LOOK):
        return
    is_new_visit = When(looked_at__lt=now - ONE_VISIT, then=F("looked_at") - STILL_BEING_WRITTEN)
    visits = Visit.objects.filter(person=actor)
    if not visits.update(seen_until=Case(is_new_visit, default=F("seen_until")), looked_at=now):
        Visit.objects.get_or_create(person=actor, defaults={"seen_until": now, "looked_at": now})


def _looked_since(person: UUID, since: datetime) -> QuerySet:
    told = Notice.objects.filter(person=person, at__gt=OuterRef("looked_at") - STILL_BEING_WRITTEN)
    return Visit.objects.filter(~Exists(told), person=person, looked_at__gt=since).values_list("pk")


_same_look = CachedSql(_looked_since)


def newest_notices(people: Collection[UUID], until: datetime) -> list[tuple[UUID, datetime]]:
    """For `registry.news`: the newest notice of each of them since she looked, of what is to come or to be read."""
    return [(person, at) for person, at in _newest.rows(people, until)]


def _newest_since_she_looked(people: Collection[UUID], until: datetime) -> QuerySet:
    looked = Visit.objects.filter(person=OuterRef("person"), looked_at__gte=OuterRef("at"))
    still = Q(session=None) | Q(session__ends_at__gt=until) | Q(kind=Notice.Kind.MATERIAL)
    notices = Notice.objects.filter(~Exists(looked), still, person__in=people, at__lte=until).order_by()
    return notices.values("person").annotate(newest=Max("at")).values_list("person", "newest")


_newest = CachedSql(_newest_since_she_looked)

_PROGRAMME = [Notice.Kind.PROGRAMME]
_OF_CHANGES = {Notice.Kind(kind) for kind in Change.Kind}
_WITH_STORY = _OF_CHANGES | {Notice.Kind.ACCEPTED, Notice.Kind.DECLINED, Notice.Kind.GIVER}


@dataclass
class NewsItem:
    """One line of news: what is so now of a session, or alike of several of one series, or a whole new programme."""

    kinds: list[Notice.Kind]
    said: tuple[str, ...]
    """What is said of each kind, in her language."""
    sessions: list[Session] = field(default_factory=list)

    @property
    def session(self) -> Session:
        """The first session, to which the line leads."""
        return self.sessions[0]

    @property
    def is_programme(self) -> bool:
        """Is it about several series that came at once?"""
        return self.kinds == _PROGRAMME and len({session.series_id for session in self.sessions}) > 1

    @property
    def rhythm(self) -> Rhythm | None:
        """The rhythm of a new series, if it tells the days and the hour of all these sessions."""
        series, days = self.session.series, {session.held_on for session in self.sessions}
        is_new = Notice.Kind.NEW in self.kinds or self.kinds == _PROGRAMME
        if not is_new or len(days) < 2:
            return None
        at_its_hour = (timezone.localtime(item.starts_at).time() == series.start_time for item in self.sessions)
        tells_days = days == set(series.rhythm.days(min(days), max(days) + DAY))
        return series.rhythm if tells_days and all(at_its_hour) else None

    @property
    def icon(self) -> str:
        return self.kinds[0].icon

    @property
    def in_words(self) -> str:
        return capfirst(get_text_list([word[:1].lower() + word[1:] for word in self.said], gettext("en")))


def news_in(sessions_of_hers: HerSessions) -> list[NewsItem]:
    """The news in sessions and notices that were read already. A query more for what is on other days."""
    lines: dict[object, NewsItem] = {}
    for session, kinds in _kinds_in(sessions_of_hers):
        whose = None if kinds == _PROGRAMME else session.series_id
        said = tuple(in_words(kind, session) for kind in kinds)
        lines.setdefault((whose, *kinds, *said), NewsItem(kinds, said)).sessions.append(session)
    return list(lines.values())


def with_news(people: Collection[UUID]) -> set[UUID]:
    """Those of these people whose page would show any news now. For `registry.news`."""
    today = timezone.localdate()
    every = sessions_of_each(people, today, today, with_story=True)
    return {person for person, sessions_of_hers in every if any(_kinds_in(sessions_of_hers))}


def _kinds_in(sessions_of_hers: HerSessions) -> Iterator[tuple[Session, list[Notice.Kind]]]:
    """The sessions of which something is new to her, each with what is so of it now."""
    kinds_of = defaultdict[UUID, set[str]](set)
    for notice in sessions_of_hers.notices:
        kinds_of[notice.thing_id].add(notice.word)
    told = {
        session: kinds_of[session.pk] or (set() if session.is_over else kinds_of[session.series_id])
        for session in sessions_of_hers.told
    }
    read_story([session for session, kinds in told.items() if kinds & _WITH_STORY])
    for session, kinds_told in told.items():
        if kinds := [kind for kind in Notice.Kind if kind in kinds_told and is_so(kind, session)]:
            yield session, kinds


def is_so(kind: Notice.Kind, session: Session) -> bool:
    """Is this true of the session as it is now, for the reader whose facts it holds?

    Of a session that is over, only what there is to read is told.
    """
    if session.is_over:
        return kind.outlives_session
    if kind.is_true_of_going_on != session.goes_on:
        return False
    return _IS_SO.get(kind, _always)(session)


def _always(session: Session) -> bool:
    return True


def _is_asked_to_join(session: Session) -> bool:
    return session.is_meant and session.asks_who_joins and session.has_place is None and not session.has_said_no


_IS_SO: dict[Notice.Kind, Callable[[Session], bool]] = {
    Notice.Kind.CANCELLED: lambda session: session.is_cancelled,
    Notice.Kind.LAPSED: lambda session: session.is_lapsed,
    Notice.Kind.ROOM: lambda session: session.knows_place,
    Notice.Kind.WELCOME: lambda session: session.is_welcome,
    Notice.Kind.JOIN: _is_asked_to_join,
    Notice.Kind.PLACE: lambda session: bool(session.has_place),
    Notice.Kind.ACCEPTED: lambda session: bool(session.givers()),
    Notice.Kind.DECLINED: lambda session: not session.givers() or session.has_open_place or session.somebody_declined,
}


def in_words(kind: Notice.Kind, session: Session) -> str:
    """What the line says, in the words of the page that it leads to."""
    if kind in _OF_CHANGES:
        told = (change.in_words for change in session.told_changes if change.kind == kind)
        return next(told, str(kind.label))
    if kind == Notice.Kind.GIVER and not session.givers():
        return gettext("Wie het geeft, hoor je nog")
    if kind == Notice.Kind.GIVER and session.is_given:
        return gettext("Wie dit geeft, is anders")
    if kind == Notice.Kind.DECLINED and session.givers():
        return gettext("Er is een plek open") if session.has_open_place else gettext("Iemand die je vroeg, kan niet")
    return str(kind.label)
