"""Reports about messages, and messages that a facilitator takes away."""
