"""Living together: notices of the house, chores, own appointments, reminders."""
