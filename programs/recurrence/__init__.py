"""Rules in local time: rhythms, weeks, months and public days. Pure, but for the field that keeps a rule."""
