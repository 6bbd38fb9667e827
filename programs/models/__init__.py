from programs.models.answers import Answer, Attendance, Visit
from programs.models.series import Assignment, Audience, Enrolment, Series
from programs.models.sessions import Change, Session
from programs.models.staffing import Away, Duty, Overlap
from programs.models.trainings import Theme, Training

__all__ = [
    "Answer",
    "Assignment",
    "Attendance",
    "Audience",
    "Away",
    "Change",
    "Duty",
    "Enrolment",
    "Overlap",
    "Series",
    "Session",
    "Theme",
    "Training",
    "Visit",
]
