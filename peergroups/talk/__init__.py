"""The talk of a group: messages, reactions, read positions, the live line and its pages."""
