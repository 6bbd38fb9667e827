"""Watching over the talk: reports, and messages that a facilitator takes away."""
