from datetime import timedelta

import pytest
from django.utils import timezone

from house.push import courier, queries
from house.push.services import subscriptions
from house.registry import NewsSource, registry
from house.sign_in.sessions import mark_of
from tests.push_service import push_service


@pytest.fixture(scope="session")
def _service():
    with push_service() as service:
        yield service


@pytest.fixture
def service(_service, settings, monkeypatch):
    """A push service, and a house that may call there."""
    settings.PUSH_HOSTS = [_service.host]
    settings.PUSH_MAY_STAY_INSIDE = True
    monkeypatch.setenv("SSL_CERT_FILE", _service.certificate)
    courier._trust.cache_clear()
    yield _service
    courier._trust.cache_clear()


@pytest.fixture
def device_of():
    """The device of a signed-in client of the world."""

    def find(person, client):
        client.get("/me/")  # a device is made with the first page
        return person.devices.get(session_hash=mark_of(client.session.session_key))

    return find


@pytest.fixture
def called(service, device_of):
    """Let a device of somebody be called; returns its browser."""

    def subscribe(person, client, kind="ok", **choice):
        browser = service.browser(kind)
        device = device_of(person, client)
        choice = {"words": "news", "is_always": True} | choice
        subscriptions.subscribe(actor=person, device_id=device.pk, **browser.given, **choice)
        return browser

    return subscribe


class News:
    """A kind of news of which the test says what happened: `happened[person.pk] = moment`."""

    def __init__(self):
        self.happened = {}
        self.shown_to = set

    def source(self, **more):
        return NewsSource(self.newest, lambda person: "/week/", lambda people: self.shown_to(people), **more)

    def newest(self, people, until):
        return [(person, at) for person, at in self.happened.items() if person in people and at <= until]

    def happens_to(self, person, at=None):
        self.happened[person.pk] = at or timezone.now()


@pytest.fixture
def news(monkeypatch):
    """The only kind of news; what happened just now counts."""
    monkeypatch.setattr(queries, "STILL_READ", timedelta(0))
    news = News()
    monkeypatch.setattr(registry, "news", [news.source()])
    return news


@pytest.fixture
def reminders(news):
    """A second kind, which she asked to be told in time."""
    reminders = News()
    registry.news.append(reminders.source(is_timed=True))
    return reminders
