from programs.models.answers import Answer, Attendance
from programs.models.drafts import Draft, Origin
from programs.models.notices import Notice, Visit
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
    "Draft",
    "Duty",
    "Enrolment",
    "Notice",
    "Origin",
    "Overlap",
    "Series",
    "Session",
    "Theme",
    "Training",
    "Visit",
]
