"""Pages of her groups and of reports."""
