"""Ask once, before a message is stored, whether she means to send something that leads out of the group."""

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
    """Refuse this text once, when it holds a sign. The same text of hers is accepted the second time.

    The hashes of texts that were refused are kept in this process alone, so another process may ask once more.

    Raises:
        ThinkAgain: with the signs in the text.
    """
    if not (signs := signs_in(words)):
        return
    mark = blake2b(person_id.bytes + words.encode(), digest_size=16).digest()
    with _lock:
        if _asked.pop(mark, mark) is None:
            return
        _asked[mark] = None
        while len(_asked) > KEPT_MAX:
            _asked.popitem(last=False)
    raise ThinkAgain(signs)
