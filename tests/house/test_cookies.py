"""Over TLS every cookie belongs to this very host, and what cookies were called before is gone."""

import json
import subprocess
import sys

import pytest

from tests.built import ROOT, environment
from tests.cast import PASSPHRASE
from tests.server import test_database

VISIT = """
import json, sys, django
django.setup()
from django.test import Client
client = Client(SERVER_NAME="localhost")
client.cookies.load({"s": "old", "c": "old", "left": "1", "other": "1"})
first = client.get("/in/", secure=True)
second = client.post("/in/", {"login": "amal", "password": sys.argv[1]}, secure=True)
third = client.post("/language/", {"language": "en"}, secure=True)
set_ = [cookie for page in (first, second, third) for cookie in page.cookies.values()]
told = {cookie.key: dict(cookie) | {"value": cookie.value} for cookie in set_}
print(json.dumps({"status": second.status_code, "cookies": told, "page": first.content.decode()}))
"""


@pytest.fixture
def over_tls(transactional_db, amal, tmp_path):
    """What a real house, with the settings of TLS, sets in a browser that has cookies of before."""
    env = environment(tmp_path) | {"DATABASE_URL": test_database(), "IS_BEHIND_TLS": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", VISIT, PASSPHRASE],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.process
def test_over_tls_every_cookie_belongs_to_this_very_host(over_tls):
    cookies = {name: cookie for name, cookie in over_tls["cookies"].items() if cookie["value"]}

    assert over_tls["status"] == 302
    assert cookies.keys() >= {"__Host-s", "__Host-c", "__Host-b", "__Host-l"}
    assert {name for name in cookies if not name.startswith("__Host-")} == set()
    assert {(told["secure"], told["path"], told["domain"]) for told in cookies.values()} == {(True, "/", "")}
    assert 'data-cookie="__Host-left"' in over_tls["page"]


@pytest.mark.process
def test_what_cookies_were_called_before_is_deleted_over_tls(over_tls):
    gone = {name for name, cookie in over_tls["cookies"].items() if cookie["max-age"] == 0}

    assert gone == {"s", "c", "left"}


def test_without_tls_cookies_keep_their_plain_names(client, amal):
    answer = client.post("/in/", {"login": "amal", "password": PASSPHRASE})

    assert answer.cookies.keys() == {"s", "c", "b"}


def test_a_browser_is_not_told_again_what_it_has(client, amal):
    first = client.get("/in/")
    second = client.get("/in/")

    assert first.cookies["c"]["max-age"] == first.cookies["c"]["expires"] == ""
    assert "c" not in second.cookies
