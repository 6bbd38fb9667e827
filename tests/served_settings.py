"""The settings of a served house under test: those of a real one, with the pace that a test asks for."""

import os

from house.settings import *  # noqa: F403

TALK_BEAT_S = float(os.environ.get("TALK_BEAT_S", "25"))
TALK_MESSAGES_BURST = int(os.environ.get("TALK_MESSAGES_BURST", "10"))
TALK_FRAMES_BURST = int(os.environ.get("TALK_FRAMES_BURST", "120"))
