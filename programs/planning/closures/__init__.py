"""Days on which the house is closed, pauses of a series, and what lapses by them."""
