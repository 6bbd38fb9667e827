"""What a phone shows without a net: the worker of the browser, and the pages that lie in it."""

import gzip
import json
import re

import pytest

from house.offline.script import kept_page, worker_script
from house.people.models.houses import House
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
