"""By the door to her group in a real browser: with a passphrase, and who works here with the code of her app too."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.browser import PHONE, leave
from tests.cast import APP_SECRET, PASSPHRASE

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser, served):
    context = browser.new_context(viewport=PHONE, base_url=served.url, locale="nl-NL")
    yield context.new_page()
    leave([context])


def give_passphrase(page, person):
    page.goto("/in/")
    page.get_by_label("Je inlognaam").fill(person.sign_in_name)
    page.get_by_label("Je wachtwoord", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Naar mijn week").click()
    page.wait_for_url(lambda url: not url.endswith("/in/"))


def code_of_now():
    """What the app of a worker shows."""
    return format_hotp_value(hotp_value(APP_SECRET, int(time.time()) // 30))


def test_a_resident_comes_in_with_her_passphrase(page, group, amal):
    give_passphrase(page, amal)

    assert "/in/" not in page.url
    assert page.goto(f"/groups/{group.pk}/").status == 200


def test_who_works_here_gives_the_code_of_her_app_too(page, group, gina):
    give_passphrase(page, gina)
    assert "/in/second/" in page.url

    page.locator("[name=code]").fill(code_of_now())
    page.get_by_role("button", name="Verder", exact=True).click()
    page.wait_for_url(lambda url: "/in/" not in url)

    assert page.goto(f"/groups/{group.pk}/").status == 200
