"""Rows for the house itself: pages sent once, runs of ticks, and one sealed row to check the key."""
