"""The door: cards, returns, vouches, and the pages of a visitor."""
