"""Paths of the groups: those of the women and facilitators, and those of the coordinator's desk."""

from django.urls import path

from peergroups.views import caring, desk, live, meetings, talking

app_name = "peergroups"
urlpatterns = [
    path("groups/", talking.groups, name="groups"),
    path("groups/sync", live.sync, name="sync"),
    path("groups/<uuid:group_id>/", talking.talk, name="talk"),
    path("groups/<uuid:group_id>/messages", talking.messages, name="messages"),
    path("groups/<uuid:group_id>/read", live.read, name="read"),
    path("groups/<uuid:group_id>/about/", talking.about, name="about"),
    path("groups/<uuid:group_id>/<int:number>/", talking.message, name="message"),
    path("groups/<uuid:group_id>/<int:number>/report/", caring.report, name="report"),
    path("groups/<uuid:group_id>/<int:number>/moderate/", caring.moderate, name="moderate"),
    path("groups/<uuid:group_id>/meetings/", meetings.meetings, name="meetings"),
    path("groups/<uuid:group_id>/meetings/start/", meetings.start, name="start_meetings"),
    path("groups/<uuid:group_id>/pause/", caring.pause, name="pause"),
    path("groups/<uuid:group_id>/resume/", caring.resume, name="resume"),
    path("groups/reports/<uuid:report_id>/", caring.answer, name="answer"),
    path("groups/seats/<uuid:seat_id>/freeze/", caring.freeze, name="freeze"),
    path("groups/seats/<uuid:seat_id>/card/", caring.card, name="card"),
    path("groups/seats/<uuid:seat_id>/thaw/", caring.thaw, name="thaw"),
    path("desk/groups/", desk.groups, name="desk_groups"),
    path("desk/groups/new/", desk.open_group, name="open_group"),
    path("desk/groups/<uuid:group_id>/", desk.group, name="desk_group"),
    path("desk/groups/<uuid:group_id>/words/", desk.describe, name="describe_group"),
    path("desk/groups/<uuid:group_id>/state/", desk.turn, name="turn_group"),
    path("desk/groups/<uuid:group_id>/seat/", desk.give_seat, name="give_seat"),
    path("desk/groups/<uuid:group_id>/facilitator/", desk.give_facilitator, name="give_facilitator"),
    path("desk/seats/<uuid:seat_id>/end/", desk.end_seat, name="end_seat"),
]
