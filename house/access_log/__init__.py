"""Who looked at what of whom: a log that is only added to, and that can forget."""
