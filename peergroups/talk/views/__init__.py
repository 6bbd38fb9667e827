"""Pages of the talk, and what they answer to a script."""
