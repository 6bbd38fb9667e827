"""The settings of a house under load: those of a real one, without limits to the pace of one person."""

from house.settings import *  # noqa: F403

TALK_MESSAGES_BURST = TALK_MESSAGES_PER_MINUTE = 10**9
LINE_FRAMES_BURST = LINE_FRAMES_PER_MINUTE = 10**9
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
