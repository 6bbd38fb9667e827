"""The settings of a served house under test: those of a real one, with what a test asks for.

TALK_... set the pace; PUSH_HOSTS names a push service of the tests; HINTS_BACKEND is a channel layer that lies;
CLOCK_FILE holds how many seconds the clock is off.
"""

import os
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from house.settings import *  # noqa: F403
from tests.hashing import QUICKLY

PASSWORD_HASHERS = QUICKLY  # as the tests: another hasher would hash anew who signs in, and so end her other sessions
LINE_BEAT_S = float(os.environ.get("LINE_BEAT_S", "25"))
TALK_MESSAGES_BURST = int(os.environ.get("TALK_MESSAGES_BURST", "10"))
LINE_FRAMES_BURST = int(os.environ.get("LINE_FRAMES_BURST", "120"))

PUSH_MAY_STAY_INSIDE = "PUSH_HOSTS" in os.environ  # a push service of the tests

if "HINTS_BACKEND" in os.environ:
    CHANNEL_LAYERS["default"]["BACKEND"] = os.environ["HINTS_BACKEND"]  # noqa: F405

if "CLOCK_FILE" in os.environ:
    _clock, _now = Path(os.environ["CLOCK_FILE"]), timezone.now
    timezone.now = lambda: _now() + timedelta(seconds=float(_clock.read_text()))
