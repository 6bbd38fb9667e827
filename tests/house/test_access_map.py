"""Who may come where: every route, tried as each of the cast.

A line says who gets in. Everybody else gets the same "not here", a visitor the way to the door. And whose name is shown
to staff reads that they looked. The frames of the live connection have their own map in tests/peergroups.
"""

import re
from functools import partial
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.house.looks import STAFF, shown_and_noted
from tests.once import once
from tests.world import CAST

SIGNED_IN = set(CAST) - {"visitor"}
EVERYONE = set(CAST)
LIVES_HERE = {"amal", "bo", "lena", "mia"}
GIVES_IT = {"dewi", "noor", "eva"}
GIVES_IT_AND_WORKS_HERE = GIVES_IT - {"noor"}  # a guest reads no names but on the day
GIVES_OR_IS_ASKED = {"dewi", "noor", "hanne", "gina"}
WORKS = {"dewi", "eva", "gina", "hanne", "ida", "noor"}
SEES_WHO_COMES = (WORKS - {"noor"}) | {"pia"}
HAS_A_PLACE = LIVES_HERE | WORKS | {"fay"}
SEATED = {"amal", "bo", "cleo", "gina"}
AT_TABLE = SEATED | {"mia"}  # her seat is frozen: she is told so, and shown nothing
HOLDS = {"gina"}
ANSWERS_FOR_WHO_COMES = HOLDS | {"pia"}
RUNS_THIS_HOUSE = {"eva"}
READS_WORRIES = {"eva", "gina", "hanne"}
HAS_THIS_NUMBER = (HAS_A_PLACE | {"cleo", "kim"}) - {"fay", "ida"}
RUNS_A_HOUSE = {"eva", "ida"}
WORKS_WITHOUT_RUNNING_IT = {"dewi", "gina", "hanne"}

ACCESS = {
    # The door
    ("GET", "account_login"): EVERYONE,
    ("POST", "account_login"): EVERYONE,
    ("GET", "house:card"): EVERYONE,
    ("POST", "house:card"): EVERYONE,
    ("POST", "house:come_in"): EVERYONE,
    ("GET", "house:language"): EVERYONE,
    ("POST", "house:language"): EVERYONE,
    ("GET", "house:help"): EVERYONE,
    ("GET", "house:manifest"): EVERYONE,
    ("GET", "house:worker"): EVERYONE,
    ("GET", "house:off"): EVERYONE,
    ("POST", "house:leave"): EVERYONE,
    ("POST", "house:policy_broken"): EVERYONE,
    ("POST", "house:sign_out"): SIGNED_IN,
    ("GET", "house:start"): SIGNED_IN,
    ("GET", "house:lock"): SIGNED_IN,
    ("POST", "house:lock"): SIGNED_IN,
    ("POST", "house:open_lock"): SIGNED_IN,
    ("POST", "house:awake"): SIGNED_IN,
    ("GET", "house:peek"): SIGNED_IN,
    ("GET", "house:still"): SIGNED_IN,
    ("GET", "house:push_still"): {"amal"},
    ("GET", "house:newest"): SIGNED_IN,
    ("GET", "house:push"): SIGNED_IN,
    ("POST", "house:push"): SIGNED_IN,
    ("POST", "house:push_off"): SIGNED_IN,
    ("POST", "house:push_silent"): {"amal"},
    ("POST", "house:push_confirm"): {"amal"},
    ("GET", "house:leaving"): SIGNED_IN,
    ("GET", "house:offline"): SIGNED_IN,
    ("POST", "house:offline"): SIGNED_IN,
    ("GET", "house:kept_week"): SIGNED_IN,
    ("GET", "house:kept_help"): SIGNED_IN,
    ("GET", "house:home_screen"): SIGNED_IN,
    ("POST", "house:home_screen"): SIGNED_IN,
    ("GET", "house:quiet"): SIGNED_IN,
    ("POST", "house:quiet"): SIGNED_IN,
    ("GET", "house:devices"): SIGNED_IN,
    ("GET", "house:device_code"): SIGNED_IN,
    ("POST", "house:device_code"): SIGNED_IN,
    ("POST", "house:device_no_code"): SIGNED_IN,
    ("POST", "house:device_remember"): SIGNED_IN,
    ("POST", "house:device_end"): {"amal"},
    ("POST", "house:device_end_others"): SIGNED_IN,
    ("POST", "house:device_end_all"): SIGNED_IN,
    ("GET", "house:first"): SIGNED_IN,
    ("GET", "house:me"): SIGNED_IN,
    ("GET", "house:more"): WORKS | {"pia", "otis"},
    ("POST", "house:me"): SIGNED_IN,
    ("GET", "account_change_password"): SIGNED_IN,
    ("POST", "account_change_password"): SIGNED_IN,
    # The second step. Who gets in is asked for her passphrase first, whatever she asks for.
    ("GET", "mfa_login_webauthn"): EVERYONE,
    ("POST", "mfa_login_webauthn"): EVERYONE,
    ("GET", "mfa_authenticate"): SIGNED_IN,  # and who gave her passphrase a moment ago
    ("POST", "mfa_authenticate"): SIGNED_IN,
    ("GET", "account_reauthenticate"): SIGNED_IN,
    ("POST", "account_reauthenticate"): SIGNED_IN,
    ("GET", "mfa_index"): SIGNED_IN,
    ("GET", "mfa_activate_totp"): SIGNED_IN,
    ("POST", "mfa_activate_totp"): SIGNED_IN,
    ("GET", "mfa_deactivate_totp"): SIGNED_IN,
    ("POST", "mfa_deactivate_totp"): SIGNED_IN,
    ("GET", "mfa_add_webauthn"): SIGNED_IN,
    ("POST", "mfa_add_webauthn"): SIGNED_IN,
    ("GET", "mfa_remove_webauthn"): SIGNED_IN,
    ("POST", "mfa_remove_webauthn"): SIGNED_IN,
    ("GET", "mfa_generate_recovery_codes"): SIGNED_IN,
    ("POST", "mfa_generate_recovery_codes"): SIGNED_IN,
    ("GET", "not_here"): set(),
    # The coordinator's desk
    ("GET", "house:our_house"): RUNS_A_HOUSE,
    ("GET", "house:describe_house"): RUNS_THIS_HOUSE,
    ("POST", "house:describe_house"): RUNS_THIS_HOUSE,
    ("GET", "house:house_quiet"): RUNS_THIS_HOUSE,
    ("POST", "house:house_quiet"): RUNS_THIS_HOUSE,
    ("GET", "house:rooms"): RUNS_A_HOUSE,
    ("POST", "house:rooms"): RUNS_A_HOUSE,
    ("GET", "house:room"): RUNS_THIS_HOUSE,
    ("POST", "house:room"): RUNS_THIS_HOUSE,
    ("GET", "house:people"): RUNS_A_HOUSE,
    ("GET", "house:new_resident"): RUNS_A_HOUSE,
    ("POST", "house:new_resident"): RUNS_A_HOUSE,
    ("GET", "house:new_worker"): RUNS_A_HOUSE,
    ("POST", "house:new_worker"): RUNS_A_HOUSE,
    ("GET", "house:person"): RUNS_THIS_HOUSE,
    ("GET", "house:rename"): RUNS_THIS_HOUSE,
    ("POST", "house:rename"): RUNS_THIS_HOUSE,
    ("GET", "house:begin_stay"): RUNS_THIS_HOUSE,
    ("POST", "house:begin_stay"): RUNS_THIS_HOUSE,
    ("GET", "house:give_position"): RUNS_THIS_HOUSE,
    ("POST", "house:give_position"): RUNS_THIS_HOUSE,
    ("GET", "house:begin_coaching"): RUNS_THIS_HOUSE,
    ("POST", "house:begin_coaching"): RUNS_THIS_HOUSE,
    ("POST", "house:make_card"): RUNS_THIS_HOUSE,
    ("POST", "house:end_devices"): RUNS_THIS_HOUSE,
    ("GET", "house:back"): RUNS_THIS_HOUSE,
    ("POST", "house:back"): RUNS_THIS_HOUSE,
    ("GET", "house:back_confirm"): SEES_WHO_COMES,
    ("POST", "house:back_confirm"): SEES_WHO_COMES,
    ("GET", "house:introduce"): SEES_WHO_COMES,
    ("POST", "house:introduce"): SEES_WHO_COMES,
    ("GET", "house:vouch"): SEES_WHO_COMES,
    ("POST", "house:vouch"): SEES_WHO_COMES,
    ("GET", "house:walk"): RUNS_A_HOUSE,
    ("POST", "house:walk_code"): RUNS_THIS_HOUSE,
    ("GET", "house:walk_second"): SEES_WHO_COMES,
    ("POST", "house:walk_second"): SEES_WHO_COMES,
    ("POST", "house:prove"): SIGNED_IN,
    ("POST", "house:back_stop"): {"eva", "hanne"},
    ("GET", "house:back_mine"): {"amal"},
    ("POST", "house:back_mine"): {"amal"},
    ("POST", "house:back_card"): RUNS_THIS_HOUSE,
    ("GET", "house:change_stay"): RUNS_THIS_HOUSE,
    ("POST", "house:change_stay"): RUNS_THIS_HOUSE,
    ("POST", "house:cancel_arrival"): RUNS_THIS_HOUSE,
    ("POST", "house:put_back_stay"): RUNS_THIS_HOUSE,
    ("POST", "house:put_back_position"): RUNS_THIS_HOUSE,
    ("GET", "house:end_stay"): RUNS_THIS_HOUSE,
    ("POST", "house:end_stay"): RUNS_THIS_HOUSE,
    ("GET", "house:end_position"): RUNS_THIS_HOUSE,
    ("POST", "house:end_position"): RUNS_THIS_HOUSE,
    ("GET", "house:end_coaching"): RUNS_THIS_HOUSE,
    ("POST", "house:end_coaching"): RUNS_THIS_HOUSE,
    ("GET", "house:keeping"): {"otis"},
    # A worry about somebody
    ("GET", "house:worry"): SIGNED_IN - {"otis", "jip", "pia"},
    ("POST", "house:worry"): SIGNED_IN - {"otis", "jip", "pia"},
    ("GET", "house:worry_to"): HAS_THIS_NUMBER,
    ("POST", "house:worry_to"): HAS_THIS_NUMBER,
    ("POST", "house:worry_away"): {"amal"},
    ("GET", "house:worries"): READS_WORRIES | {"ida"},
    ("GET", "house:answer_worry"): {"hanne"},  # who was named
    ("POST", "house:answer_worry"): {"hanne"},
    ("GET", "house:worry_readers"): RUNS_A_HOUSE,
    ("GET", "house:name_readers"): RUNS_THIS_HOUSE,
    ("POST", "house:name_readers"): RUNS_THIS_HOUSE,
    # Who looked, and looking in an emergency
    ("GET", "house:looks"): SIGNED_IN,
    # What is kept of her, and erasing it
    ("GET", "house:kept"): SIGNED_IN,
    ("GET", "house:erase"): SIGNED_IN,
    ("POST", "house:erase"): SIGNED_IN,
    ("POST", "house:erase_not"): SIGNED_IN,
    ("GET", "house:erase_her"): RUNS_THIS_HOUSE,
    ("POST", "house:erase_her"): RUNS_THIS_HOUSE,
    ("POST", "house:erase_stop"): RUNS_THIS_HOUSE,
    ("GET", "house:emergencies"): WORKS - {"noor"},
    ("GET", "house:open_emergency"): WORKS_WITHOUT_RUNNING_IT,
    ("POST", "house:open_emergency"): WORKS_WITHOUT_RUNNING_IT,
    ("GET", "house:emergency"): {"hanne"},  # who opened it
    ("POST", "house:sign_out_everywhere"): {"hanne"},
    ("POST", "house:read_emergency"): RUNS_THIS_HOUSE,
    # The week
    ("GET", "programs:week"): SIGNED_IN,
    ("GET", "programs:week_of"): SIGNED_IN,
    ("GET", "programs:calendar"): EVERYONE,  # who has its key; the calendars that ask have no account
    ("GET", "programs:feed"): HAS_A_PLACE,
    ("GET", "programs:new_feed"): HAS_A_PLACE,
    ("POST", "programs:new_feed"): HAS_A_PLACE,
    ("POST", "programs:end_feed"): SIGNED_IN,
    ("POST", "programs:end_feed_of"): RUNS_THIS_HOUSE,
    ("GET", "programs:session"): LIVES_HERE | GIVES_IT,
    ("POST", "programs:not_coming"): LIVES_HERE,
    ("POST", "programs:coming"): LIVES_HERE,
    ("POST", "programs:was_there"): LIVES_HERE,
    ("GET", "programs:where"): LIVES_HERE | GIVES_IT,
    ("GET", "programs:needs"): SIGNED_IN,
    ("POST", "programs:needs"): SIGNED_IN,
    ("GET", "programs:people"): GIVES_IT_AND_WORKS_HERE,
    ("GET", "programs:enrol"): GIVES_IT_AND_WORKS_HERE,
    ("POST", "programs:enrol"): GIVES_IT_AND_WORKS_HERE,
    ("GET", "programs:end_enrolment"): GIVES_IT_AND_WORKS_HERE,
    ("POST", "programs:end_enrolment"): GIVES_IT_AND_WORKS_HERE,
    ("GET", "programs:arrange_series"): GIVES_IT,
    ("POST", "programs:arrange_series"): GIVES_IT,
    ("GET", "programs:welcome_series"): RUNS_THIS_HOUSE,
    ("POST", "programs:welcome_series"): RUNS_THIS_HOUSE,
    ("GET", "programs:arrange_session"): GIVES_IT,
    ("POST", "programs:arrange_session"): GIVES_IT,
    ("GET", "programs:welcome_session"): RUNS_THIS_HOUSE,
    ("POST", "programs:welcome_session"): RUNS_THIS_HOUSE,
    ("GET", "programs:sessions"): WORKS,
    ("POST", "programs:attendance"): GIVES_IT,
    ("GET", "programs:move"): GIVES_IT,
    ("POST", "programs:move"): GIVES_IT,
    ("GET", "programs:room"): GIVES_IT,
    ("POST", "programs:room"): GIVES_IT,
    ("GET", "programs:cancel"): GIVES_IT,
    ("POST", "programs:cancel"): GIVES_IT,
    ("POST", "programs:restore"): GIVES_IT,
    ("GET", "programs:again"): RUNS_THIS_HOUSE,
    ("POST", "programs:again"): RUNS_THIS_HOUSE,
    ("POST", "programs:undo_change"): RUNS_THIS_HOUSE,
    ("POST", "programs:can_all"): {"hanne"},  # she is asked for next week too
    ("POST", "programs:can"): GIVES_OR_IS_ASKED,
    ("GET", "programs:cannot"): GIVES_OR_IS_ASKED,
    ("POST", "programs:cannot"): GIVES_OR_IS_ASKED,
    ("GET", "programs:away"): WORKS,
    ("POST", "programs:away"): WORKS,
    ("POST", "programs:come_back"): {"dewi"},  # whose days they are
    ("GET", "programs:places"): RUNS_A_HOUSE,
    ("GET", "programs:place"): RUNS_THIS_HOUSE,
    ("POST", "programs:place"): RUNS_THIS_HOUSE,
    ("POST", "programs:relieve"): RUNS_THIS_HOUSE,
    ("POST", "programs:give_back"): RUNS_THIS_HOUSE,
    ("POST", "programs:withdraw"): RUNS_THIS_HOUSE,
    ("POST", "programs:close_place"): RUNS_THIS_HOUSE,
    ("GET", "programs:learned"): SIGNED_IN,
    ("GET", "programs:recap"): LIVES_HERE,
    ("GET", "programs:paper"): LIVES_HERE | GIVES_IT,
    ("GET", "programs:papers"): GIVES_IT_AND_WORKS_HERE,
    ("POST", "programs:papers"): GIVES_IT_AND_WORKS_HERE,
    ("POST", "programs:paper_away"): GIVES_IT_AND_WORKS_HERE,
    ("GET", "programs:training_words"): GIVES_IT_AND_WORKS_HERE,
    ("POST", "programs:training_words"): GIVES_IT_AND_WORKS_HERE,
    ("GET", "programs:training_text"): RUNS_THIS_HOUSE,
    ("POST", "programs:training_text"): RUNS_THIS_HOUSE,
    ("POST", "programs:training_text_away"): RUNS_THIS_HOUSE,
    ("GET", "programs:how_it_was"): LIVES_HERE,
    ("POST", "programs:how_it_was"): LIVES_HERE,
    ("GET", "programs:voices"): WORKS,
    ("GET", "programs:wishes"): LIVES_HERE | {"fay"},
    ("POST", "programs:wishes"): LIVES_HERE | {"fay"},
    ("POST", "programs:want_too"): LIVES_HERE,
    ("POST", "programs:want_no_more"): LIVES_HERE,
    ("POST", "programs:wish_back"): {"amal"},
    ("GET", "programs:desk_wishes"): WORKS - {"noor"},
    ("GET", "programs:answer_wish"): WORKS - {"noor", "ida"},
    ("POST", "programs:answer_wish"): WORKS - {"noor", "ida"},
    ("POST", "programs:drop_wish"): RUNS_THIS_HOUSE,
    ("POST", "programs:letter_keys"): WORKS - {"noor"},
    ("GET", "programs:house_week"): WORKS - {"noor"},
    ("GET", "programs:house_week_of"): WORKS - {"noor"},
    ("GET", "programs:month"): WORKS - {"noor"},
    ("GET", "programs:month_of"): WORKS - {"noor"},
    ("GET", "programs:agenda"): WORKS,
    ("GET", "programs:find"): WORKS - {"noor"},
    ("POST", "programs:find"): WORKS - {"noor"},
    ("GET", "programs:poster"): WORKS - {"noor"},
    ("GET", "programs:series"): RUNS_A_HOUSE,
    ("GET", "programs:new_series"): RUNS_A_HOUSE,
    ("POST", "programs:new_series"): RUNS_A_HOUSE,
    ("GET", "programs:pause"): RUNS_THIS_HOUSE,
    ("POST", "programs:pause"): RUNS_THIS_HOUSE,
    ("GET", "programs:closures"): RUNS_A_HOUSE,
    ("GET", "programs:new_closure"): RUNS_A_HOUSE,
    ("POST", "programs:new_closure"): RUNS_A_HOUSE,
    ("GET", "programs:region"): RUNS_A_HOUSE,
    ("POST", "programs:region"): RUNS_A_HOUSE,
    ("GET", "programs:holidays"): RUNS_A_HOUSE,
    ("POST", "programs:holidays"): RUNS_A_HOUSE,
    ("GET", "programs:breaks"): RUNS_A_HOUSE,
    ("POST", "programs:breaks"): RUNS_A_HOUSE,
    ("GET", "programs:closure"): RUNS_THIS_HOUSE,
    ("POST", "programs:closure"): RUNS_THIS_HOUSE,
    ("GET", "programs:reopen"): RUNS_THIS_HOUSE,
    ("POST", "programs:reopen"): RUNS_THIS_HOUSE,
    # Living together
    ("GET", "programs:new_appointment"): SIGNED_IN,
    ("POST", "programs:new_appointment"): SIGNED_IN,
    ("GET", "programs:appointment"): {"amal"},  # her own; not even who runs the house
    ("POST", "programs:appointment"): {"amal"},
    ("POST", "programs:take_appointment_away"): {"amal"},
    ("GET", "programs:reminding"): SIGNED_IN,
    ("POST", "programs:reminding"): SIGNED_IN,
    ("GET", "programs:soon"): SIGNED_IN,
    ("GET", "programs:turns"): LIVES_HERE | {"fay"},
    ("POST", "programs:ask_swap"): {"bo"},  # whose turn it is
    ("POST", "programs:ask_no_more"): {"amal"},  # who asked
    ("POST", "programs:take_turn"): {"bo"},  # who can give that week in return
    ("GET", "programs:notes"): WORKS - {"noor"},
    ("GET", "programs:new_note"): WORKS - {"noor"},
    ("POST", "programs:new_note"): WORKS - {"noor"},
    ("GET", "programs:note"): WORKS - {"noor", "ida"},
    ("POST", "programs:note"): WORKS - {"noor", "ida"},
    ("POST", "programs:take_note_away"): WORKS - {"noor", "ida"},
    ("GET", "programs:chores"): WORKS - {"noor"},
    ("GET", "programs:new_chore"): WORKS - {"noor"},
    ("POST", "programs:new_chore"): WORKS - {"noor"},
    ("GET", "programs:chore"): WORKS - {"noor", "ida"},
    ("POST", "programs:chore"): WORKS - {"noor", "ida"},
    ("POST", "programs:end_chore"): WORKS - {"noor", "ida"},
    ("GET", "programs:one_series"): GIVES_IT,
    ("GET", "programs:edit_series"): GIVES_IT,
    ("POST", "programs:edit_series"): GIVES_IT,
    ("GET", "programs:stop_series"): GIVES_IT,
    ("POST", "programs:stop_series"): GIVES_IT,
    ("POST", "programs:undo_edit"): RUNS_THIS_HOUSE,  # who made that edit
    ("GET", "programs:trainings"): RUNS_A_HOUSE,
    ("GET", "programs:new_training"): RUNS_A_HOUSE,
    ("POST", "programs:new_training"): RUNS_A_HOUSE,
    ("GET", "programs:bring"): RUNS_A_HOUSE,
    ("POST", "programs:bring"): RUNS_A_HOUSE,
    ("GET", "programs:bring_example"): RUNS_A_HOUSE,
    ("GET", "programs:copy_programme"): RUNS_A_HOUSE,
    ("POST", "programs:copy_programme"): RUNS_A_HOUSE,
    ("GET", "programs:copy_week"): RUNS_A_HOUSE,
    ("POST", "programs:copy_week"): RUNS_A_HOUSE,
    ("GET", "programs:draft"): RUNS_THIS_HOUSE,
    ("POST", "programs:draft"): RUNS_THIS_HOUSE,
    ("GET", "programs:draft_line"): RUNS_THIS_HOUSE,
    ("POST", "programs:draft_line"): RUNS_THIS_HOUSE,
    ("POST", "programs:draft_away"): RUNS_THIS_HOUSE,
    ("GET", "programs:training"): RUNS_THIS_HOUSE,
    ("POST", "programs:training"): RUNS_THIS_HOUSE,
    # The groups
    ("GET", "peergroups:groups"): SIGNED_IN,
    ("GET", "peergroups:sync"): SIGNED_IN,
    ("GET", "peergroups:talk"): AT_TABLE,
    ("POST", "peergroups:talk"): AT_TABLE,
    ("GET", "peergroups:messages"): AT_TABLE,
    ("POST", "peergroups:read"): AT_TABLE,
    ("GET", "peergroups:told"): AT_TABLE,
    ("GET", "peergroups:about"): AT_TABLE,
    ("GET", "peergroups:message"): AT_TABLE,
    ("POST", "peergroups:message"): AT_TABLE,
    ("GET", "peergroups:links"): AT_TABLE,
    ("GET", "peergroups:last_hour"): AT_TABLE,
    ("POST", "peergroups:last_hour"): AT_TABLE,
    ("GET", "peergroups:hide_writer"): AT_TABLE - {"bo"},  # whose message it is
    ("POST", "peergroups:hide"): SEATED - {"bo"},  # whose seat it is
    ("POST", "peergroups:show"): SEATED - {"bo"},
    ("GET", "peergroups:report"): AT_TABLE,
    ("POST", "peergroups:report"): AT_TABLE,
    ("GET", "peergroups:name"): AT_TABLE - HOLDS,
    ("POST", "peergroups:name"): AT_TABLE - HOLDS,
    ("GET", "peergroups:agreements"): AT_TABLE,
    ("POST", "peergroups:agreements"): AT_TABLE,
    ("GET", "peergroups:write_agreements"): HOLDS,
    ("POST", "peergroups:write_agreements"): HOLDS,
    ("GET", "peergroups:meetings"): HOLDS | RUNS_THIS_HOUSE,
    ("GET", "peergroups:start_meetings"): HOLDS | RUNS_THIS_HOUSE,
    ("POST", "peergroups:start_meetings"): HOLDS | RUNS_THIS_HOUSE,
    ("GET", "peergroups:give_facilitator"): RUNS_THIS_HOUSE,
    ("POST", "peergroups:give_facilitator"): RUNS_THIS_HOUSE,
    ("GET", "peergroups:moderate"): HOLDS,
    ("POST", "peergroups:moderate"): HOLDS,
    ("GET", "peergroups:answer"): HOLDS,
    ("POST", "peergroups:answer"): HOLDS,
    ("POST", "peergroups:put_away"): {"amal"},  # who reported it
    ("POST", "peergroups:freeze"): HOLDS,
    ("POST", "peergroups:thaw"): HOLDS,
    ("POST", "peergroups:card"): HOLDS,
    ("GET", "peergroups:waiting"): ANSWERS_FOR_WHO_COMES,
    ("GET", "peergroups:open_seat"): HOLDS,  # of a group in which Bo waits for her word
    ("POST", "peergroups:open_seat"): HOLDS,
    ("POST", "peergroups:ask_about_seat"): SEATED,
    ("GET", "peergroups:answer_about_seat"): ANSWERS_FOR_WHO_COMES,
    ("POST", "peergroups:answer_about_seat"): ANSWERS_FOR_WHO_COMES,
    ("GET", "peergroups:leave"): AT_TABLE - HOLDS,
    ("POST", "peergroups:leave"): AT_TABLE - HOLDS,
    ("POST", "peergroups:mute"): AT_TABLE,
    ("POST", "peergroups:unmute"): AT_TABLE,
    ("POST", "peergroups:pause"): SEATED - HOLDS,
    ("POST", "peergroups:resume"): set(),  # none of them has paused
    ("GET", "peergroups:wake"): AT_TABLE,  # a seat that is awake leads to the talk
    ("POST", "peergroups:wake"): AT_TABLE,
    ("GET", "peergroups:desk_groups"): RUNS_A_HOUSE,
    ("GET", "peergroups:open_group"): RUNS_A_HOUSE,
    ("POST", "peergroups:open_group"): RUNS_A_HOUSE,
    ("GET", "peergroups:desk_group"): RUNS_THIS_HOUSE,
    ("GET", "peergroups:quiet"): RUNS_THIS_HOUSE,
    ("POST", "peergroups:quiet"): RUNS_THIS_HOUSE,
    ("GET", "peergroups:describe_group"): RUNS_THIS_HOUSE,
    ("POST", "peergroups:describe_group"): RUNS_THIS_HOUSE,
    ("POST", "peergroups:turn_group"): RUNS_THIS_HOUSE,
    ("GET", "peergroups:close_group"): RUNS_THIS_HOUSE,
    ("POST", "peergroups:close_group"): RUNS_THIS_HOUSE,
    ("GET", "peergroups:give_seat"): RUNS_THIS_HOUSE,
    ("POST", "peergroups:give_seat"): RUNS_THIS_HOUSE,
    ("GET", "peergroups:end_seat"): RUNS_THIS_HOUSE,
    ("POST", "peergroups:end_seat"): RUNS_THIS_HOUSE,
}

BODY = {"peergroups:read": {"number": 1}, "programs:was_there": {"was_there": "true"}}
"""What a form must hold before it asks who sends it."""


def routes(resolver=None, namespace=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern


def path_of(route, world):
    """The path of a route, about what is in this world."""
    pattern = dict(routes())[route]
    return reverse(route, kwargs={name: world.about(route, name) for name in pattern.pattern.converters})


def ask(method, path, person, body=None):
    client = Client()
    if person is not None:
        client.force_login(person)
    return client.get(path) if method == "GET" else client.post(path, body)


def ask_as(world, name, method, path, body=None):
    """As one of a world in which everybody signed in."""
    client = world.browser_of(name)
    return client.get(path) if method == "GET" else client.post(path, body)


def lets_in(route, name, answer):
    if name == "visitor" and route != "house:language":  # after that choice the door is where she goes on
        is_sent_to_door = answer.status_code == 302 and answer.url.startswith(reverse("account_login"))
        return answer.status_code != 404 and not is_sent_to_door
    return answer.status_code != 404


def test_every_route_has_an_answer():
    assert {route for _, route in ACCESS} == {route for route, _ in routes()}


@pytest.fixture
def world(renamed):
    return renamed


@pytest.fixture(scope="module", params=ACCESS, ids="-".join)
def asked(request, _renamed, django_db_blocker):
    """A way of the map, asked once by each: who got in, and whose name was shown to whom without a line about it."""
    method, route = request.param
    path = "/nowhere/" if route == "not_here" else path_of(route, _renamed)
    asked = SimpleNamespace(way=request.param, inside=set(), unseen={})
    caches["default"].key_prefix = uuid4().hex  # nobody asked too often before
    with once(django_db_blocker):
        for name in CAST:
            as_it_was = transaction.savepoint()
            question = partial(ask_as, _renamed, name, method, path, BODY.get(route))
            if name in STAFF:
                shown, noted, answer = shown_and_noted(_renamed, question)
                asked.unseen |= {name: shown - noted} if shown - noted else {}
            else:
                answer = question()
            if lets_in(route, name, answer):
                asked.inside.add(name)
            transaction.savepoint_rollback(as_it_was)  # the next one finds what this one took away
    return asked


@pytest.mark.django_db
def test_who_gets_in(asked):
    assert asked.inside == ACCESS[asked.way]


@pytest.mark.django_db
def test_whose_name_is_shown_reads_who_looked(asked):
    """By whoever works somewhere."""
    assert asked.unseen == {}


def test_a_way_without_an_answer_is_closed(world):
    unlisted = [
        (method, route)
        for route, _ in routes()
        for method in ("GET", "POST")
        if (method, route) not in ACCESS and route != "not_here"
    ]

    opened = [
        (method, route, name)
        for method, route in unlisted
        for name in ("amal", "dewi", "eva", "gina")
        if ask_as(world, name, method, path_of(route, world)).status_code not in (404, 405)
    ]

    assert opened == []


def test_no_form_of_another_site_is_taken(world):
    """But for those that only close: leaving, locking, and telling of a broken policy."""
    taken = set()
    for route in [route for method, route in ACCESS if method == "POST"]:
        client = Client(enforce_csrf_checks=True)
        client.force_login(world.cast["eva"])
        if client.post(path_of(route, world), BODY.get(route)).status_code != 403:
            taken.add(route)

    assert taken == {"house:leave", "house:lock", "house:policy_broken"}


@pytest.mark.parametrize("route", [route for route, pattern in routes() if pattern.pattern.converters])
def test_a_stranger_cannot_tell_what_exists(world, route):
    method = "GET" if ("GET", route) in ACCESS else "POST"
    path = path_of(route, world)
    elsewhere = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", str(uuid4()), path)

    real, invented = (ask_as(world, "fay", method, there) for there in (path, elsewhere))

    assert (real.status_code, plain(real)) == (invented.status_code, plain(invented))


def plain(answer):
    """An answer without what differs from page to page for everyone."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def test_ids_in_paths_tell_nothing(world):
    ids = [
        UUID(found)
        for route, _ in routes()
        for found in re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", path_of_or_none(route, world))
    ]

    assert {found.version for found in ids} == {4}


def path_of_or_none(route, world):
    return "" if route == "not_here" else path_of(route, world)


@pytest.mark.parametrize("route", ["talk", "messages", "about", "message", "report"])
def test_a_frozen_seat_is_told_so_and_shown_nothing(world, route):
    answer = ask_as(world, "mia", "GET", path_of(f"peergroups:{route}", world))

    assert answer.status_code == 403
    assert "Bel het huis" in answer.content.decode()
    assert "Hoi" not in plain(answer)
