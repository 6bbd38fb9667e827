"""Rows with which the house keeps itself in order: what was sent once, whose turn a tick was, one sealed row."""
