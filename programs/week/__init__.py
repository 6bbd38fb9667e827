"""The pages of the week: hers, a session's, the house's as list and table, the month, the poster, search."""
