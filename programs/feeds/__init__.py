"""The week in calendars elsewhere."""
