"""How the site is called and looks on a home screen."""

import re

import pytest
from django.contrib.staticfiles import finders

from house.site.guises import COOKIE, GUISES
from tests.house.test_surfaces import page


def manifest_of(client, path="/help/"):
    """The manifest that a page names, asked for as a browser does: without cookies."""
    address = re.search(r'<link rel="manifest" href="([^"]*)"', page(client.get(path)))[1]
    return type(client)().get(address).json()


def look_of(client):
    told = manifest_of(client)
    return told["name"], [icon["src"] for icon in told["icons"]]


DEFAULT = ("Week", ["/static/house/icon.svg", "/static/house/icon.png"])


def test_browser_that_chose_nothing_gets_the_first(db, client):
    assert look_of(client) == DEFAULT


@pytest.mark.parametrize("guise", GUISES.values(), ids=GUISES)
def test_chosen_name_and_picture_stay_when_she_signs_out(amal, as_, guise):
    client = as_(amal)
    client.post("/me/screen/", {"guise": guise.key})
    client.post("/out/")

    pictures = [f"/static/{guise.svg}", f"/static/{guise.png}"]
    assert look_of(client) == (str(guise.name), pictures)
    assert f'<link rel="apple-touch-icon" href="{pictures[1]}">' in page(client.get("/help/"))
    assert all(map(finders.find, (guise.svg, guise.png)))


def test_installed_one_stays_one(amal, as_):
    client, told = as_(amal), []
    for key in GUISES:
        client.post("/me/screen/", {"guise": key})
        told.append(manifest_of(client))

    assert {(each["id"], each["start_url"], each["scope"]) for each in told} == {("/", "/", "/")}


@pytest.mark.parametrize("key", ["", "9", "../1", "x" * 4000])
def test_what_is_no_choice_is_the_first(amal, as_, client, key):
    signed_in = as_(amal)
    assert signed_in.post("/me/screen/", {"guise": key}).status_code == 422
    assert COOKIE not in signed_in.cookies

    client.cookies[COOKIE] = key
    assert look_of(client) == DEFAULT
    assert client.get("/manifest.webmanifest", {"guise": key}).json()["name"] == "Week"


def test_choice_is_a_cookie_that_says_nothing_and_no_script_reads(amal, bo, as_):
    cookies = []
    for person in (amal, bo):
        client = as_(person)
        client.post("/me/screen/", {"guise": "2"})
        cookies.append(client.cookies[COOKIE])

    assert [(cookie.value, cookie["httponly"], cookie["samesite"]) for cookie in cookies] == [("2", True, "Lax")] * 2


def test_her_own_page_leads_to_it_and_shows_what_she_chose(amal, as_):
    client = as_(amal)
    client.post("/me/screen/", {"guise": "3"})

    assert 'href="/me/screen/"' in page(client.get("/me/"))
    assert re.findall(r'value="(\d)"[^>]*checked', page(client.get("/me/screen/"))) == ["3"]
