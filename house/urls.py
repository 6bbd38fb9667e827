"""Every path of the site. Others can read a path too, so it says nothing."""

from allauth.account.views import PasswordChangeView, ReauthenticateView
from django.urls import include, path, re_path, reverse_lazy

from house.access_log import views as access_log
from house.desk import views as desk
from house.door.views import cards, door, vouches, walks
from house.guards import about_keys, before_second_step, open_while_shut
from house.line import views as line
from house.privacy.views import emergencies, erasure
from house.sign_in.views import devices, proof, second_factor
from house.site.views import first, keeper, me, policy, quiet

house = [
    path("", door.start, name="start"),
    path("card/", door.card, name="card"),
    path("card/in/", door.come_in, name="come_in"),
    path("out/", door.out, name="sign_out"),
    path("bye/", door.leave, name="leave"),
    path("language/", door.language, name="language"),
    path("help/", door.numbers, name="help"),
    path("policy/", policy.broken, name="policy_broken"),
    path("manifest.webmanifest", door.manifest, name="manifest"),
    path("lock/", devices.lock, name="lock"),
    path("lock/open/", devices.open_lock, name="open_lock"),
    path("lock/awake/", devices.awake, name="awake"),
    path("lock/peek/", devices.peek, name="peek"),
    path("still/", line.still, name="still"),
    path("first/", first.first, name="first"),
    path("me/", me.me, name="me"),
    path("me/quiet/", quiet.quiet, name="quiet"),
    path("me/leaving/", devices.leaving, name="leaving"),
    path("me/devices/", devices.devices, name="devices"),
    path("me/devices/code/", devices.device_code, name="device_code"),
    path("me/devices/code/none/", devices.device_no_code, name="device_no_code"),
    path("me/devices/remember/", devices.device_remember, name="device_remember"),
    path("me/devices/others/", devices.device_end_others, name="device_end_others"),
    path("me/devices/all/", devices.device_end_all, name="device_end_all"),
    path("me/devices/<uuid:device_id>/", devices.device_end, name="device_end"),
    path("me/meet/", vouches.introduce, name="introduce"),
    path("me/second/again/", proof.prove, name="prove"),
    path("me/back/", cards.stop_mine, name="back_mine"),
    path("me/looks/", access_log.looks, name="looks"),
    path("me/kept/", erasure.kept, name="kept"),
    path("me/kept/end/", erasure.erase, name="erase"),
    path("me/kept/stay/", erasure.stay, name="erase_not"),
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
    path("desk/people/<uuid:person_id>/card/", cards.make_card, name="make_card"),
    path("desk/people/<uuid:person_id>/back/", cards.back, name="back"),
    path("desk/people/<uuid:person_id>/end/", cards.farewell, name="erase_her"),
    path("desk/people/<uuid:person_id>/stays/", erasure.stop, name="erase_stop"),
    path("desk/keeping/", keeper.keeping, name="keeping"),
    path("desk/meet/", vouches.vouch, name="vouch"),
    path("desk/walk/", walks.walk, name="walk"),
    path("desk/walk/second/", walks.walk_second, name="walk_second"),
    path("desk/walk/<uuid:house_id>/", walks.walk_code, name="walk_code"),
    path("desk/back/", cards.confirm, name="back_confirm"),
    path("desk/back/<uuid:return_id>/stop/", cards.stop, name="back_stop"),
    path("desk/back/<uuid:return_id>/card/", cards.back_card, name="back_card"),
    path("desk/people/<uuid:person_id>/devices/end/", desk.end_devices, name="end_devices"),
    path("desk/stays/<uuid:stay_id>/", desk.change_stay, name="change_stay"),
    path("desk/stays/<uuid:stay_id>/cancel/", desk.cancel_arrival, name="cancel_arrival"),
    path("desk/stays/<uuid:fact_id>/end/", desk.end_stay, name="end_stay"),
    path("desk/positions/<uuid:fact_id>/end/", desk.end_position, name="end_position"),
    path("desk/coaching/<uuid:fact_id>/end/", desk.end_coaching, name="end_coaching"),
    path("desk/urgent/", emergencies.emergencies, name="emergencies"),
    path("desk/urgent/new/", emergencies.open_emergency, name="open_emergency"),
    path("desk/urgent/<uuid:emergency_id>/", emergencies.emergency, name="emergency"),
    path("desk/urgent/<uuid:emergency_id>/out/", emergencies.sign_out_everywhere, name="sign_out_everywhere"),
    path("desk/urgent/<uuid:emergency_id>/read/", emergencies.read_emergency, name="read_emergency"),
]

urlpatterns = [
    path("", include((house, "house"))),
    path("", include("programs.urls")),
    path("", include("peergroups.urls")),
    path("in/", door.SignIn.as_view(), name="account_login"),
    path("in/second/", second_factor.ask, name="mfa_authenticate"),
    path("in/passkey/", second_factor.passkey, name="mfa_login_webauthn"),
    path(
        "me/passphrase/",
        about_keys(PasswordChangeView.as_view(success_url=reverse_lazy("house:me"))),
        name="account_change_password",
    ),
    path(
        "me/passphrase/again/",
        open_while_shut(before_second_step(ReauthenticateView.as_view())),
        name="account_reauthenticate",
    ),
    path("me/second/", second_factor.index, name="mfa_index"),
    path("me/second/app/", second_factor.add_app, name="mfa_activate_totp"),
    path("me/second/app/remove/", second_factor.remove_app, name="mfa_deactivate_totp"),
    path("me/second/passkey/", second_factor.add_passkey, name="mfa_add_webauthn"),
    path("me/second/passkey/<uuid:key>/remove/", second_factor.remove_passkey, name="mfa_remove_webauthn"),
    path("me/second/codes/", second_factor.new_codes, name="mfa_generate_recovery_codes"),
    re_path(r"^.*/$", door.not_here, name="not_here"),
]
