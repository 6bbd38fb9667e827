"""The verbs of seats."""
