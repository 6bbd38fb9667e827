"""Feedback: how a session was, and what people would like."""
