"""Asking once, before it is sent, whether she means to say what leads out of the group. She may say it all the same."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b
from threading import Lock
from uuid import UUID

from peergroups.errors import ThinkAgain
from peergroups.talk.signs import signs_in

KEPT_MAX = 5_000

_asked: OrderedDict[bytes, None] = OrderedDict()
_lock = Lock()


def ask_once(person_id: UUID, words: str) -> None:
    """Does nothing for words without a sign, and for the same words of hers a second time.

    Whom it was asked is kept in this process alone, as hashes: another one may ask once more.

    Raises:
        ThinkAgain: with what stands in the words.
    """
    if not (found := signs_in(words)):
        return
    mark = blake2b(person_id.bytes + words.encode(), digest_size=16).digest()
    with _lock:
        if _asked.pop(mark, mark) is None:
            return
        _asked[mark] = None
        while len(_asked) > KEPT_MAX:
            _asked.popitem(last=False)
    raise ThinkAgain(found)
