#!/bin/sh
# py-vapid calls the contact of who sends a push *missing* when it is an https address with a port, or with a path.
#
# Seen with py-vapid 1.9.6, Python 3.11 (the claim `sub` of a VAPID token):
#
#   https://week.example             signed
#   https://week.example:8443        VapidException: Missing 'sub' from claims ...
#   https://week.example/contact     VapidException: Missing 'sub' from claims ...
#   mailto:push@week.example         signed
#
# RFC 8292, 2.1, wants "a contact URI for the application server as either a mailto: or an https: URI"; both are such. The
# library holds it to a pattern of its own that ends at the host (py_vapid/__init__.py, `_check_sub`). With the option
# `no-strict` it takes whatever is there, also nothing.
#
# Why it matters: a house on a port of its own has an address that is right, and none of its telephones is ever called; the
# only sign is an exception in a worker that says that the contact is missing. What helped: `no-strict`, and a check of our
# own when a process starts.
#
# Needs Python 3.11 or newer. Ends with 1 when the behaviour is another.
set -eu
there=$(mktemp -d)
trap 'rm -rf "$there"' EXIT
python3 -m venv "$there/venv"
"$there/venv/bin/pip" install --quiet --disable-pip-version-check py-vapid==1.9.6
"$there/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

from py_vapid import Vapid, VapidException

CONTACTS = {
    "https://week.example": "signed",
    "https://week.example:8443": "missing",
    "https://week.example/contact": "missing",
    "mailto:push@week.example": "signed",
}
vapid = Vapid()
vapid.generate_keys()


def told(contact):
    try:
        vapid.sign({"sub": contact, "aud": "https://push.example", "exp": 1_900_000_000})
    except VapidException as refused:
        return "missing" if "Missing 'sub'" in str(refused) else str(refused)
    return "signed"


print(f"py-vapid {version('py-vapid')}, Python {sys.version.split()[0]}")
found = {contact: told(contact) for contact in CONTACTS}
for contact, outcome in found.items():
    print(f"{contact:32} {outcome}")
sys.exit(0 if found == CONTACTS else 1)
PYTHON
