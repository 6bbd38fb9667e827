"""Edits: a change of a whole series is planned, shown, applied and, within ten minutes, undone."""
