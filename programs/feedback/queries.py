"""Read wishes with the sessions that they led to."""

from __future__ import annotations

from collections.abc import Iterable

from programs.feedback.models.wishes import Wish
from programs.sessions.models.sessions import SessionQuerySet


def with_next_sessions(wishes: Iterable[Wish], sessions: SessionQuerySet) -> list[Wish]:
    """These wishes, each with its `next_session`: the first to come of its series among `sessions`, or None."""
    wishes = list(wishes)
    if any(wish.series_id for wish in wishes):
        coming = sessions.to_come().filter(series__in={wish.series_id for wish in wishes if wish.series_id})
        firsts = {session.series_id: session for session in coming.order_by("-starts_at", "-pk")}
        for wish in wishes:
            wish.next_session = firsts.get(wish.series_id) if wish.series_id else None
    return wishes
