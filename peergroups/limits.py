"""Limits of the talk: sizes, and how fast one person may write. Limits of every line are in `house.line.limits`."""

from __future__ import annotations

from django.conf import settings

from house.line.limits import NUMBER_MAX, SharedRateLimit

__all__ = ["NUMBER_MAX", "SharedRateLimit"]

PAGE_MAX_BYTES = 64 * 1024
PAGE_MAX_MESSAGES = 50
UNREAD_MAX = 999
GROUPS_MAX = 100
EDIT_MINUTES = 15
DRAFTS_AT_ONCE = 64
MESSAGES_BURST: int = getattr(settings, "TALK_MESSAGES_BURST", 10)
MESSAGES_PER_MINUTE: int = getattr(settings, "TALK_MESSAGES_PER_MINUTE", 30)

messages = SharedRateLimit(MESSAGES_BURST, MESSAGES_PER_MINUTE)

TEXT_MAX = 4000
