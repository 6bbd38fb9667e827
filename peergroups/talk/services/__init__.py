"""The verbs of the talk."""
