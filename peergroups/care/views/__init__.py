"""Pages about groups and reports."""
