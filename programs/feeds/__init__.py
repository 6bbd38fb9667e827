"""Calendar feeds: the week in calendars elsewhere."""
