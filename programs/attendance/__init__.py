"""Attendance: enrolments, welcomes, answers, places, the waiting list, needs, and who was there."""
