"""Paths of the groups: those of the women and facilitators, and those of the coordinator's desk."""

from django.urls import path

from peergroups.agreements import views as agreements
from peergroups.care.views import groups, reports, told
from peergroups.desk import views as desk
from peergroups.meetings import views as meetings
from peergroups.seats import views as seats
from peergroups.talk.views import hiding, last_hour, leaving, sync, talk

app_name = "peergroups"
urlpatterns = [
    path("groups/", groups.groups, name="groups"),
    path("groups/sync", sync.sync, name="sync"),
    path("groups/<uuid:group_id>/", talk.talk, name="talk"),
    path("groups/<uuid:group_id>/messages", talk.messages, name="messages"),
    path("groups/<uuid:group_id>/read", sync.read, name="read"),
    path("groups/<uuid:group_id>/told", told.told, name="told"),
    path("groups/<uuid:group_id>/last-hour/", last_hour.last_hour, name="last_hour"),
    path("groups/<uuid:group_id>/about/", groups.about, name="about"),
    path("groups/<uuid:group_id>/<int:number>/", talk.message, name="message"),
    path("groups/<uuid:group_id>/<int:number>/hide/", hiding.writer, name="hide_writer"),
    path("groups/<uuid:group_id>/<int:number>/links/", talk.links, name="links"),
    path("groups/<uuid:group_id>/<int:number>/report/", reports.report, name="report"),
    path("groups/<uuid:group_id>/<int:number>/moderate/", reports.moderate, name="moderate"),
    path("groups/<uuid:group_id>/agreements/", agreements.agreements, name="agreements"),
    path("groups/<uuid:group_id>/agreements/write/", agreements.write, name="write_agreements"),
    path("groups/<uuid:group_id>/meetings/", meetings.meetings, name="meetings"),
    path("groups/<uuid:group_id>/meetings/start/", meetings.start, name="start_meetings"),
    path("groups/<uuid:group_id>/name/", seats.name, name="name"),
    path("groups/<uuid:group_id>/leave/", leaving.leave, name="leave"),
    path("groups/<uuid:group_id>/mute/", seats.mute, name="mute"),
    path("groups/<uuid:group_id>/unmute/", seats.unmute, name="unmute"),
    path("groups/<uuid:group_id>/pause/", seats.pause, name="pause"),
    path("groups/<uuid:group_id>/resume/", seats.resume, name="resume"),
    path("groups/<uuid:group_id>/wake/", seats.wake, name="wake"),
    path("groups/reports/<uuid:report_id>/", reports.answer, name="answer"),
    path("groups/reports/<uuid:report_id>/away/", told.put_away, name="put_away"),
    path("groups/waiting/", seats.waiting, name="waiting"),
    path("groups/seats/<uuid:seat_id>/open/", seats.open_seat, name="open_seat"),
    path("groups/seats/<uuid:seat_id>/ask/", seats.ask, name="ask_about_seat"),
    path("groups/seats/<uuid:seat_id>/answer/", seats.answer, name="answer_about_seat"),
    path("groups/seats/<uuid:seat_id>/freeze/", seats.freeze, name="freeze"),
    path("groups/seats/<uuid:seat_id>/card/", seats.card, name="card"),
    path("groups/seats/<uuid:seat_id>/hide/", hiding.hide, name="hide"),
    path("groups/seats/<uuid:seat_id>/show/", hiding.show, name="show"),
    path("groups/seats/<uuid:seat_id>/thaw/", seats.thaw, name="thaw"),
    path("desk/groups/", desk.groups, name="desk_groups"),
    path("desk/groups/new/", desk.open_group, name="open_group"),
    path("desk/groups/quiet/<uuid:house_id>/", desk.quiet, name="quiet"),
    path("desk/groups/<uuid:group_id>/", desk.group, name="desk_group"),
    path("desk/groups/<uuid:group_id>/words/", desk.describe, name="describe_group"),
    path("desk/groups/<uuid:group_id>/state/", desk.turn, name="turn_group"),
    path("desk/groups/<uuid:group_id>/close/", desk.close, name="close_group"),
    path("desk/groups/<uuid:group_id>/seat/", desk.give_seat, name="give_seat"),
    path("desk/groups/<uuid:group_id>/facilitator/", desk.give_facilitator, name="give_facilitator"),
    path("desk/seats/<uuid:seat_id>/end/", desk.end_seat, name="end_seat"),
]
