"""Which page asks what of whoever opens it, said here once more beside the access map: a guard that goes fails."""

from types import SimpleNamespace

from django.urls import reverse

from house.answers import is_behind_proof
from house.guards import open_after_absence
from house.registry import registry
from tests.house.test_access_map import routes

GUARDS = {
    "account_change_password": {"is_about_keys"},
    "account_reauthenticate": {"is_before_second_step"},
    "house:awake": {"is_behind_proof", "is_unattended"},
    "house:device_code": {"is_about_keys"},
    "house:device_end": {"is_about_keys"},
    "house:device_end_all": {"is_about_keys"},
    "house:device_end_others": {"is_about_keys"},
    "house:device_no_code": {"is_about_keys"},
    "house:device_remember": {"is_about_keys"},
    "house:devices": {"is_about_keys"},
    "house:erase": {"is_about_keys"},
    "house:erase_not": {"is_about_keys"},
    "house:erase_stop": {"is_about_keys"},
    "house:first": {"is_unattended"},
    "house:help": {"is_open_when_locked"},
    "house:kept": {"is_behind_proof"},
    "house:kept_help": {"is_unattended"},
    "house:kept_week": {"is_unattended"},
    "house:language": {"is_open_when_locked"},
    "house:leave": {"is_open_when_locked"},
    "house:lock": {"is_open_when_locked"},
    "house:off": {"is_open_when_locked"},
    "house:open_lock": {"is_open_when_locked"},
    "house:peek": {"is_behind_proof", "is_unattended"},
    "house:push": {"is_behind_proof"},
    "house:push_still": {"is_open_when_locked", "is_unattended"},
    "house:sign_out": {"is_open_when_locked"},
    "house:still": {"is_unattended"},
    "house:worker": {"is_open_when_locked"},
    "house:answer_worry": {"is_behind_proof"},
    "house:worries": {"is_behind_proof"},
    "house:worry": {"is_behind_proof"},
    "house:worry_away": {"is_behind_proof"},
    "house:worry_to": {"is_behind_proof"},
    "mfa_activate_totp": {"is_before_second_step"},
    "mfa_add_webauthn": {"is_before_second_step"},
    "mfa_index": {"is_before_second_step"},
    "peergroups:read": {"is_unattended"},
    "peergroups:sync": {"is_unattended"},
    "peergroups:told": {"is_unattended"},
    "programs:learned": {"is_behind_proof"},
    "programs:new_feed": {"is_about_keys"},
    "programs:recap": {"is_behind_proof"},
    "programs:soon": {"is_unattended"},
    "programs:where": {"is_behind_proof"},
}
"""Whatever is not here is for whoever is signed in, on a device that is open; in `peergroups` only with proof."""
OPEN_WHILE_SHUT = {
    "account_reauthenticate",
    "house:awake",
    "house:cancel_arrival",
    "house:change_stay",
    "house:end_coaching",
    "house:end_devices",
    "house:end_position",
    "house:end_stay",
    "house:introduce",
    "house:leaving",
    "house:peek",
    "house:people",
    "house:person",
    "house:prove",
    "house:rename",
    "house:vouch",
    "house:walk",
    "house:walk_code",
    "house:walk_second",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_index",
    "peergroups:desk_group",
    "peergroups:end_seat",
}
"""While a house is shut: to go through it, to end or change who is in it, and to prove who one is."""
ALL = ("is_open_when_locked", "is_before_second_step", "is_about_keys", "is_behind_proof", "is_unattended")


def test_each_view_says_its_own_guards():
    said = {
        route: guards
        for route, pattern in routes()
        if (guards := {guard for guard in ALL if getattr(pattern.callback, guard, False)})
    }

    assert said == GUARDS


def test_what_opens_while_a_house_is_shut_stands_here():
    said = {route for route, pattern in routes() if getattr(pattern.callback, "is_open_while_shut", False)}

    assert said == OPEN_WHILE_SHUT


def test_no_view_of_the_groups_opens_without_proof():
    loosened = [route for route, pattern in routes() if getattr(pattern.callback, "is_behind_proof", None) is False]

    assert (registry.behind_proof, loosened) == ({"peergroups"}, [])


def test_a_view_may_loosen_what_its_app_asks(rf):
    request = rf.get(reverse("house:help"))
    answers = []
    for view in (lambda _: None, open_after_absence(lambda _: None)):
        request.resolver_match = SimpleNamespace(func=view, app_name="peergroups")
        answers.append(is_behind_proof(request))

    assert answers == [True, False]
