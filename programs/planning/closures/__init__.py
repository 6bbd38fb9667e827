"""Closed days of a house, pauses of a series, and the sessions that lapse because of them."""
