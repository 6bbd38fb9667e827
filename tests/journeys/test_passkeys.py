"""Passkeys in a real browser, with an authenticator that Chromium plays."""

import pytest

from tests.browser import PASSPHRASE, PHONE, leave, sign_in
from tests.server import running_server

pytestmark = [pytest.mark.browser, pytest.mark.process]

SCREEN = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def server():
    """A house of its own: who made a passkey there needs it from then on."""
    with running_server(demo=True) as server:
        yield server


@pytest.fixture
def phone(browser, server):
    """A phone with a finger on it: `page, finger = phone()`. Browsers know passkeys only under TLS and on localhost."""
    contexts = []

    def open_phone(**options):
        context = browser.new_context(
            base_url=f"http://localhost:{server.port}", locale="nl-NL", **{"viewport": PHONE} | options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page, Finger(page)

    yield open_phone
    leave(contexts)


class Finger:
    def __init__(self, page):
        self.line = page.context.new_cdp_session(page)
        self.line.send("WebAuthn.enable")
        self.id = self.line.send("WebAuthn.addVirtualAuthenticator", {"options": SCREEN})["authenticatorId"]

    def is_known(self, known):
        self.line.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": known})

    def passkeys(self):
        return self.line.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]

    def take_over(self, passkeys):
        for passkey in passkeys:
            self.line.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": passkey})


def make_passkey(page, name):
    sign_in(page, name)
    page.goto("/me/second/passkey/")
    page.get_by_label("Je wachtwoord", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Verder").click()
    page.get_by_role("button", name="Maak een passkey").click()
    page.get_by_role("link", name="Ik heb ze. Verder").wait_for()


def sign_out(page):
    page.goto("/me/")
    page.get_by_role("button", name="Log uit").click()
    page.wait_for_url("**/in/")


def test_a_passkey_alone_signs_her_in_and_is_her_second_step(phone):
    page, finger = phone()
    make_passkey(page, "yara")
    assert len(finger.passkeys()) == 1
    sign_out(page)

    page.get_by_role("button", name="Log in met een passkey").click()
    page.wait_for_url("**/week/")

    sign_out(page)
    page.get_by_label("Je inlognaam").fill("yara")
    page.get_by_label("Je wachtwoord", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Naar mijn week").click()
    page.get_by_role("button", name="Verder met je passkey").click()
    page.wait_for_url("**/week/")


def test_after_sluit_a_passkey_lets_her_in_again(phone):
    page, _ = phone()
    make_passkey(page, "bo")
    page.route("https://www.buienradar.nl/", lambda route: route.fulfill(body="weer"))
    page.get_by_role("button", name="Sluit").click()
    page.wait_for_url("https://www.buienradar.nl/")

    page.goto("/in/")
    page.get_by_role("button", name="Log in met een passkey").click()

    page.wait_for_url("**/week/")


def test_a_finger_that_is_not_hers_opens_nothing_and_she_may_try_again(phone):
    page, finger = phone()
    make_passkey(page, "renata")
    sign_out(page)
    finger.is_known(False)

    page.get_by_role("button", name="Log in met een passkey").click()

    page.get_by_role("alert").get_by_text("Dat lukte niet.").wait_for()
    finger.is_known(True)
    page.get_by_role("button", name="Log in met een passkey").click()
    page.wait_for_url("**/week/")


def test_the_passkey_of_another_is_refused_as_second_step(phone):
    page, _ = phone()
    make_passkey(page, "ilse")
    other, _ = phone()
    make_passkey(other, "marta")
    sign_out(other)

    other.get_by_label("Je inlognaam").fill("ilse")
    other.get_by_label("Je wachtwoord", exact=True).fill(PASSPHRASE)
    other.get_by_role("button", name="Naar mijn week").click()
    other.get_by_role("button", name="Verder met je passkey").click()

    other.get_by_role("alert").get_by_text("Dat lukte niet.").wait_for()
    assert other.url.endswith("/in/second/")


def test_before_power_over_another_her_passkey_is_asked_again(phone):
    page, finger = phone()
    make_passkey(page, "eva")
    page.goto("/desk/people/worker/")
    page.get_by_role("heading", name="Even je tweede stap").wait_for()

    finger.is_known(False)
    page.get_by_role("button", name="Verder met je passkey").click()
    page.get_by_role("alert").get_by_text("Dat lukte niet.").wait_for()
    finger.is_known(True)
    page.get_by_role("button", name="Verder met je passkey").click()

    page.get_by_role("heading", name="Iemand die hier komt werken").wait_for()
    assert page.url.endswith("/desk/people/worker/")


def test_a_passkey_that_was_taken_away_is_refused_on_every_device(phone):
    page, finger = phone()
    make_passkey(page, "soraya")
    other, other_finger = phone()
    other_finger.take_over(finger.passkeys())
    page.goto("/me/second/")
    page.get_by_role("link", name="Haal passkey telefoon weg").click()
    page.get_by_role("button", name="Haal weg").click()
    page.get_by_text("Weggehaald.").wait_for()

    other.goto("/in/")
    other.get_by_role("button", name="Log in met een passkey").click()

    other.get_by_text("Dat lukte niet met deze passkey.").wait_for()
    assert "Een passkey" in page.get_by_role("main").inner_text()


def test_without_script_or_support_the_door_is_as_it_was(browser, server):
    for options, before in (({"java_script_enabled": False}, ""), ({}, "delete window.PublicKeyCredential")):
        context = browser.new_context(base_url=server.url, locale="nl-NL", viewport=PHONE, **options)
        page = context.new_page()
        page.add_init_script(before)
        page.goto("/in/")
        assert page.get_by_role("button", name="Log in met een passkey").count() == 0
        sign_in(page, "cleo")
        page.wait_for_url("**/week/")
        leave([context])
