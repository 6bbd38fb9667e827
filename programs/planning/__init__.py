"""Planning: start series, make their sessions, and change one session."""
