"""Search at the desk: trainings, rooms, colleagues, and sessions to come.

Names are sealed, so the database cannot search them; a house has so few that they are read and compared here. Nothing
is read about people who live or lived there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from house.models import Person, Position, Room, by_name
from house.people.models.standing import standing_of
from programs.houses import houses_of_colleague
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
    """Everything that a search found. With `has_more`, `sessions` are only the first of them."""

    trainings: list[Training]
    rooms: list[Room]
    colleagues: list[Colleague]
    sessions: list[Session]
    has_more: bool
    former: list[Colleague]

    def __bool__(self) -> bool:
        return bool(self.trainings or self.rooms or self.colleagues or self.sessions or self.former)


def find(*, actor: Person, words: str) -> SearchResults:
    """Everything that contains all of these words, or parts of them, in the houses where she works and is no guest.

    A session matches by title, room, day and givers. Of sessions for one person only, she finds her own. A number is
    a whole one: 8 is not 18. Who runs a house also finds who worked there before.
    """
    folded = fold(words).split()
    houses = houses_of_colleague(actor)
    rooms = Room.objects.in_use().filter(house__in=houses)
    sessions = [session for session in _to_come(actor) if _contains(folded, _texts_of(session))]
    return SearchResults(
        trainings=[
            training
            for training in Training.objects.filter(house__in=houses).by_title()
            if _contains(folded, [training.title])
        ],
        rooms=[room for room in rooms.by_name() if _contains(folded, [room.name, room.where])],
        colleagues=[
            colleague
            for colleague in _colleagues(houses)
            if _contains(folded, [colleague.person.chosen_name, colleague.what])
        ],
        former=[
            colleague
            for colleague in _former(standing_of(actor).houses_run)
            if _contains(folded, [colleague.person.chosen_name, colleague.what])
        ],
        sessions=sessions[:SESSIONS_MAX],
        has_more=len(sessions) > SESSIONS_MAX,
    )


def _to_come(actor: Person) -> Iterable[Session]:
    return Session.objects.unveiled_to(actor).to_come().with_story().with_rights_of(actor)


def _texts_of(session: Session) -> list[str]:
    day = date_format(timezone.localtime(session.starts_at), "l j F")
    room = session.room.name if session.room else ""
    return [session.training.title, room, day, *(giver.chosen_name for giver in session.givers())]


def _colleagues(houses: Iterable) -> list[Colleague]:
    posts: dict[Person, list[str]] = {}
    for post in Position.objects.current().filter(house__in=houses).select_related("person"):
        posts.setdefault(post.person, []).append(post.in_words)
    return [Colleague(person, " · ".join(posts[person])) for person in by_name(posts)]


def _former(houses: Collection[UUID]) -> list[Colleague]:
    """People who worked in these houses and do so no more. Who lives or lived there is not found by her name."""
    posts = Position.objects.filter(house__in=houses).select_related("person").order_by("until_on")
    working = Position.objects.still_open().filter(house__in=houses)
    over = posts.over().exclude(person__in=working.values("person")).exclude(person__stays__house__in=houses)
    last = {post.person: post.until_on for post in over if post.until_on}
    return [
        Colleague(person, _("tot %(day)s") % {"day": date_format(last[person], "j F Y")}) for person in by_name(last)
    ]


def _contains(words: Iterable[str], texts: Iterable[str]) -> bool:
    text = fold(" ".join(texts))
    numbers = text.split()
    return all(word in (numbers if word.isdigit() else text) for word in words)
