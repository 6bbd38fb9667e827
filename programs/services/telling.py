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

from django.db.models import Case, F, Prefetch, Q, When, prefetch_related_objects
from django.utils import timezone
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext

from house.models import Person
from programs.models import Duty, Notice, Series, Session, Visit
from programs.services.counting import counted_in, welcome_at

ONE_VISIT = timedelta(minutes=30)
STILL_BEING_WRITTEN = timedelta(seconds=10)
"""What was told just before she looked may have been committed just after."""
FADES_AFTER = timedelta(weeks=4)


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
    with_givers(sessions)
    by_right, welcome = counted_in(sessions), welcome_at(sessions)
    return {
        session.pk: {*by_right[session.pk], *welcome[session.pk], *(giver.pk for giver in session.givers())}
        for session in sessions
    }


def with_givers(sessions: list[Session]) -> None:
    """Read who gives each of them, in three queries."""
    prefetch_related_objects(sessions, "series__assignments__person", Prefetch("duties", Duty.objects.in_order()))


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


def fade_notices() -> None:
    """Forget what was told long ago."""
    Notice.objects.filter(at__lt=timezone.now() - FADES_AFTER).delete()


def note_visit(*, actor: Person, at: datetime | None = None) -> None:
    """She looks at what is hers now. Call it before reading what is new; one query but for the very first time."""
    now = at or timezone.now()
    is_new_visit = When(looked_at__lt=now - ONE_VISIT, then=F("looked_at") - STILL_BEING_WRITTEN)
    known = Visit.objects.filter(person=actor)
    if not known.update(seen_until=Case(is_new_visit, default=F("seen_until")), looked_at=now):
        Visit.objects.get_or_create(person=actor, defaults={"seen_until": now, "looked_at": now})


_PROGRAMME = [Notice.Kind.PROGRAMME]


@dataclass
class News:
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


def look_at_news(*, actor: Person, at: datetime | None = None) -> list[News]:
    """What is new to her, as she looks at it now: at her next visit it is not."""
    note_visit(actor=actor, at=at)
    return news_for(actor)


def news_for(person: Person) -> list[News]:
    """What is new since her visit before this one and still hers to see, the soonest first; one query if nothing is."""
    of_session, of_series = defaultdict[UUID, set[str]](set), defaultdict[UUID, set[str]](set)
    for session_id, series_id, kind in Notice.objects.new_to(person).values_list("session_id", "series_id", "kind"):
        of_session[session_id].add(kind) if session_id else of_series[series_id].add(kind)
    if not of_session and not of_series:
        return []
    about = Q(pk__in=of_session) | Q(series__in=of_series, ends_at__gt=timezone.now())
    sessions = Session.objects.visible_to(person).filter(about).with_bearing_on(person)
    lines: dict[object, News] = {}
    for session in sessions.select_related("series__training"):
        told = of_session[session.pk] or of_series[session.series_id]
        if kinds := [kind for kind in Notice.Kind if kind in told and _still_holds(kind, session)]:
            whose = None if kinds == _PROGRAMME else session.series_id
            lines.setdefault((whose, *kinds), News(kinds)).sessions.append(session)
    return list(lines.values())


def _still_holds(kind: Notice.Kind, session: Session) -> bool:
    """Is it so of the session as it is now? Another room is not told to who does not know the place."""
    if session.is_over:
        return kind.outlives_session
    if kind == Notice.Kind.ROOM and not session.knows_place:  # type: ignore[attr-defined]
        return False
    return kind.is_true_of_going_on == session.goes_on
