"""A served house that may call a push service on this machine."""

from house.settings import *  # noqa: F403

PUSH_MAY_STAY_INSIDE = True
TALK_MESSAGES_BURST = 100_000
