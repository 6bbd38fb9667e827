"""A telephone with its pages closed is called: by a message, a change of her week, a reminder. Not once she left.

The house, its worker and Chromium's service worker are real. Headless Chromium subscribes nowhere, so its page is given
an address at the push service of the tests, and the service worker what that one got, by the DevTools protocol.
"""

import json
import re
import time

import pytest
from playwright.sync_api import Error, expect

from tests.browser import DESKTOP, PHONE, leave, sign_in
from tests.built import manage
from tests.push_service import push_service
from tests.server import running_server

pytestmark = [pytest.mark.browser, pytest.mark.process]

WITHIN_S = 10
KEY = "q3u0jDdrKdWzLSMA8Qm6wGJQwo7dFwBOJ8A2b1vZ5vQ"
GIVEN = """(given) => {
  const plain = (text) => atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = (text) => Uint8Array.from(plain(text), (sign) => sign.charCodeAt(0));
  const subscription = {
    endpoint: given.endpoint,
    getKey: (name) => bytes(name === "auth" ? given.secret : given.point).buffer,
    unsubscribe: async () => true,
  };
  PushManager.prototype.getSubscription = async () => null;
  PushManager.prototype.subscribe = async (options) => {
    if (!options.userVisibleOnly || options.applicationServerKey.length !== 65) throw new Error("no such key");
    return subscription;
  };
}"""
SHOWN = """async () => (await self.registration.getNotifications()).map(
  ({ title, body, tag, icon, data, actions }) => [title, body, tag, icon, data, (actions ?? []).length])"""
LEFT = """() => {
  self.ended = 0;
  PushManager.prototype.getSubscription = async () => ({ unsubscribe: async () => (self.ended += 1) });
}"""
MOVE = """
from datetime import timedelta
from django.utils import timezone
from house.models import Person
from programs.models import Session
from programs.planning.services.change import cancel_session
amal, eva = (Person.objects.signing_in_as(name).get() for name in ("amal", "eva"))
coming = Session.objects.visible_to(amal).filter(state="planned", starts_at__gt=timezone.now() + timedelta(hours=1))
session = coming.filter(pk__in=Session.objects.run_by(eva).values("pk")).order_by("starts_at")[0]
cancel_session(actor=eva, session_id=session.pk, why="De verwarming is stuk.")
"""
REMIND = """
from datetime import timedelta
from django.utils import timezone
from house.models import Person
from programs.household.services.notes import add_appointment
from programs.household.services.reminders import choose_reminders
bo = Person.objects.signing_in_as("bo").get()
choose_reminders(actor=bo, an_hour_before=True, evening_before=False)
begins = timezone.localtime() + timedelta(hours=1, seconds=4)
add_appointment(actor=bo, on=begins.date(), at=begins.time(), words="Tandarts")
"""


@pytest.fixture(scope="module")
def service():
    with push_service() as service:
        yield service


@pytest.fixture(scope="module")
def server(service):
    env = {"PUSH_HOSTS": service.host, "SSL_CERT_FILE": service.certificate, "PUSH_KEY": KEY}
    with running_server(env, demo=True) as server:
        yield server


class Telephone:
    def __init__(self, context, page, called, scope):
        self.context, self.page, self.called, self.scope = context, page, called, scope

    def ask(self, script):
        """What its service worker answers. The browser may stop that at any moment, and is then told to start it."""
        until = time.monotonic() + WITHIN_S
        while True:
            try:
                return self.context.service_workers[-1].evaluate(script)
            except (IndexError, Error):
                if time.monotonic() > until:
                    raise
                cdp = self.context.new_cdp_session(self.page)
                cdp.send("ServiceWorker.enable")
                cdp.send("ServiceWorker.startWorker", {"scopeURL": self.scope})
                cdp.detach()
                self.page.wait_for_timeout(200)

    def close(self):
        """No page of the house is open in it any more."""
        self.page.goto("about:blank")

    def receive(self, request):
        """The push service gives its browser this request."""
        registered = []
        cdp = self.context.new_cdp_session(self.page)
        cdp.on("ServiceWorker.workerRegistrationUpdated", lambda event: registered.extend(event["registrations"]))
        cdp.send("ServiceWorker.enable")
        until = time.monotonic() + WITHIN_S
        while not registered and time.monotonic() < until:
            self.page.wait_for_timeout(50)
        [known] = {(each["registrationId"], each["scopeURL"]) for each in registered if not each["isDeleted"]}
        words = self.called.read(request).decode()
        origin = known[1].rstrip("/")
        cdp.send("ServiceWorker.deliverPushMessage", {"origin": origin, "registrationId": known[0], "data": words})
        cdp.detach()

    def shows(self, count, within_s=WITHIN_S):
        """Wait until it shows so many notices; returns them."""
        until = time.monotonic() + within_s
        while len(found := self.ask(SHOWN)) != count and time.monotonic() < until:
            time.sleep(0.05)
        return found


@pytest.fixture
def telephone(browser, server, service):
    """Somebody's phone, which she let call her, as she would: on its page."""
    contexts = []

    def take(name, words="Er is iets nieuws", when="Altijd, ook als ik lang niet keek"):
        called = service.browser()
        context = browser.new_context(base_url=server.url, locale="nl-NL", viewport=PHONE)
        contexts.append(context)
        context.grant_permissions(["notifications"], origin=server.url)
        context.add_init_script(f"({GIVEN})({json.dumps(called.given)})")
        page = context.new_page()
        sign_in(page, name)
        page.goto("/me/new/")
        page.get_by_label(words).check()
        page.get_by_label(when).check()
        page.get_by_role("button", name="Zet aan").click()
        expect(page.get_by_text("Dit apparaat geeft je nu een seintje.")).to_be_visible()
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return Telephone(context, page, called, f"{server.url}/")

    yield take
    leave(contexts)


def say(browser, server, name, text):
    """Somebody says something in the group of the demo house, on a page of hers."""
    context = browser.new_context(base_url=server.url, locale="nl-NL", viewport=DESKTOP)
    page = context.new_page()
    sign_in(page, name)
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Groep").click()
    page.locator("#id_text").fill(text)
    page.get_by_role("button", name="Stuur", exact=True).click()
    # not where it waits to be sent: it stands in the list once the house has it
    expect(page.locator("[data-list] > li").filter(has_text=text)).to_be_visible()
    leave([context])


def test_message_reaches_a_closed_telephone_in_time_and_once(telephone, browser, server):
    hers = telephone("cleo")
    hers.close()
    say(browser, server, "amal", "Hoi allemaal, hoe is het?")
    said_at = time.monotonic()

    [request] = hers.called.wait(1, WITHIN_S)
    assert request.at - said_at < WITHIN_S
    assert hers.shows(0) == []

    hers.receive(request)
    assert hers.shows(1) == [["Er is iets nieuws", "", "new", "", None, 0]]
    time.sleep(5)
    assert len(hers.called.requests) == 1


def test_change_of_her_week_and_a_reminder_reach_closed_telephones_alike(telephone, server):
    amals, bos = telephone("amal"), telephone("bo")
    amals.close()
    bos.close()
    began = time.monotonic()
    for code in (MOVE, REMIND):
        manage("shell", "-c", code, env=server.env)
    done = time.monotonic()

    [change], [reminder] = amals.called.wait(1, 20), bos.called.wait(1, 20)
    assert change.at - began < WITHIN_S + (done - began)
    assert reminder.at - done < WITHIN_S + 4
    assert change.headers == reminder.headers
    assert amals.called.read(change) == bos.called.read(reminder)
    assert len(change.body) == len(reminder.body)


def test_page_in_sight_keeps_the_telephone_silent(telephone, browser, server):
    hers = telephone("cleo")
    hers.page.goto("/week/")
    hers.page.wait_for_timeout(6000)  # the line looks every five seconds
    say(browser, server, "amal", "Kijkt er iemand?")
    time.sleep(6)
    assert hers.called.requests == []

    hers.close()
    time.sleep(5)
    assert hers.called.requests == []  # the page that was in sight showed it


def test_call_that_comes_after_she_left_is_not_shown(telephone, browser, server):
    hers = telephone("cleo")
    hers.close()
    say(browser, server, "amal", "Dag lieverds")
    [request] = hers.called.wait(1, WITHIN_S)
    hers.ask(LEFT)
    other = browser.new_context(base_url=server.url, locale="nl-NL")
    page = other.new_page()
    sign_in(page, "cleo")
    page.goto("/me/devices/")
    page.get_by_role("button", name="Log overal uit, behalve hier").click()
    expect(page.get_by_text("Je bent nu alleen nog hier ingelogd.")).to_be_visible()
    leave([other])

    hers.receive(request)

    assert hers.shows(1, within_s=3) == []
    assert hers.ask("self.ended") == 1


def test_sluit_without_a_net_tells_the_worker(telephone):
    hers = telephone("amal")
    hers.page.goto("/week/")
    hers.page.wait_for_function("navigator.serviceWorker.controller !== null")
    hers.ask(LEFT)
    hers.context.route("**/bye/", lambda route: route.abort())
    hers.page.get_by_role("button", name="Sluit deze site meteen").click()
    until = time.monotonic() + WITHIN_S
    while not hers.ask("self.ended") and time.monotonic() < until:
        time.sleep(0.05)

    assert hers.ask("self.ended") >= 1


def test_notice_leads_to_the_door_and_then_to_what_is_new(telephone, browser, server):
    hers = telephone("cleo")
    say(browser, server, "amal", "Ik bak zo pannenkoeken")
    hers.page.goto("/new/")
    hers.page.wait_for_url("**/groups/**")

    hers.page.goto("/me/")
    hers.page.get_by_role("button", name="Log uit").click()
    hers.page.goto("/new/")
    expect(hers.page.get_by_label("Je inlognaam")).to_be_visible()
    hers.page.get_by_label("Je inlognaam").fill("cleo")
    hers.page.get_by_label("Je wachtwoord", exact=True).fill("samen-verder-lopen")
    hers.page.get_by_role("button", name="Naar mijn week").click()
    hers.page.wait_for_url(re.compile("/(groups|week)/"))  # there is nothing new any more, or there is


def test_browser_that_refuses_says_so_and_keeps_her_choice(browser, server, service):
    context = browser.new_context(base_url=server.url, locale="nl-NL", viewport=PHONE)
    page = context.new_page()
    sign_in(page, "amal")
    page.goto("/me/new/")
    page.get_by_label("Kijk je even?").check()
    expect(page.locator("[data-shown]")).to_have_text("Kijk je even?")
    page.get_by_label("Altijd, ook als ik lang niet keek").check()
    page.get_by_role("button", name="Zet aan").click()

    expect(page.get_by_text("Je browser laat geen seintje van deze site toe.")).to_be_visible()
    expect(page.get_by_label("Kijk je even?")).to_be_checked()
    leave([context])


def test_browser_that_lets_nothing_through_any_more_is_told(telephone):
    hers = telephone("amal")
    hers.page.goto("/me/new/")

    # its page was given an address, and the browser has none
    expect(hers.page.get_by_text("Je browser laat hier geen seintje meer door.")).to_be_visible()

    hers.page.evaluate("PushManager.prototype.getSubscription = async () => ({ unsubscribe: async () => true })")
    hers.page.get_by_role("button", name="Zet uit").click()
    expect(hers.page.get_by_text("Dit apparaat geeft je geen seintje meer.")).to_be_visible()


def test_iphone_is_told_about_the_home_screen_and_not_urged(browser, server):
    context = browser.new_context(base_url=server.url, locale="nl-NL", viewport=PHONE)
    context.add_init_script("delete self.PushManager; Object.defineProperty(navigator, 'standalone', { value: false })")
    page = context.new_page()
    sign_in(page, "amal")
    page.goto("/me/new/")

    expect(page.get_by_text("Op een iPhone kan het alleen als deze site op je beginscherm staat.")).to_be_visible()
    expect(page.get_by_role("button", name="Zet aan")).to_be_hidden()
    leave([context])
