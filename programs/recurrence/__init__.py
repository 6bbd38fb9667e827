"""Rules in local time: rhythms, weeks, months and public days. Pure, except the field that stores a rule."""
