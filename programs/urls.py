"""Paths of the programme. Others can read a path too, so it says nothing."""

from django.urls import path, register_converter

from programs.attendance.views import audience, needs
from programs.feedback.views import feedback, wishes
from programs.feeds import views as feeds
from programs.household import views as household
from programs.importing import views as importing
from programs.materials import views as materials
from programs.planning.closures import views as closures
from programs.planning.edits import views as edits
from programs.planning.views import changes, series
from programs.recurrence.months import MonthConverter
from programs.recurrence.weeks import WeekConverter
from programs.staffing import views as staffing
from programs.trainings import views as trainings
from programs.week.views import agenda, house, own, poster, search, sessions

register_converter(WeekConverter, "week")
register_converter(MonthConverter, "month")

app_name = "programs"
urlpatterns = [
    path("week/", own.week, name="week"),
    path("me/needs/", needs.needs, name="needs"),
    path("week/<week:week>/", own.week, name="week_of"),
    path("week/<str:key>.ics", feeds.calendar, name="calendar"),
    path("me/calendar/", feeds.feed, name="feed"),
    path("me/calendar/new/", feeds.new_feed, name="new_feed"),
    path("me/calendar/end/", feeds.end_feed, name="end_feed"),
    path("desk/people/<uuid:person_id>/calendar/end/", feeds.end_feed_of, name="end_feed_of"),
    path("week/own/new/", household.new_appointment, name="new_appointment"),
    path("week/own/<uuid:appointment_id>/", household.appointment, name="appointment"),
    path("week/own/<uuid:appointment_id>/gone/", household.take_appointment_away, name="take_appointment_away"),
    path("week/remind/", household.reminding, name="reminding"),
    path("week/soon/", own.soon, name="soon"),
    path("week/turns/", household.turns, name="turns"),
    path("week/turns/<uuid:chore_id>/<week:week>/ask/", household.ask_swap, name="ask_swap"),
    path("week/turns/<uuid:swap_id>/keep/", household.ask_no_more, name="ask_no_more"),
    path("week/turns/<uuid:swap_id>/<week:week>/take/", household.take_turn, name="take_turn"),
    path("sessions/notes/", household.notes, name="notes"),
    path("sessions/notes/new/", household.new_note, name="new_note"),
    path("sessions/notes/<uuid:note_id>/", household.note, name="note"),
    path("sessions/notes/<uuid:note_id>/gone/", household.take_note_away, name="take_note_away"),
    path("sessions/chores/", household.chores, name="chores"),
    path("sessions/chores/new/", household.new_chore, name="new_chore"),
    path("sessions/chores/<uuid:chore_id>/", household.chore, name="chore"),
    path("sessions/chores/<uuid:chore_id>/end/", household.end_chore, name="end_chore"),
    path("week/learned/", materials.learned, name="learned"),
    path("week/learned/<uuid:training_id>/", materials.recap, name="recap"),
    path("week/papers/<uuid:paper_id>/", materials.paper, name="paper"),
    path("week/wishes/", wishes.wishes, name="wishes"),
    path("week/wishes/<uuid:wish_id>/too/", wishes.want_too, name="want_too"),
    path("week/wishes/<uuid:wish_id>/no-more/", wishes.want_no_more, name="want_no_more"),
    path("week/wishes/<uuid:wish_id>/back/", wishes.wish_back, name="wish_back"),
    path("sessions/", sessions.today, name="sessions"),
    path("sessions/how/", feedback.voices, name="voices"),
    path("sessions/wishes/", wishes.desk_wishes, name="desk_wishes"),
    path("sessions/wishes/<uuid:wish_id>/", wishes.answer_wish, name="answer_wish"),
    path("sessions/wishes/<uuid:wish_id>/away/", wishes.drop_wish, name="drop_wish"),
    path("sessions/week/", house.house_week, name="house_week"),
    path("sessions/week/<week:week>/", house.house_week, name="house_week_of"),
    path("sessions/week/keys/", house.letter_keys, name="letter_keys"),
    path("sessions/month/", house.month, name="month"),
    path("sessions/month/<month:month>/", house.month, name="month_of"),
    path("sessions/coming/", agenda.agenda, name="agenda"),
    path("sessions/find/", search.find, name="find"),
    path("sessions/away/", staffing.away, name="away"),
    path("sessions/away/<uuid:away_id>/end/", staffing.come_back, name="come_back"),
    path("sessions/places/", staffing.places, name="places"),
    path("sessions/week/<week:week>/paper/", poster.poster, name="poster"),
    path("sessions/places/<uuid:session_id>/", staffing.place, name="place"),
    path("sessions/places/<uuid:session_id>/<uuid:person_id>/relieve/", staffing.relieve, name="relieve"),
    path("sessions/places/<uuid:session_id>/<uuid:person_id>/back/", staffing.give_back, name="give_back"),
    path("sessions/places/<uuid:session_id>/<uuid:person_id>/withdraw/", staffing.withdraw, name="withdraw"),
    path("sessions/places/<uuid:session_id>/<uuid:person_id>/close/", staffing.close_place, name="close_place"),
    path("sessions/series/", series.all_series, name="series"),
    path("sessions/series/new/", series.new_series, name="new_series"),
    path("sessions/series/<uuid:series_id>/", edits.one_series, name="one_series"),
    path("sessions/series/<uuid:series_id>/edit/", edits.edit, name="edit_series"),
    path("sessions/series/<uuid:series_id>/stop/", edits.stop, name="stop_series"),
    path("sessions/series/edits/<uuid:edit_id>/undo/", edits.undo, name="undo_edit"),
    path("sessions/series/trainings/", trainings.trainings, name="trainings"),
    path("sessions/series/trainings/new/", trainings.new_training, name="new_training"),
    path("sessions/series/trainings/<uuid:training_id>/", trainings.training, name="training"),
    path("sessions/series/trainings/<uuid:training_id>/papers/", materials.papers, name="papers"),
    path("sessions/series/trainings/<uuid:training_id>/words/", materials.training_words, name="training_words"),
    path("sessions/series/papers/<uuid:paper_id>/away/", materials.paper_away, name="paper_away"),
    path(
        "sessions/series/trainings/<uuid:training_id>/in/<slug:language>/",
        materials.training_text,
        name="training_text",
    ),
    path(
        "sessions/series/trainings/<uuid:training_id>/in/<slug:language>/away/",
        materials.training_text_away,
        name="training_text_away",
    ),
    path("sessions/series/bring/", importing.bring, name="bring"),
    path("sessions/series/bring/example/", importing.bring_example, name="bring_example"),
    path("sessions/series/copy/", importing.copy_programme, name="copy_programme"),
    path("sessions/series/copy/week/", importing.copy_week, name="copy_week"),
    path("sessions/series/drafts/<uuid:draft_id>/", importing.draft, name="draft"),
    path("sessions/series/drafts/<uuid:draft_id>/<int:number>/", importing.draft_line, name="draft_line"),
    path("sessions/series/drafts/<uuid:draft_id>/away/", importing.draft_away, name="draft_away"),
    path("sessions/series/<uuid:series_id>/people/", audience.people, name="people"),
    path("sessions/series/<uuid:series_id>/people/add/", audience.enrol, name="enrol"),
    path("sessions/series/<uuid:series_id>/people/<uuid:person_id>/end/", audience.end_enrolment, name="end_enrolment"),
    path("sessions/series/<uuid:series_id>/places/", audience.arrange_series, name="arrange_series"),
    path("sessions/series/<uuid:series_id>/welcome/", audience.welcome_series, name="welcome_series"),
    path("sessions/<uuid:session_id>/places/", audience.arrange_session, name="arrange_session"),
    path("sessions/<uuid:session_id>/welcome/", audience.welcome_session, name="welcome_session"),
    path("sessions/series/<uuid:series_id>/pause/", closures.pause, name="pause"),
    path("sessions/days/", closures.closures, name="closures"),
    path("sessions/days/new/", closures.new_closure, name="new_closure"),
    path("sessions/days/where/", closures.region, name="region"),
    path("sessions/days/year/<int:year>/", closures.holidays, name="holidays"),
    path("sessions/days/year/<int:year>/more/", closures.breaks, name="breaks"),
    path("sessions/days/<uuid:closure_id>/", closures.closure, name="closure"),
    path("sessions/days/<uuid:closure_id>/open/", closures.reopen, name="reopen"),
    path("sessions/<uuid:session_id>/", sessions.session, name="session"),
    path("sessions/<uuid:session_id>/not-coming/", sessions.not_coming, name="not_coming"),
    path("sessions/<uuid:session_id>/coming/", sessions.coming, name="coming"),
    path("sessions/<uuid:session_id>/how/", feedback.how_it_was, name="how_it_was"),
    path("sessions/<uuid:session_id>/restore/", sessions.restore, name="restore"),
    path("sessions/<uuid:session_id>/was-there/", sessions.was_there, name="was_there"),
    path("sessions/<uuid:session_id>/where/", sessions.where, name="where"),
    path("sessions/<uuid:session_id>/attendance/", sessions.attendance, name="attendance"),
    path("sessions/series/<uuid:series_id>/can/", staffing.can_all, name="can_all"),
    path("sessions/<uuid:session_id>/can/", staffing.can, name="can"),
    path("sessions/<uuid:session_id>/cannot/", staffing.cannot, name="cannot"),
    path("sessions/<uuid:session_id>/move/", changes.move, name="move"),
    path("sessions/<uuid:session_id>/room/", changes.room, name="room"),
    path("sessions/<uuid:session_id>/cancel/", changes.cancel, name="cancel"),
    path("sessions/<uuid:session_id>/again/", changes.again, name="again"),
    path("sessions/<uuid:session_id>/undo/<uuid:change_id>/", changes.undo, name="undo_change"),
]
