"""What the worker forgets."""

from datetime import timedelta

from django.utils import timezone

from house.forgetting import forget_old_sessions_and_cards
from house.models import BrowserSession
from house.registry import registry
from house.sign_in.sessions import mark_of


def test_sessions_that_ended_are_forgotten_and_open_ones_kept(amal, as_):
    key = as_(amal).session.session_key
    BrowserSession.objects.create(mark="old", data="{}", expires_at=timezone.now() - timedelta(seconds=1))

    forget_old_sessions_and_cards()
    forget_old_sessions_and_cards()

    assert [session.mark for session in BrowserSession.objects.all()] == [mark_of(key)]


def test_the_worker_forgets_every_hour():
    [tick] = [tick for tick in registry.ticks if tick.run is forget_old_sessions_and_cards]

    assert tick.every == timedelta(hours=1)
