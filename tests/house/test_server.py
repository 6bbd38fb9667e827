"""`manage.py serve` and `manage.py tend` as processes."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from house.sealing import new_key
from tests.built import ROOT, manage
from tests.server import running_server

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def server(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), running_server() as server:
        yield server


def refusal(*words, env):
    """What a command that does not start says, on one line."""
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    (line,) = done.stderr.strip().splitlines()
    return line


@pytest.mark.parametrize("command", ["serve", "tend"])
def test_a_wrong_key_stops_the_start(server, command):
    line = refusal(command, env=server.env | {"SEALING_KEYS": new_key()})

    assert line.startswith("CommandError: The key in SEALING_KEYS")


@pytest.mark.parametrize("command", ["serve", "tend"])
def test_no_key_stops_the_start(server, tmp_path, command):
    line = refusal(command, env=server.env | {"SEALING_KEYS": "", "DATA_DIR": str(tmp_path)})

    assert line.startswith("CommandError: There is no key to seal with.")


@pytest.mark.parametrize("command", ["serve", "tend"])
def test_a_database_that_is_not_migrated_stops_the_start(server, tmp_path, command):
    line = refusal(command, env=server.env | {"DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3"})

    assert line.startswith("CommandError: The database is not up to date.")


def test_a_taken_port_is_said_plainly(server):
    line = refusal("serve", "--port", str(server.port), env=server.env)

    assert "CommandError: Nothing was started" in line


def test_the_server_does_not_say_what_it_is(server):
    with urllib.request.urlopen(server.url + "/help/") as answer:
        assert "Server" not in answer.headers


def test_a_handshake_that_is_never_finished_troubles_nobody(server):
    for text in (b"", b"GET /ws/ HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n\r\n", b"\x00" * 100):
        with socket.create_connection(("127.0.0.1", server.port)) as raw:
            raw.sendall(text)

    assert server.is_running
    assert "Traceback" not in server.log


def test_tend_once_does_what_is_due(server):
    said = manage("tend", "--once", env=server.env)

    assert "Traceback" not in said


def test_tend_stops_when_asked(server):
    process = subprocess.Popen(
        [sys.executable, "manage.py", "tend"], cwd=ROOT, env=server.env, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout.readline().startswith("The duties are done as they come round")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0


def test_port_comes_from_the_environment(server):
    env = server.env | {"PORT": str(server.port)}
    env.pop("HOST", None)

    assert "CommandError: Nothing was started" in refusal("serve", env=env)


def test_a_polite_stop_ends_with_0(server):
    assert server.stop() == 0
    server.start()


def test_ctrl_c_stops_politely_too(server):
    os.kill(server.process.pid, signal.SIGINT)
    assert server.process.wait(timeout=20) == 0
    server.start()


def test_a_head_request_gets_no_body(server):
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall(
            b"HEAD /static/peergroups/talk/talk.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
            b"HEAD /static/house/vendored/htmx.min.js HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        )
        heard = b"".join(iter(lambda: line.recv(65536), b""))

    assert [part[:15] for part in heard.split(b"\r\n\r\n") if part] == [b"HTTP/1.1 200 OK", b"HTTP/1.1 200 OK"]


def send(server, *parts):
    """Bytes as they go over the line; returns what came back before it was closed."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
        try:
            for part in parts:
                line.sendall(part)
            return line.recv(100)
        except ConnectionError:
            return b""


HEAD = b"POST /in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\n"


def test_a_body_that_says_it_is_too_large_is_not_read(server):
    assert send(server, HEAD + b"Content-Length: 33554433\r\n\r\n") == b""


def test_a_large_body_that_does_not_say_its_size_is_not_read(server):
    piece = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"

    assert send(server, HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *[piece] * 34) == b""


def test_a_body_of_a_usual_size_is_answered(server):
    assert send(server, HEAD + b"Content-Length: 3\r\n\r\nabc").startswith(b"HTTP/1.1 ")


def test_a_form_with_nothing_in_it_reaches_the_house(server):
    head = b"POST /bye/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"

    assert send(server, head + b"Content-Length: 7\r\n\r\n--x--\r\n").startswith(b"HTTP/1.1 200")
