"""Amal's phone and a server that may lie to it."""

import os

import pytest
from django.urls import reverse

from tests.browser import DESKTOP, PHONE, leave
from tests.peergroups.client.lying import LyingServer

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop in this thread; nothing runs on it


@pytest.fixture
def open_page(browser, as_, amal, cleo, group, seat_of):
    """Amal's page, served by somebody who may lie: `page, server = open_page()`."""
    servers, contexts = [], []

    def open_page(size=PHONE, touch=False, before=None, query="", **more):
        answer = as_(amal).get(reverse("peergroups:talk", args=[group.pk]) + query)
        seats = {"own": str(seat_of(amal).pk), "other": str(seat_of(cleo).pk)}
        server = LyingServer(answer.content, answer["Content-Security-Policy"], str(group.pk), seats)
        group.refresh_from_db()
        server.head = group.head
        server.said = [{"number": number, "version": 0, "key": ""} for number in range(1, group.newest + 1)]
        context = browser.new_context(
            viewport=size, has_touch=touch, is_mobile=touch, base_url=server.address, locale="nl-NL", **more
        )
        servers.append(server)
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        if before:
            before(server, page)
        page.goto(f"/groups/{group.pk}/")
        return page, server

    yield open_page
    faults = [fault for context in contexts for page in context.pages for fault in getattr(page, "faults", [])]
    leave(contexts)
    for server in servers:
        server.close()
    assert faults == []


@pytest.fixture
def desktop():
    return DESKTOP


def texts(page):
    """What stands in the talk, in order."""
    return page.locator("[data-list] > li .said").all_inner_texts()


def write(page, text):
    page.get_by_role("textbox", name="Schrijf aan de groep").fill(text)
    page.get_by_role("button", name="Stuur").click()
