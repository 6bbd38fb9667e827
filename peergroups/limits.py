"""How much and how fast. Counted in this process, per person."""

from __future__ import annotations

from collections.abc import Hashable

from django.conf import settings

from house import pace
from peergroups.errors import TooFast

FRAME_MAX_BYTES = 20 * 1024
PAGE_MAX_BYTES = 64 * 1024
PAGE_MAX_MESSAGES = 50
UNREAD_MAX = 999
NUMBER_MAX = 2**53 - 1
GROUPS_MAX = 100
EDIT_MINUTES = 15
HELLO_WITHIN_S = 10
BEAT_S: int = getattr(settings, "TALK_BEAT_S", 25)
SILENT_AFTER_S = 60
SOCKETS_PER_PERSON = 5
UNCONFIRMED_MAX_BYTES = 256 * 1024
WAITING_MAX_FRAMES = 1000
DRAFTS_AT_ONCE = 64
HINT_WITHIN_S = 2
MESSAGES_BURST: int = getattr(settings, "TALK_MESSAGES_BURST", 10)
MESSAGES_PER_MINUTE: int = getattr(settings, "TALK_MESSAGES_PER_MINUTE", 30)
FRAMES_BURST: int = getattr(settings, "TALK_FRAMES_BURST", 120)
FRAMES_PER_MINUTE: int = getattr(settings, "TALK_FRAMES_PER_MINUTE", 600)


class Pace(pace.Pace):
    def take(self, who: Hashable) -> None:
        """Raises TooFast, which says how long to wait."""
        if wait_s := self.wait_s(who):
            raise TooFast(wait_s)


messages = Pace(MESSAGES_BURST, MESSAGES_PER_MINUTE)
frames = Pace(FRAMES_BURST, FRAMES_PER_MINUTE)
