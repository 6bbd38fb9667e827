"""A push service of our own on this machine, over TLS, which keeps all that it gets and checks each request.

    with push_service() as service:
        browser = service.browser()      # an address and keys, as a browser would give them
        ...
        assert browser.heard() == ["Er is iets nieuws"]

What an address leads to is in its path: `browser("gone")` answers 410; see `Service.ANSWERS`. A slow one answers late.
"""

import base64
import json
import secrets
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

import http_ece
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SLOW_S = 8


@dataclass
class Request:
    """One request as it came in."""

    path: str
    headers: dict
    body: bytes
    at: float


@dataclass
class Browser:
    """The other end: what only a browser knows, and the requests for it."""

    service: "Service"
    path: str
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    @property
    def endpoint(self):
        return f"https://{self.service.host}{self.path}"

    @property
    def point(self):
        return text(self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    @property
    def secret(self):
        return text(self.auth)

    @property
    def given(self):
        """What its page sends to the house."""
        return {"endpoint": self.endpoint, "point": self.point, "secret": self.secret}

    @property
    def requests(self):
        return [request for request in self.service.requests if request.path == self.path]

    def read(self, request):
        """The content as it was padded."""
        return http_ece.decrypt(request.body, private_key=self.private, auth_secret=self.auth, version="aes128gcm")

    def heard(self):
        """The words of each request, as the service worker shows them."""
        return [self.read(request).decode().strip() for request in self.requests]

    def wait(self, count, within_s=15):
        """Wait until so many requests came for it; returns them."""
        until = time.monotonic() + within_s
        while len(self.requests) < count and time.monotonic() < until:
            time.sleep(0.02)
        return self.requests


class Service:
    """`requests` are in the order in which they came in."""

    ANSWERS = {"ok": 201, "gone": 410, "unknown": 404, "busy": 429, "down": 503, "moved": 307, "refused": 403}

    def __init__(self, port):
        self.host = f"localhost:{port}"
        self.requests = []

    def browser(self, kind="ok"):
        return Browser(self, f"/{kind}/{secrets.token_urlsafe(12)}")


def _handler(service):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.requests.append(Request(self.path, dict(self.headers), body, time.monotonic()))
            kind = self.path.split("/")[1]
            if kind == "slow":
                time.sleep(SLOW_S)
            self.send_response(Service.ANSWERS.get(kind, 201))
            if kind == "busy":
                self.send_header("Retry-After", "120")
            if kind == "moved":
                self.send_header("Location", f"https://{service.host}/ok/moved")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            pass

    return Handler


@contextmanager
def push_service():
    """`certificate` is the path of what to trust: SSL_CERT_FILE."""
    with TemporaryDirectory(prefix="push-") as folder:
        certificate, key = Path(folder, "certificate.pem"), Path(folder, "key.pem")
        words = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
        subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        made = ["openssl", "req", *words, *subject, "-keyout", str(key), "-out", str(certificate)]
        subprocess.run(made, check=True, capture_output=True)
        server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
        server.daemon_threads = True
        server.handle_error = lambda *args: None  # who hangs up on a slow one does so on purpose
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        service = Service(server.server_port)
        service.certificate = str(certificate)
        server.RequestHandlerClass = _handler(service)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield service
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def signed_claims(request):
    """The claims of its Authorization header, once the signature is right (RFC 8292), and the key that made it."""
    scheme, _, parts = request.headers["Authorization"].partition(" ")
    assert scheme == "vapid"
    named = dict(part.strip().split("=", 1) for part in parts.split(","))
    content, _, signature = named["t"].rpartition(".")
    raw, key = octets(signature), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), octets(named["k"]))
    pair = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key.verify(pair, content.encode(), ec.ECDSA(hashes.SHA256()))
    head, claims = (json.loads(octets(part)) for part in content.split("."))
    assert head["alg"] == "ES256"
    return claims, named["k"]


def text(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def octets(words):
    return base64.urlsafe_b64decode(words + "=" * (-len(words) % 4))
