"""Thousands of requests that nobody would make, against a real process: no 500, no growth, no answer to a stranger."""

import random
import re
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from django.urls import reverse

from house.door.services.opening import prove_keys
from tests.house.test_access_map import path_of, routes
from tests.peergroups.soak.scale import scaled
from tests.server import running_server, test_database
from tests.visitor import Visitor
from tests.world import build_world

pytestmark = [pytest.mark.process, pytest.mark.long, pytest.mark.django_db(transaction=True)]

METHODS = ["GET"] * 6 + ["POST"] * 6 + ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]
SIGNS = ["a", "0", "-1", "é", "\u202e", "%00", "%2e%2e", "/", "//", "'", '"', "<b>", "\\", "☃", " ", "%", "&", "=", ";"]
VALUES = [
    "",
    "1",
    "-1",
    "9" * 40,
    "on",
    "nl",
    "2026-W53",
    "2026-11-31",
    "24:61",
    "ж" * 50,
    "a" * 5000,
    "\u0000",
    "{}",
    "null",
]
HEADERS = {
    "Accept": ["text/html", "application/json", "*/*;q=x", "", "text/html;" + "q" * 500],
    "Accept-Language": ["nl", "en;q=0.1", "xx-" * 200, "*", "é"],
    "Content-Type": ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", "x"],
    "Cookie": ["s=x", "c=" + "y" * 64, "left=1; l=xx", "=", "s=" + "z" * 3000],
    "HX-Request": ["true", "x"],
    "If-Modified-Since": ["x", "Sun, 22 Nov 2026 00:00:00 GMT"],
    "Origin": ["null", "https://elsewhere.example"],
    "Range": ["bytes=0-1", "bytes=9-1"],
}
AT_ONCE = 4
STRANGERS = ("visitor", "fay")
NOT_THEIRS = re.compile(r"\b(Amal|Bo|Cleo|Dewi|Hanne|Keukentafel|Hoi)\b")
GROWTH_MAX_KIB = 40_000


def wild_path(chance, known):
    path = chance.choice(known)
    for _ in range(chance.choice([0, 0, 0, 1, 2])):
        at = chance.randrange(len(path) + 1)
        path = path[:at] + chance.choice(SIGNS) + path[at + chance.choice([0, 1, 3]) :]
    if chance.random() < 0.3:
        path += "?" + "&".join(f"{chance.choice(FIELDS)}={chance.choice(VALUES)}" for _ in range(chance.randrange(4)))
    return "/" + "".join(sign if " " < sign < "\x7f" else f"%{ord(sign) % 256:02x}" for sign in path.lstrip("/"))


FIELDS = """login password code passphrase sign_in_name language text_size name where house_id role background from_on
until_on phase arrived_on on person_id number before have text key reply_to kind value op reason next note""".split()


def wild_body(chance, token):
    if chance.random() < 0.2:
        return chance.randbytes(chance.randrange(400))
    fields = {chance.choice(FIELDS): chance.choice([*VALUES, str(uuid4())]) for _ in range(chance.randrange(6))}
    fields["csrfmiddlewaretoken"] = token or "x"
    return "&".join(f"{name}={value}" for name, value in fields.items()).encode(errors="replace")


def ask_wildly(visitor, name, chance, known, seen):
    """Ask many times; keep what came back as (who, method, path, status, page)."""
    for _ in range(scaled(25, 625)):
        method, path = chance.choice(METHODS), wild_path(chance, known)
        headers = {name: chance.choice(HEADERS[name]) for name in chance.sample(sorted(HEADERS), chance.randrange(4))}
        headers = {name: value.encode(errors="replace").decode("latin-1") for name, value in headers.items()}
        body = wild_body(chance, visitor.cookie("c")) if method not in ("GET", "HEAD") else None
        status, page = visitor.ask(method, path, body, headers)
        seen.append((name, method, path, status, page))


def memory_of(server):
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{server.process.pid}/status").read_text())[1])


@pytest.fixture
def world(transactional_db):
    prove_keys()
    return build_world()


@pytest.fixture
def known(world):
    """Every path, about what is in the first house."""
    return [
        reverse("house:start"),
        *(path_of(route, world) for route, _ in routes() if route != "not_here"),
    ]


def test_no_request_breaks_the_house(world, known, as_):
    """A visitor, a stranger of the neighbour house, a resident and the coordinator, four at once each."""
    grew, seen = [], []
    with running_server(database=test_database(), is_real=True) as server:
        for name in ("visitor", "fay", "amal", "eva") * 2:
            visitors = [Visitor(server.url) for _ in range(AT_ONCE)]
            for visitor in visitors:
                visitor.get("/in/")
                if world.cast[name] is not None:
                    visitor.carry(as_(world.cast[name]).session.session_key)
            _ask_at_once(visitors, name, known, seen, seed=len(grew))
            grew.append(memory_of(server))
        still_answers = Visitor(server.url).get("/help/")[0]
        log = server.log

    assert still_answers == 200
    assert [one[:4] for one in seen if one[3] >= 500] == []
    assert "Traceback" not in log
    assert grew[-1] - grew[3] < GROWTH_MAX_KIB
    assert [one[:4] for one in seen if one[0] in STRANGERS and NOT_THEIRS.search(one[4])] == []


def _ask_at_once(visitors, name, known, seen, seed):
    asking = [
        Thread(target=ask_wildly, args=(visitor, name, random.Random(f"{name} {seed} {n}"), known, seen))
        for n, visitor in enumerate(visitors)
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
