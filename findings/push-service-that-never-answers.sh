#!/bin/sh
# A request over TLS that runs into its time leaves its socket open, also after the session of aiohttp was closed and its
# event loop ended. Only the garbage collector ends it, with two ResourceWarnings.
#
# Seen with aiohttp 3.14.5 on Python 3.11 (asyncio's own loop), against a server on this machine that takes the request and
# says nothing:
#
#   ClientTimeout(total=0.5)                     TimeoutError, as it should
#   session closed, loop ended, then collected   'unclosed transport', 'unclosed <socket.socket ...>'
#
# The connection of a request that was given up is closed politely: asyncio's TLS waits for the other side to say that it
# closes, for up to thirty seconds. The session aborts idle connections when it closes, and does not know this one any more.
# Where the loop ends before, nobody waits. Source: aiohttp/connector.py (`_release`, `close`), asyncio/sslproto.py.
#
# Why it matters: a worker that calls many telephones makes one round of requests after another, each in a loop of its own.
# A push service that is slow for an hour leaves a socket for each call. What helped: `socket_factory`, a public option that
# lets us make the sockets; those that are still open after a round are shut down by hand, and the loop sees them end.
#
# Needs Python 3.11 and openssl. Ends with 1 when the behaviour is another.
set -eu
there=$(mktemp -d)
trap 'rm -rf "$there"' EXIT
python3 -m venv "$there/venv"
"$there/venv/bin/pip" install --quiet --disable-pip-version-check aiohttp==3.14.5
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost -keyout "$there/key.pem" -out "$there/certificate.pem" 2>/dev/null
"$there/venv/bin/python" - "$there" <<'PYTHON'
import asyncio
import gc
import socket
import ssl
import sys
import threading
import warnings
from importlib.metadata import version

import aiohttp

there = sys.argv[1]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(f"{there}/certificate.pem", f"{there}/key.pem")
listener = socket.create_server(("127.0.0.1", 0))
taken = []


def serve():
    plain, _ = listener.accept()
    secure = context.wrap_socket(plain, server_side=True)
    secure.recv(65536)  # the request; it is never answered
    taken.append(secure)


threading.Thread(target=serve, daemon=True).start()
trust = ssl.create_default_context(cafile=f"{there}/certificate.pem")


async def ask():
    timeout = aiohttp.ClientTimeout(total=0.5)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trust), timeout=timeout) as session:
        try:
            await session.post(f"https://localhost:{listener.getsockname()[1]}/")
        except TimeoutError:
            return "TimeoutError"


with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    outcome = asyncio.run(ask())
    gc.collect()
listener.close()
for secure in taken:
    secure.close()
words = sorted({str(warning.message).split(" ")[0] + " " + str(warning.message).split(" ")[1] for warning in said
                if issubclass(warning.category, ResourceWarning)})
print(f"aiohttp {version('aiohttp')}, Python {sys.version.split()[0]}")
print("the request:", outcome)
print("left to the garbage collector:", words)
expected = outcome == "TimeoutError" and any("transport" in word for word in words)
sys.exit(0 if expected else 1)
PYTHON
