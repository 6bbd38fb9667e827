"""Her last hour goes from the open page of another, in one go."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.django_db(transaction=True)]


def test_the_last_hour_goes_live_for_the_other_too(phone_of, amal, cleo, say):
    for text in ("een", "twee", "drie"):
        say(amal, text)
    say(cleo, "van mij")
    hers, others = phone_of(amal), phone_of(cleo)

    hers.get_by_role("link", name="Over ons").click()
    hers.get_by_role("link", name="Haal mijn laatste uur weg").click()
    expect(hers.get_by_text("Het gaat om 3 berichten.")).to_be_visible()
    hers.get_by_role("button", name="Ja, haal alles weg").click()

    gone = ["Wilg haalde dit bericht terug."] * 3
    expect(others.locator("[data-list] .said")).to_have_text([*gone, "van mij"])
    expect(hers.get_by_text("3 berichten zijn weg, ook bij de anderen.")).to_be_visible()
