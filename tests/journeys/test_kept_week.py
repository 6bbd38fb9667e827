"""Her week on her phone for when there is no net: only by her choice, and gone with every way out."""

import pytest
from playwright.sync_api import expect

from tests.built import manage
from tests.net import ALONE, PUBLIC, STORED, cut, stay, until

pytestmark = [pytest.mark.browser, pytest.mark.process]

WEEK, HELP = "hers /me/offline/week/", "hers /me/offline/help/"
AGE = """async (ms) => {
  const cache = await caches.open("hers");
  for (const request of await cache.keys()) {
    const answer = await cache.match(request);
    const headers = new Headers(answer.headers);
    headers.set("X-Kept-At", Date.now() - ms);
    await cache.put(request, new Response(await answer.blob(), { headers }));
  }
}"""
KEPT_AT = """async () => (await (await caches.open("hers")).match("/me/offline/week/"))?.headers.get("X-Kept-At")"""
DAY = 24 * 3600_000
SLUIT = "Sluit deze site meteen"
NEUTRAL = "https://www.buienradar.nl/"


def choose(page, *labels):
    page.goto("/me/offline/")
    for label in labels:
        page.get_by_label(label).check()
    page.get_by_role("button", name="Bewaar").click()
    expect(page.locator("[data-kept-state=kept]")).to_be_visible()


@pytest.fixture
def page(phone):
    """Amal's, on which her week is kept."""
    page = phone("amal")
    choose(page, "Bewaar mijn week op dit apparaat")
    assert page.evaluate(STORED) == [WEEK, *PUBLIC]
    page.goto("/me/")
    return page


def is_gone(page):
    until(page, f"async () => !(await ({STORED})()).some((name) => name.startsWith('hers'))")
    left = [name for name in page.evaluate(STORED) if name not in PUBLIC]
    return left == [], left


def words_without_net(net, page, path="/week/"):
    cut(net)
    page.goto(path)
    return page.locator("h1").inner_text()


def test_her_week_is_there_without_a_net_and_says_how_old_it_is(page, net):
    for path in ("/week/", "/"):
        assert words_without_net(net, page, path) == "Mijn week"
    told = page.locator("body").inner_text()

    assert "Bewaard op" in page.locator("header").inner_text()
    assert "Koffie en de dag" in told
    assert [
        word for word in ("Amal", "Keuken", "Mirjam", "Dewi", "Eva") if word in told.replace("Keukentafel", "")
    ] == []
    page.goto("/groups/")
    page.get_by_role("link", name="Mijn bewaarde week").click()
    expect(page.locator("h1")).to_have_text("Mijn week")


def test_the_number_of_her_house_only_by_her_choice(page, net):
    choose(page, "Bewaar het nummer van mijn huis")
    assert page.evaluate(STORED) == [HELP, WEEK, *PUBLIC]
    cut(net)

    page.goto("/help/")

    expect(page.get_by_role("link", name="Het huis, dag en nacht")).to_be_visible()
    expect(page.get_by_role("link", name="112")).to_be_visible()


def sluit(page, net):
    page.route(f"{NEUTRAL}**", lambda route: route.fulfill(body="<title>Weer</title>", content_type="text/html"))
    page.get_by_role("button", name=SLUIT).click()
    page.wait_for_url(NEUTRAL)
    page.goto("/help/")


def sluit_without_a_net(page, net):
    cut(net, page)
    page.get_by_role("button", name=SLUIT).click()
    page.wait_for_url("**/off/")


def sluit_on_the_kept_week(page, net):
    cut(net)
    page.goto("/week/")
    page.evaluate(ALONE)
    page.get_by_role("button", name=SLUIT).click()
    page.wait_for_url("**/off/")


def sign_out(page, net):
    page.get_by_role("button", name="Log uit").click()
    page.wait_for_url("**/in/**")


def end_elsewhere(page, net):
    page.evaluate("window.dispatchEvent(new CustomEvent('huisritme:over'))")  # what the live line then says
    page.wait_for_url(lambda url: not url.endswith("/me/"))


def lose_a_right(page, net):
    detail = {"detail": {"t": "cover", "reason": "right_ended"}}  # as the talk hears it, and passes it on
    page.evaluate("(heard) => window.dispatchEvent(new CustomEvent('huisritme:heard', heard))", detail)


def choose_no_more(page, net):
    page.goto("/me/offline/")
    page.get_by_label("Bewaar mijn week op dit apparaat").uncheck()
    page.get_by_role("button", name="Bewaar").click()


def leave_in_another_tab(page, net):
    other = page.context.new_page()
    other.goto("/me/")
    cut(net, page, other)
    other.get_by_role("button", name=SLUIT).click()
    page.wait_for_url("**/off/")


WAYS = [
    sluit, sluit_without_a_net, sluit_on_the_kept_week, sign_out, end_elsewhere, lose_a_right, choose_no_more,
    leave_in_another_tab,
]  # fmt: skip


@pytest.mark.parametrize("end", WAYS, ids=lambda end: end.__name__)
def test_nothing_of_hers_is_left_in_any_store(page, net, end):
    end(page, net)

    assert is_gone(page) == (True, [])


def test_a_session_that_ended_while_no_page_was_open_ends_it_with_the_next(page, net, server):
    context = page.context
    page.close()
    deed = "from house.models import Person; from house.sign_in.services.devices import end_devices; "
    deed += "amal = Person.objects.get_by_natural_key('amal'); end_devices(actor=amal, person_id=amal.pk)"
    manage("shell", "-c", deed, env=server.env)

    again = context.new_page()
    again.goto("/week/")

    assert "/in/" in again.url
    assert is_gone(again) == (True, [])


def test_after_seven_days_it_is_refused_and_deleted(page, net):
    page.evaluate(AGE, 7 * DAY)

    assert words_without_net(net, page) == "Geen internet"
    assert is_gone(page) == (True, [])


def test_just_before_that_it_is_there(page, net):
    page.evaluate(AGE, 7 * DAY - 60_000)

    assert words_without_net(net, page) == "Mijn week"


def test_a_moment_that_is_still_to_come_counts_as_too_old(page, net):
    page.evaluate(AGE, -60_000)

    assert words_without_net(net, page) == "Geen internet"
    assert is_gone(page) == (True, [])


def test_it_is_filled_at_most_once_an_hour(page):
    first = page.evaluate(KEPT_AT)
    page.reload()
    page.wait_for_timeout(1000)
    assert page.evaluate(KEPT_AT) == first
    page.evaluate(AGE, 3600_000)

    page.reload()

    until(page, f"async () => Date.now() - (await ({KEPT_AT})()) < 60_000")


def test_another_right_fills_it_anew_at_once(page):
    first = page.evaluate(KEPT_AT)
    page.add_init_script("""document.addEventListener("readystatechange", () => {
      const script = document.querySelector("script[data-rights]");
      if (script) script.dataset.rights = "others";
    })""")

    page.reload()

    until(page, f"async (first) => ((await ({KEPT_AT})()) ?? first) !== first", first)


def test_without_room_the_page_works_and_says_that_it_could_not_be_kept(phone):
    page = phone("amal")
    page.add_init_script("Cache.prototype.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'))")
    page.goto("/me/offline/")
    page.get_by_label("Bewaar mijn week op dit apparaat").check()

    page.get_by_role("button", name="Bewaar").click()

    expect(page.get_by_text("Het lukt niet om het hier te bewaren.")).to_be_visible()
    page.goto("/week/")
    expect(page.locator("h1")).to_contain_text("Mijn week")


def test_a_new_worker_takes_over_at_once_and_clears_away_after_the_old(page):
    """Another language is another worker, as another version of the house would be."""
    page.evaluate("caches.open('public-of-before').then((cache) => cache.put('/static/old', new Response('old')))")
    page.get_by_label("Taal").select_option("en")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_label("Language")).to_be_visible()

    page.evaluate("navigator.serviceWorker.ready.then((found) => found.update()).then(() => true)")

    until(page, "caches.has('public-of-before').then((has) => !has)")
    stay(page)
    assert WEEK in page.evaluate(STORED)

    page.get_by_label("Language").select_option("nl")  # the house is that of all journeys
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Taal")).to_be_visible()
