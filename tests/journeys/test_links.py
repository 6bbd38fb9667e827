"""No link leads to nothing: who follows every link that she finds in the demo house always meets a page."""

import re
from collections import Counter

import pytest
from django.urls import resolve

from house.management.commands.fill_demo import WHO
from tests.browser import PASSPHRASE
from tests.visitor import Visitor

pytestmark = pytest.mark.process

LINK = re.compile(r'<a\b[^>]*?\shref="(/[^"#]*)')
OF_EACH_ROUTE = 2
"""This many pages of a route are read, for a page may differ from the next in its links."""


def follow(visitor):
    """The status of every page that she finds from her week on, by its path."""
    statuses, read, waiting = {}, Counter(), ["/week/"]
    for path in waiting:
        route = resolve(path.partition("?")[0]).view_name
        if path in statuses or read[route] == OF_EACH_ROUTE:
            continue
        read[route] += 1
        statuses[path], page = visitor.get(path)
        waiting += [link.replace("&amp;", "&") for link in LINK.findall(page)]
    return statuses


@pytest.mark.parametrize("name", WHO)
def test_every_link_that_she_finds_leads_to_a_page(server, name):
    visitor = Visitor(server.url)
    visitor.sign_in(name, PASSPHRASE)

    statuses = follow(visitor)

    assert {path: status for path, status in statuses.items() if status not in (200, 302)} == {}
    assert [path for path in ("/week/", "/help/", "/me/") if statuses.get(path) != 200] == []
