"""What the tests of the second step do again and again."""

import json
import re
from html import unescape

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.cast import APP_SECRET, PASSPHRASE
from tests.passkeys import SoftPasskey

NOW = 1_790_000_010


CHOSEN = "vier nieuwe gewone woorden"


def code_at(seconds, secret=APP_SECRET):
    return format_hotp_value(hotp_value(secret, seconds // 30))


def page(response):
    return unescape(response.content.decode())


def sign_in(client, name="dewi", passphrase=PASSPHRASE, path="/in/", **extra):
    return client.post(path, {"login": name, "password": passphrase} | extra)


def person_in(client):
    return client.session.get("_auth_user_id")


def prove_herself(client, passphrase=PASSPHRASE, **extra):
    return client.post("/me/passphrase/again/", {"password": passphrase} | extra)


def secret_on(response):
    return re.search(r"secret=(\w+)", page(response))[1]


def codes_on(response):
    return re.findall(r"<li>(\d{4}) (\d{4})</li>", page(response))


def make_passkey(client, passkey=None, name="telefoon", **said):
    passkey = passkey or SoftPasskey()
    options = options_on(client.get("/me/second/passkey/"))
    passkey.answer = client.post(
        "/me/second/passkey/", {"name": name, "credential": json.dumps(passkey.made(options, **said))}
    )
    return passkey


def options_on(response):
    return json.loads(unescape(re.search(r'data-options="([^"]+)"', response.content.decode())[1]))


def show(client, passkey, options=None, credential=None, **said):
    """Sign in with a passkey alone, or with what somebody says in its place."""
    options = options or client.get("/in/passkey/", headers={"accept": "application/json"}).json()
    extra = {"next": said.pop("next")} if "next" in said else {}
    credential = credential or json.dumps(passkey.shown(options, **said))
    return client.post("/in/passkey/", {"credential": credential} | extra)
