"""The pages of the week: her own, of a session, of the house as list and table, the month, the poster, search."""
