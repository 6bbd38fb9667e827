"""Living together: notes of the house, chores, own appointments, reminders."""
