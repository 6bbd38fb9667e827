"""What a phone shows without a net: the worker of the browser, and the pages that lie in it."""

import gzip
import json
import re

import pytest
from django.utils import timezone

from house.models import Device
from house.offline.script import kept_page, worker_script
from house.people.models.houses import House
from tests.cast import PASSPHRASE
from tests.house.test_lock import phone_of
from tests.house.test_surfaces import NEVER

HELP = ("112", "0800-0113", "0900-8844", "0800-2000", "0800-0188", "033-448 11 86")


def text_of(response):
    return response.content.decode()


def given_to(script):
    """What the house wrote above the modules."""
    return json.loads(script.partition("self.given = ")[2].partition(";\n")[0])


def test_the_worker_is_the_same_for_a_visitor_and_for_who_is_signed_in(amal, as_, client):
    assert text_of(client.get("/worker.js")) == text_of(as_(amal).get("/worker.js"))


def test_the_worker_is_one_classic_script_at_the_root(client, db):
    response = client.get("/worker.js")

    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert re.findall(r"(?m)^(?:import|export)\b", text_of(response)) == []
    assert dict(response.cookies) == {}


def test_a_browser_asks_each_time_whether_the_worker_changed(client, db):
    first = client.get("/worker.js")
    again = client.get("/worker.js", headers={"if-none-match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "no-cache"
    assert (again.status_code, again.content) == (304, b"")


def test_the_worker_is_sent_compressed(client, db):
    plain = client.get("/worker.js")
    zipped = client.get("/worker.js", headers={"accept-encoding": "gzip"})

    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert zipped.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in zipped.headers["Vary"]
    assert len(zipped.content) < 4096


def test_another_language_is_another_worker(client, db):
    dutch, english = (text_of(client.get("/worker.js", headers={"accept-language": code})) for code in ("nl", "en"))

    assert "Geen internet" in given_to(dutch)["pages"]["none"]
    assert "No internet" in given_to(english)["pages"]["none"]
    assert given_to(dutch)["version"] != given_to(english)["version"]


def test_another_page_or_file_is_another_version(settings, monkeypatch):
    settings.DEBUG = True
    versions = [given_to(worker_script())["version"] for _time in range(2)]
    settings.LEAVE_TO = "https://www.ns.nl/"
    versions.append(given_to(worker_script())["version"])

    assert versions[0] == versions[1] != versions[2]


def test_the_worker_names_the_files_that_its_pages_need_and_no_others(client, db):
    files = given_to(text_of(client.get("/worker.js")))["files"]

    assert sorted(files) == [
        f"/static/house/{name}" for name in ("house.css", "icon.svg", "icons.svg", "offline/alone.js")
    ]


def test_help_without_a_net_has_every_public_number_and_no_house(db):
    House.objects.create(name="Het Huis", phone="030 123 45 67")

    page = kept_page("help")

    assert [number for number in HELP if number not in page] == []
    assert "030 123" not in page


@pytest.mark.parametrize("name", ["help", "none", "off"])
def test_pages_without_a_net_tell_nothing_of_what_this_is(name):
    page = kept_page(name)
    told = [word for word in NEVER if re.search(rf"(?<![\w-]){re.escape(word)}(?!\w)", page, re.IGNORECASE)]

    assert told == []
    assert re.search("<title>(.*?)</title>", page)[1] in {"Hulp", "Geen internet"}
    assert re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=|javascript:", page) is None


def test_the_page_that_sluit_shows_without_a_net_has_one_link_and_leads_to_the_neutral_site(settings):
    page = kept_page("off")

    assert re.findall(r'<a[^>]*href="([^"]*)"', page) == [settings.LEAVE_TO]
    assert re.findall(r">([^<>\n]+)<", page) == [
        "Geen internet", "Geen internet", "Er is nu geen verbinding. Probeer het straks nog eens.", "Nog eens",
    ]  # fmt: skip


def test_the_address_of_that_page_leads_on_to_the_neutral_site_once_there_is_a_net(client, db, settings):
    page = text_of(client.get("/off/"))

    assert f'content="0; url={settings.LEAVE_TO}"' in page
    assert set(re.findall(r">([^<>\n]+)<", page)) == {"Week", "Verder"}


def kept_on(client):
    device = Device.objects.get()
    return device.keeps_week, device.keeps_numbers


def scripts_that_keep(response):
    return re.findall(r'data-keep="([^"]*)"', text_of(response))


def test_nothing_of_hers_is_kept_until_she_chooses_it(amal, as_):
    client = as_(amal)

    assert [client.get(f"/me/offline/{name}/").status_code for name in ("week", "help")] == [204, 204]
    assert scripts_that_keep(client.get("/week/")) == []
    assert kept_on(client) == (False, False)


def test_she_chooses_what_this_device_keeps_and_ends_it(amal, as_):
    client = as_(amal)

    client.post("/me/offline/", {"keeps_week": "on", "keeps_numbers": "on"})
    assert kept_on(client) == (True, True)
    assert scripts_that_keep(client.get("/week/")) == ["/me/offline/week/ /me/offline/help/"]
    client.post("/me/offline/", {})

    assert kept_on(client) == (False, False)
    assert scripts_that_keep(client.get("/me/offline/")) == [""]
    assert client.get("/me/offline/week/").status_code == 204


def test_her_own_help_page_has_the_number_of_her_house(amal, house, as_):
    client = as_(amal)
    client.post("/me/offline/", {"keeps_numbers": "on"})

    page = text_of(client.get("/me/offline/help/"))

    assert (house.phone in page, "112" in page, "Amal" in page, "data-signed-in" in page) == (True, True, False, True)
    assert client.get("/me/offline/week/").status_code == 204


def test_the_choice_is_of_one_device(amal, as_):
    as_(amal).post("/me/offline/", {"keeps_week": "on"})

    assert as_(amal).get("/me/offline/week/").status_code == 204


def test_signing_out_ends_the_choice(amal, as_):
    client = as_(amal)
    client.post("/me/offline/", {"keeps_week": "on"})
    client.post("/out/")
    client.force_login(amal)

    assert client.get("/me/offline/week/").status_code == 204


def test_a_right_that_ended_is_another_mark(amal, as_):
    client = as_(amal)
    client.post("/me/offline/", {"keeps_week": "on"})
    marks = [re.search('data-rights="([^"]+)"', text_of(client.get("/week/")))[1] for _time in range(2)]
    amal.stays.update(left_on=timezone.localdate())
    marks.append(re.search('data-rights="([^"]+)"', text_of(client.get("/me/")))[1])

    assert marks[0] == marks[1] != marks[2]


def test_too_many_wrong_codes_end_the_choice(amal, naps):
    client = phone_of(amal)
    client.post("/me/offline/", {"keeps_week": "on"})
    client.post("/lock/")
    for _try in range(5):
        page = client.post("/lock/open/", {"lock-code": "9999"})

    assert kept_on(client) == (False, False)
    assert scripts_that_keep(page) == [""]


def test_a_lock_alone_leaves_what_is_kept(amal):
    client = phone_of(amal)
    client.post("/me/offline/", {"keeps_week": "on"})
    client.post("/lock/")

    assert scripts_that_keep(client.get("/week/")) == []
    assert kept_on(client) == (True, False)


def signed_in_after(client, *names):
    for name in names:
        client.post("/out/")
        client.post("/in/", {"login": name, "password": PASSPHRASE})
    return client


def test_a_device_that_two_people_use_is_offered_nothing(amal, bo, client):
    assert "/me/offline/" in text_of(signed_in_after(client, "amal", "amal").get("/me/"))
    page = text_of(signed_in_after(client, "bo").get("/me/"))

    assert "/me/offline/" not in page
    assert "Op dit apparaat logde ook iemand anders in." in text_of(client.get("/me/offline/"))
    client.post("/me/offline/", {"keeps_week": "on"})
    assert client.get("/me/offline/week/").status_code == 204
    assert not Device.objects.filter(keeps_week=True).exists()


def test_what_a_shared_device_has_of_it_says_nothing_and_fades(amal, bo, client):
    cookie = signed_in_after(client, "amal", "bo").cookies["m"]

    assert (cookie.value, cookie["max-age"], cookie["httponly"]) == ("1", 30 * 24 * 3600, True)


def test_a_choice_on_a_device_that_came_to_be_shared_ends(amal, as_):
    client = as_(amal)
    client.post("/me/offline/", {"keeps_week": "on"})
    client.cookies["m"] = "1"

    assert scripts_that_keep(client.get("/week/")) == []
    assert client.get("/me/offline/week/").status_code == 204
    assert scripts_that_keep(client.get("/me/offline/")) == [""]
    assert kept_on(client) == (False, False)


def test_her_own_page_of_what_is_kept_names_it(amal, as_):
    client = as_(amal)
    client.post("/me/offline/", {"keeps_week": "on"})

    assert "(met je week voor zonder internet)" in text_of(client.get("/me/kept/"))


def test_the_page_on_which_she_chooses_says_who_can_read_it(amal, as_):
    page = text_of(as_(amal).get("/me/offline/"))

    assert "Iedereen die dit apparaat open in handen heeft. Ook zonder jouw code." in page
    assert "Na zeven dagen zonder internet." in page
