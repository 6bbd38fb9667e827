"""What the worker forgets."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from house.duties import registry
from house.services.upkeep import forget_old_sessions_and_cards


def test_sessions_that_ended_are_forgotten_and_open_ones_kept(amal, as_):
    key = as_(amal).session.session_key
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(seconds=1))

    forget_old_sessions_and_cards()
    forget_old_sessions_and_cards()

    assert [session.session_key for session in Session.objects.all()] == [key]


def test_the_worker_forgets_every_hour():
    [tick] = [tick for tick in registry.ticks if tick.run is forget_old_sessions_and_cards]

    assert tick.every == timedelta(hours=1)
