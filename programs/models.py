"""All models of the app, for Django. The rooms import theirs from their own modules."""

from programs.attendance.models.answers import Answer, Attendance, OwnWord
from programs.attendance.models.joinings import Joining
from programs.attendance.models.needs import Needs
from programs.feedback.models.feedback import Face, FeedbackBatch, Heard, Spoken, Voice
from programs.feedback.models.wishes import Vote, Wish
from programs.feeds.models import Feed
from programs.household.models.household import Appointment, Chore, HouseNote, Swap
from programs.household.models.reminders import Reminder, Reminding
from programs.importing.models import Draft, Origin
from programs.materials.models import Paper, TrainingText
from programs.planning.edits.models import Edit, EditedSession
from programs.sessions.models.changes import Change
from programs.sessions.models.closures import Closure, HolidayYear
from programs.sessions.models.duties import Duty
from programs.sessions.models.interpreters import Language
from programs.sessions.models.notices import Notice, Visit
from programs.sessions.models.series import Assignment, Audience, Enrolment, Series
from programs.sessions.models.sessions import Session
from programs.sessions.models.welcomes import Welcome
from programs.staffing.models import Away, Overlap
from programs.trainings.models import Theme, Training

__all__ = [
    "Answer",
    "Appointment",
    "Assignment",
    "Attendance",
    "Audience",
    "Away",
    "Change",
    "Chore",
    "Closure",
    "Draft",
    "Duty",
    "Edit",
    "EditedSession",
    "Enrolment",
    "Face",
    "Feed",
    "FeedbackBatch",
    "Heard",
    "HolidayYear",
    "HouseNote",
    "Joining",
    "Language",
    "Needs",
    "Notice",
    "Origin",
    "Overlap",
    "OwnWord",
    "Paper",
    "Reminder",
    "Reminding",
    "Series",
    "Session",
    "Spoken",
    "Swap",
    "Theme",
    "Training",
    "TrainingText",
    "Visit",
    "Voice",
    "Vote",
    "Welcome",
    "Wish",
]
