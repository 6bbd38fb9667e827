"""Pages of the talk, and their JSON answers for a script."""
