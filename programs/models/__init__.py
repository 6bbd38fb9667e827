from programs.models.answers import Answer, Attendance, OwnWord
from programs.models.closures import Closure, HolidayYear
from programs.models.drafts import Draft, Origin
from programs.models.edits import Edit, EditedSession
from programs.models.feeds import Feed
from programs.models.joining import Joining
from programs.models.living import Appointment, Chore, HouseNote, Swap
from programs.models.materials import Paper, TrainingText
from programs.models.needs import Language, Needs
from programs.models.notices import Notice, Reminder, Reminding, Visit
from programs.models.series import Assignment, Audience, Enrolment, Series
from programs.models.sessions import Change, Session
from programs.models.staffing import Away, Duty, Overlap
from programs.models.trainings import Theme, Training
from programs.models.voices import Box, Face, Heard, Spoken, Voice
from programs.models.welcomes import Welcome
from programs.models.wishes import Vote, Wish

__all__ = [
    "Answer",
    "Appointment",
    "Assignment",
    "Attendance",
    "Audience",
    "Away",
    "Box",
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
