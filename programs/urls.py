"""The week and what is behind it. Paths are read by others too: they tell nothing."""

from django.urls import path, register_converter

from programs.views import changes, drafts, feeds, posters, series, sessions, staffing, trainings, week
from programs.weeks import WeekConverter

register_converter(WeekConverter, "week")

app_name = "programs"
urlpatterns = [
    path("week/", week.week, name="week"),
    path("week/<week:week>/", week.week, name="week_of"),
    path("week/<str:key>.ics", feeds.calendar, name="calendar"),
    path("me/calendar/", feeds.feed, name="feed"),
    path("me/calendar/new/", feeds.new_feed, name="new_feed"),
    path("me/calendar/end/", feeds.end_feed, name="end_feed"),
    path("desk/people/<uuid:person_id>/calendar/end/", feeds.end_feed_of, name="end_feed_of"),
    path("sessions/", sessions.today, name="sessions"),
    path("sessions/week/", week.house_week, name="house_week"),
    path("sessions/week/<week:week>/", week.house_week, name="house_week_of"),
    path("sessions/away/", staffing.away, name="away"),
    path("sessions/away/<uuid:away_id>/end/", staffing.come_back, name="come_back"),
    path("sessions/places/", staffing.places, name="places"),
    path("sessions/week/<week:week>/paper/", posters.poster, name="poster"),
    path("sessions/series/", series.all_series, name="series"),
    path("sessions/series/new/", series.new_series, name="new_series"),
    path("sessions/series/trainings/", trainings.trainings, name="trainings"),
    path("sessions/series/trainings/new/", trainings.new_training, name="new_training"),
    path("sessions/series/trainings/<uuid:training_id>/", trainings.training, name="training"),
    path("sessions/series/bring/", drafts.bring, name="bring"),
    path("sessions/series/bring/example/", drafts.bring_example, name="bring_example"),
    path("sessions/series/drafts/<uuid:draft_id>/", drafts.draft, name="draft"),
    path("sessions/series/drafts/<uuid:draft_id>/<int:number>/", drafts.draft_line, name="draft_line"),
    path("sessions/series/drafts/<uuid:draft_id>/away/", drafts.draft_away, name="draft_away"),
    path("sessions/<uuid:session_id>/", sessions.session, name="session"),
    path("sessions/<uuid:session_id>/not-coming/", sessions.not_coming, name="not_coming"),
    path("sessions/<uuid:session_id>/coming/", sessions.coming, name="coming"),
    path("sessions/<uuid:session_id>/restore/", sessions.restore, name="restore"),
    path("sessions/<uuid:session_id>/attendance/", sessions.attendance, name="attendance"),
    path("sessions/<uuid:session_id>/can/", staffing.can, name="can"),
    path("sessions/<uuid:session_id>/cannot/", staffing.cannot, name="cannot"),
    path("sessions/<uuid:session_id>/place/", staffing.place, name="place"),
    path("sessions/<uuid:session_id>/place/<uuid:person_id>/relieve/", staffing.relieve, name="relieve"),
    path("sessions/<uuid:session_id>/place/<uuid:person_id>/withdraw/", staffing.withdraw, name="withdraw"),
    path("sessions/<uuid:session_id>/place/<uuid:person_id>/close/", staffing.close_place, name="close_place"),
    path("sessions/<uuid:session_id>/move/", changes.move, name="move"),
    path("sessions/<uuid:session_id>/room/", changes.room, name="room"),
    path("sessions/<uuid:session_id>/cancel/", changes.cancel, name="cancel"),
]
