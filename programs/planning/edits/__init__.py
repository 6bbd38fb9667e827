"""A change of a whole series: planned, shown, applied and undone."""
