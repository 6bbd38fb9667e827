"""How long the programme keeps things: see `house.retention`."""

from __future__ import annotations

from datetime import timedelta

NOTES = timedelta(weeks=1)
"""A note of the house and an own appointment, after its last day."""
SWAPS = timedelta(weeks=2)
"""A swap of turns, after the Monday of its last week."""
NOTICES = timedelta(weeks=4)
DRAFTS = timedelta(weeks=3)
"""A programme that was imported and not put in the week."""
FEEDBACK = timedelta(days=365)
"""What residents said together, after the last session that it is about."""
LOOSE_FILES = timedelta(hours=1)
"""A file that belongs to no paper; until then it may be on its way."""
