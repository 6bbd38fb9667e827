"""What README tells of a real house, word for word: from a clone to a coordinator in her week, over TLS.

Two things differ. Installing is left to those who run the tests: the packages of Debian by `tests/get_tools.sh`, those
of Python are in the environment that runs this. And the ports are free ones.
"""

import http.client
import json
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import time
import urllib.error
from contextlib import contextmanager
from html import unescape

import pytest
from websockets.sync.client import connect

from tests.built import ROOT
from tests.house.second.steps import CHOSEN, code_at
from tests.server import STARTS_WITHIN_S, STOPS_WITHIN_S, free_port, hear_ctrl_c
from tests.tls import is_here
from tests.visitor import Visitor

pytestmark = [
    pytest.mark.process,
    pytest.mark.apart,  # the house of README is told of no database
    pytest.mark.skipif(not is_here() or shutil.which("make") is None, reason="no nginx, openssl or make here"),
]
ANSWERS = ["De Linde", "Eva", "Pia", "nl", ""]
"""Of the house, its coordinator, its second pair of eyes, their language, and no telephone."""


def told_commands(folder):
    """The lines of README's 'A real house' that are commands, without the one that installs Debian's packages."""
    section = re.search(r"^## A real house\n(.*?)^## ", (folder / "README.md").read_text(), re.DOTALL | re.MULTILINE)[1]
    lines = re.findall(r"^    (.+)$", section, re.MULTILINE)
    assert lines[0] == "sudo apt-get install git make python3-venv nginx-light openssl"
    return "\n".join(lines[1:])


class RealHouse:
    """`printed` is what the terminal shows; `url` where README says that the house is."""

    def __init__(self, folder, port):
        self.folder, self.url = folder, f"https://localhost:{port}"
        self.trial = folder / "var" / "trial"
        self.terminal = folder.with_name("terminal")

    @property
    def printed(self):
        return self.terminal.read_text()

    @property
    def trust(self):
        """Trusts the certificate of the trial, and no other."""
        return ssl.create_default_context(cafile=self.trial / "certificate.pem")

    def visitor(self):
        return Visitor(self.url, {"Origin": self.url}, tls=self.trust)


def clone(folder):
    """The commit that is looked at, with the packages of Python in place."""
    subprocess.run(["git", "clone", "--quiet", "--shared", str(ROOT), str(folder)], check=True)
    (folder / ".venv").symlink_to(sys.prefix)
    os.utime(folder / "requirements" / "base.txt", (0, 0))  # older than what make finds installed


@contextmanager
def sitting_at(house, commands):
    """Somebody who types these commands and answers what is asked; in the end she presses Ctrl+C."""
    env = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    with house.terminal.open("w") as terminal:
        shell = subprocess.Popen(
            ["sh", "-ec", commands],
            cwd=house.folder,
            env=env | {"PORT": str(free_port()), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
            preexec_fn=hear_ctrl_c,
        )
    shell.stdin.write("".join(f"{answer}\n" for answer in ANSWERS).encode())
    shell.stdin.close()
    try:
        yield shell
    finally:
        os.killpg(shell.pid, signal.SIGINT)
        shell.wait(STOPS_WITHIN_S)


@pytest.fixture(scope="module")
def real_house(tmp_path_factory):
    house = RealHouse(tmp_path_factory.mktemp("readme") / "clone", free_port())
    clone(house.folder)
    with sitting_at(house, told_commands(house.folder).replace("https://localhost:8443", house.url)) as shell:
        wait_until_open(house, shell)
        yield house
    assert not house.trial.joinpath("nginx.pid").exists()  # gone with Ctrl+C, and its port with it


def wait_until_open(house, shell):
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until and shell.poll() is None:
        if (house.trial / "nginx.pid").exists() and answers(house):
            return
        time.sleep(0.1)
    raise AssertionError(f"The house did not open:\n{house.printed}")


def answers(house):
    try:
        return house.visitor().get("/in/")[0] == 200
    except urllib.error.URLError:
        return False


@pytest.fixture(scope="module")
def coordinator(real_house):
    """Eva, who came in with her printed card and scanned her second step."""
    eva = real_house.visitor()
    code = re.search(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", real_house.printed)[0]
    _, page = eva.post("/card/", {"code": code})
    assert "Dag Eva." in page
    status, _ = eva.post("/card/in/", {"code": code, "sign_in_name": "merel-42", "passphrase": CHOSEN})
    assert (status, eva.get("/week/")[0]) == (302, 302)  # her second step is due at once
    secret = re.search(r"secret=(\w+)", unescape(eva.get("/me/second/app/")[1]))[1]
    status, page = eva.post("/me/second/app/", {"code": code_at(int(time.time()), secret)})
    assert status == 200, page
    return eva


def test_the_printed_card_says_where_to_go(real_house):
    assert real_house.printed.count(f"Ga naar {real_house.url}/card/ en vul de code in.") == 2
    assert f"The house is open at {real_house.url} " in real_house.printed


def test_the_coordinator_reaches_her_week_and_her_desk(coordinator):
    assert [coordinator.get(path)[0] for path in ("/week/", "/desk/people/", "/groups/")] == [200, 200, 200]
    assert {(cookie.name[:7], cookie.secure) for cookie in coordinator.cookies} == {("__Host-", True)}


def test_her_live_line_opens_through_the_proxy(real_house, coordinator):
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in coordinator.cookies)
    address = real_house.url.replace("https", "wss") + "/ws/"

    with connect(address, ssl=real_house.trust, origin=real_house.url, additional_headers={"Cookie": cookies}) as line:
        line.send(json.dumps({"t": "hello", "v": 1, "have": {}}))
        told = json.loads(line.recv(timeout=30))

    assert told["t"] == "welcome"


def test_the_proxy_takes_no_more_than_the_house_and_keeps_no_log(real_house, coordinator):
    status, _ = coordinator.post("/desk/rooms/", {"name": "x" * 4_000_000})
    line = http.client.HTTPSConnection(real_house.url.removeprefix("https://"), context=real_house.trust, timeout=30)
    line.putrequest("POST", "/in/")
    line.putheader("Content-Length", str(32 * 1024 * 1024 + 1))
    line.endheaders()
    refused = line.getresponse().status
    line.close()

    kept = {path.name for path in real_house.trial.rglob("*") if path.is_file()}
    assert (status, refused) == (400, 413)
    assert kept == {"nginx.conf", "nginx.pid", "certificate.pem", "key.pem"}
    assert "127.0.0.1" not in real_house.printed


def test_what_the_trial_makes_is_closed_to_others(real_house):
    made = [real_house.trial, real_house.trial / "key.pem"]

    assert [oct(path.stat().st_mode & 0o077) for path in made] == ["0o0", "0o0"]
