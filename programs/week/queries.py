"""To find something at the desk again: trainings, rooms, who works here, and what is to come.

Names are sealed, so the database cannot search them; a house has so few that they are read and compared here. Of who
lives or lived there nothing is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from house.models import Person, Position, Room, by_name
from programs.houses import houses_kept_by
from programs.sessions.models.sessions import Session
from programs.text import fold
from programs.trainings.models import Training

SESSIONS_MAX = 20


@dataclass(frozen=True)
class Colleague:
    person: Person
    what: str


@dataclass(frozen=True)
class SearchResults:
    """The first sessions alone where `has_more`."""

    trainings: list[Training]
    rooms: list[Room]
    colleagues: list[Colleague]
    sessions: list[Session]
    has_more: bool

    def __bool__(self) -> bool:
        return bool(self.trainings or self.rooms or self.colleagues or self.sessions)


def find(*, actor: Person, words: str) -> SearchResults:
    """What holds all of these words, or beginnings or parts of them, in the houses where she works and is no guest.

    Of sessions their title, room, day and who gives them count, and of those that are for one alone only her own.
    """
    wanted = fold(words).split()
    houses = houses_kept_by(actor)
    rooms = Room.objects.in_use().filter(house__in=houses)
    sessions = [session for session in _to_come(actor) if _holds(wanted, _told_of(session))]
    return SearchResults(
        trainings=[one for one in Training.objects.filter(house__in=houses).by_title() if _holds(wanted, [one.title])],
        rooms=[one for one in rooms.by_name() if _holds(wanted, [one.name, one.where])],
        colleagues=[one for one in _colleagues(houses) if _holds(wanted, [one.person.chosen_name, one.what])],
        sessions=sessions[:SESSIONS_MAX],
        has_more=len(sessions) > SESSIONS_MAX,
    )


def _to_come(actor: Person) -> Iterable[Session]:
    return Session.objects.unveiled_to(actor).to_come().with_story().with_rights_of(actor)


def _told_of(session: Session) -> list[str]:
    day = date_format(timezone.localtime(session.starts_at), "l j F")
    room = session.room.name if session.room else ""
    return [session.training.title, room, day, *(giver.chosen_name for giver in session.givers())]


def _colleagues(houses: Iterable) -> list[Colleague]:
    posts: dict[Person, list[str]] = {}
    for post in Position.objects.current().filter(house__in=houses).select_related("person"):
        posts.setdefault(post.person, []).append(post.in_words)
    return [Colleague(person, " · ".join(posts[person])) for person in by_name(posts)]


def _holds(wanted: Iterable[str], texts: Iterable[str]) -> bool:
    text = fold(" ".join(texts))
    return all(word in text for word in wanted)
