"""A passkey made of software: what a browser would answer, and what no browser would."""

import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAG = AuthenticatorData.FLAG
HERSELF = FLAG.UP | FLAG.UV


class SoftPasskey:
    """One passkey on one device. `host` is where it was made; `user` is what the house called its owner."""

    def __init__(self, host="testserver"):
        self.host = host
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)
        self.user = ""

    def made(self, options, flags=HERSELF):
        """The answer to `navigator.credentials.create`."""
        self.user = options["publicKey"]["user"]["id"]
        public = AttestedCredentialData.create(b"\0" * 16, self.id, ES256.from_cryptography_key(self.key.public_key()))
        about = AuthenticatorData.create(sha256(self.host.encode()), flags | FLAG.AT, 0, public)
        client = self._client("webauthn.create", options)
        told = {"clientDataJSON": client, "attestationObject": AttestationObject.create("none", about, {})}
        return self._answer(told)

    def shown(self, options, flags=HERSELF, user=None):
        """The answer to `navigator.credentials.get`."""
        about = AuthenticatorData.create(sha256(self.host.encode()), flags, 0)
        client = self._client("webauthn.get", options)
        signature = self.key.sign(about + sha256(client), ec.ECDSA(hashes.SHA256()))
        told = {"clientDataJSON": client, "authenticatorData": about, "signature": signature}
        return self._answer(told, userHandle=user or self.user)

    def _client(self, kind, options):
        return CollectedClientData.create(kind, options["publicKey"]["challenge"], f"https://{self.host}")

    def _answer(self, told, **more):
        return {
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "type": "public-key",
            "response": {name: websafe_encode(bytes(value)) for name, value in told.items()} | more,
            "clientExtensionResults": {},
        }
