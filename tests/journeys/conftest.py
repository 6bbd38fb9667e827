"""Journeys through the whole house: real browsers, a real server process, the demo house."""

import pytest

from tests import net as net_of
from tests.browser import PHONE, leave, sign_in
from tests.net import Net
from tests.server import running_server


@pytest.fixture(scope="session")
def server():
    with running_server(demo=True) as server:
        yield server


@pytest.fixture
def visit(browser, server):
    """A phone of her own: `visit()` for a visitor, `visit("amal")` signed in."""
    contexts = []

    def open_phone(name=None, **options):
        context = browser.new_context(base_url=server.url, locale="nl-NL", **{"viewport": PHONE} | options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        if name:
            sign_in(page, name)
        return page

    yield open_phone
    leave(contexts)


@pytest.fixture
def net(server):
    with Net(server.port) as net:
        yield net


@pytest.fixture
def phone(browser, net):
    """A phone of her own that meets the house by `net`."""
    contexts = []

    def open_phone(name=None):
        context = browser.new_context(base_url=net.url, locale="nl-NL", viewport=PHONE)
        contexts.append(context)
        context.add_cookies([{"name": "l", "value": "nl", "url": net.url}])  # a worker is asked for in no `locale`
        page = context.new_page()
        page.set_default_timeout(30_000)
        if name:
            sign_in(page, name)
            net_of.stay(page)
        return page

    yield open_phone
    leave(contexts)
