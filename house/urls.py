"""Every path of the site. Paths are read by others too: they tell nothing."""

from allauth.account.views import LoginView, PasswordChangeView
from django.urls import include, path, re_path, reverse_lazy

from house.views import desk, door, me, policy

house = [
    path("", door.start, name="start"),
    path("card/", door.card, name="card"),
    path("card/in/", door.come_in, name="come_in"),
    path("out/", door.out, name="sign_out"),
    path("bye/", door.leave, name="leave"),
    path("language/", door.language, name="language"),
    path("help/", door.numbers, name="help"),
    path("policy/", policy.broken, name="policy_broken"),
    path("me/", me.me, name="me"),
    path("desk/rooms/", desk.rooms, name="rooms"),
    path("desk/rooms/<uuid:room_id>/", desk.room, name="room"),
    path("desk/people/", desk.people, name="people"),
    path("desk/people/resident/", desk.new_resident, name="new_resident"),
    path("desk/people/worker/", desk.new_worker, name="new_worker"),
    path("desk/people/<uuid:person_id>/", desk.person, name="person"),
    path("desk/people/<uuid:person_id>/name/", desk.rename, name="rename"),
    path("desk/people/<uuid:person_id>/stay/", desk.begin_stay, name="begin_stay"),
    path("desk/people/<uuid:person_id>/position/", desk.give_position, name="give_position"),
    path("desk/people/<uuid:person_id>/coach/", desk.begin_coaching, name="begin_coaching"),
    path("desk/people/<uuid:person_id>/card/", desk.make_card, name="make_card"),
    path("desk/stays/<uuid:stay_id>/", desk.change_stay, name="change_stay"),
    path("desk/stays/<uuid:stay_id>/cancel/", desk.cancel_arrival, name="cancel_arrival"),
    path("desk/stays/<uuid:fact_id>/end/", desk.end_stay, name="end_stay"),
    path("desk/positions/<uuid:fact_id>/end/", desk.end_position, name="end_position"),
    path("desk/coaching/<uuid:fact_id>/end/", desk.end_coaching, name="end_coaching"),
]

urlpatterns = [
    path("", include((house, "house"))),
    path("", include("programs.urls")),
    path("", include("peergroups.urls")),
    path("in/", LoginView.as_view(), name="account_login"),
    path(
        "me/passphrase/",
        PasswordChangeView.as_view(success_url=reverse_lazy("house:me")),
        name="account_change_password",
    ),
    re_path(r"^.*/$", door.not_here, name="not_here"),
]
