"""Who comes: enrolments and welcomes, answers, places and the waiting list, needs, who was there."""
