"""Amal's phone and a server that may lie to it; and phones in the real house."""

import os

import pytest
from django.urls import reverse

from peergroups.talk.models import Message
from peergroups.talk.queries import message_as_dict
from tests.browser import DESKTOP, PHONE, leave
from tests.peergroups.client.lying import LyingServer
from tests.server import running_server, test_database

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop in this thread; nothing runs on it


WORKERLESS = {"service_workers": "block"}
"""A page that a worker asks for passes by what a test answers in its place (`page.route`)."""


@pytest.fixture
def open_page(browser, as_, amal, cleo, group, seat_of):
    """Amal's page, served by somebody who may lie: `page, server = open_page()`."""
    servers, contexts = [], []

    def open_page(size=PHONE, touch=False, before=None, query="", anchor="", **more):
        answer = as_(amal).get(reverse("peergroups:talk", args=[group.pk]) + query)
        seats = {"own": str(seat_of(amal).pk), "other": str(seat_of(cleo).pk)}
        server = LyingServer(answer.content, answer["Content-Security-Policy"], str(group.pk), seats)
        group.refresh_from_db()
        server.head = group.head
        said = Message.objects.filter(group=group).order_by("number")
        server.said = [message_as_dict(message) | {"version": 0, "key": ""} for message in said]
        server.read = seat_of(amal).read_number
        options = {"has_touch": touch, "is_mobile": touch, "locale": "nl-NL"} | WORKERLESS | more
        context = browser.new_context(viewport=size, base_url=server.address, **options)
        servers.append(server)
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        if before:
            before(server, page)
        page.goto(f"/groups/{group.pk}/{anchor}")
        return page, server

    yield open_page
    faults = [fault for context in contexts for page in context.pages for fault in getattr(page, "faults", [])]
    leave(contexts)
    for server in servers:
        server.close()
    assert faults == []


@pytest.fixture(scope="module")
def served(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), running_server({"LINE_BEAT_S": "2"}, database=test_database()) as server:
        yield server


@pytest.fixture
def phone_of(browser, served, group, as_):
    """A phone on which she is signed in and has opened the group. How she comes in by the door is tried elsewhere."""
    contexts = []

    def phone_of(person, **more):
        context = browser.new_context(viewport=PHONE, base_url=served.url, locale="nl-NL", **WORKERLESS, **more)
        contexts.append(context)
        cookies = as_(person).cookies
        context.add_cookies([{"name": name, "value": cookies[name].value, "url": served.url} for name in cookies])
        page = context.new_page()
        page.goto(f"/groups/{group.pk}/")
        page.wait_for_load_state("networkidle")
        return page

    yield phone_of
    leave(contexts)


@pytest.fixture
def desktop():
    return DESKTOP


def texts(page):
    """What stands in the talk, in order."""
    return page.locator("[data-list] > li .said").all_inner_texts()


def write(page, text):
    page.get_by_role("textbox", name="Schrijf aan de groep").fill(text)
    page.get_by_role("button", name="Stuur").click()
