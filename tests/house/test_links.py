"""No link leads to nothing: who follows every link that she finds in the demo house always meets a page."""

import re
from collections import deque
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.urls import resolve

from house.management.commands.fill_demo import WHO
from tests.once import once

LINK = re.compile(r'<a\b[^>]*?\shref="(/[^"#]*)')
OF_EACH_ROUTE = 3
"""So many pages of a route are read, for a page may differ from the next in its links."""


@pytest.fixture(scope="module")
def _filled(django_db_setup, django_db_blocker):
    with once(django_db_blocker):
        with override_settings(DEBUG=True):
            call_command("fill_demo", stdout=StringIO())
        yield


@pytest.fixture
def follow(_filled, db, settings, client):
    """The status of every page that she finds from her first one on, by its path, and the route of each."""

    def follow(name):
        settings.SECOND_FACTOR_REQUIRED = False
        client.post("/in/", {"login": name, "password": settings.DEMO_PASSPHRASE})
        waiting, answers, read = deque(["/"]), {}, {}
        while waiting:
            path = waiting.popleft().replace("&amp;", "&")
            route = resolve(path.partition("?")[0]).view_name
            if path in answers or read.get(route, 0) == OF_EACH_ROUTE:
                continue
            answer = client.get(path)
            answers[path] = answer.status_code
            read[route] = read.get(route, 0) + 1
            if answer.status_code == 302:
                waiting.append(answer["Location"])
            elif answer["Content-Type"].startswith("text/html"):
                waiting.extend(LINK.findall(answer.content.decode()))
        return answers, read

    return follow


@pytest.mark.parametrize("name", WHO)
def test_every_link_that_she_finds_leads_to_a_page(follow, name):
    answers, read = follow(name)

    assert {path: status for path, status in answers.items() if status not in (200, 302)} == {}
    assert {"programs:week", "house:help", "house:me"} <= read.keys()
