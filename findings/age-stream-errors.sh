#!/bin/sh
# pyrage reads and writes age files as streams, and its errors are not where one looks for them: a file that is cut raises
# Python's OSError without a number, after nearly all of its text was handed out; and an OSError of the disk becomes an
# EncryptError that holds its words alone.
#
# Seen with pyrage 1.4.0 (age in Rust), Python 3.11:
#
#   decrypt_io, a file cut in its last piece    25 of 26 pieces come first; then OSError, errno None
#   decrypt_io, a file without its head         DecryptError
#   encrypt_io, the writer says ENOSPC          EncryptError('OSError: [Errno 28] ...'), without __cause__
#
# The library opens the head by itself and reads the body through Rust's io::Read, where there are only I/O errors; what
# Python raises in a reader or writer goes through Rust as a text. Each is as age is meant: its pieces of 64 KiB are proved
# one by one, and only the last says that it is the last.
#
# Why it matters: a back-up that is put back while it is read has written most of itself when the end turns out to be gone.
# Whoever catches DecryptError misses it, whoever catches OSError takes a cut file for a broken disk, and who wants to tell
# the keeper that her disk is full finds no errno. What helped: reading once to the end before anything is written, and
# keeping the exception in the reader or writer itself.
#
# Needs Python 3.11 or newer. Ends with 1 when the behaviour is another.
set -eu
there=$(mktemp -d)
trap 'rm -rf "$there"' EXIT
python3 -m venv "$there/venv"
"$there/venv/bin/pip" install --quiet --disable-pip-version-check pyrage==1.4.0
"$there/venv/bin/python" - <<'PYTHON'
import errno
import io
import sys
from importlib.metadata import version

import pyrage
from pyrage import x25519

PIECE = 64 * 1024


class Disk(io.RawIOBase):
    """Takes what is written, until it is full."""

    def __init__(self, size=None):
        self.taken, self.size = 0, size

    def write(self, data):
        if self.size is not None and self.taken + len(data) > self.size:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.taken += len(data)
        return len(data)


def said(deed, *given):
    try:
        deed(*given)
    except Exception as problem:
        return type(problem).__name__, getattr(problem, "errno", None), problem.__cause__
    return "nothing", None, None


identity = x25519.Identity.generate()
whole, text = io.BytesIO(), bytes(26 * PIECE)
pyrage.encrypt_io(io.BytesIO(text), whole, [identity.to_public()])
cut, disk = whole.getvalue()[:-10], Disk()
seen = {
    "cut at its end": said(pyrage.decrypt_io, io.BytesIO(cut), disk, [identity]),
    "without its head": said(pyrage.decrypt_io, io.BytesIO(cut[-1000:]), Disk(), [identity]),
    "a full disk": said(pyrage.encrypt_io, io.BytesIO(text), Disk(PIECE), [identity.to_public()]),
}
print(f"pyrage {version('pyrage')}")
for name, what in seen.items():
    print(f"{name:18} {what}")
print(f"handed out before that: {disk.taken // PIECE} of {len(text) // PIECE} pieces")
wanted = [("OSError", None, None), ("DecryptError", None, None), ("EncryptError", None, None)]
sys.exit(list(seen.values()) != wanted or disk.taken != 25 * PIECE)
PYTHON
