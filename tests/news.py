"""What is new to somebody, read as her pages read it."""

from django.utils import timezone

from programs.sessions.queries.her_sessions import her_sessions
from programs.sessions.services.notices import news_in, note_visit


def news_for(person):
    today = timezone.localdate()
    return news_in(her_sessions(person, today, today))


def look_at_news(person):
    """As a page does: at her next visit it is no longer new."""
    note_visit(actor=person)
    return news_for(person)
