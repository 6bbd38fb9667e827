"""Quiet hours and a muted group: nothing of a group calls for her then, but a report always does."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given, strategies as st

from house.errors import NotHere
from house.line.rights import open_rights_of
from house.models import House, Person
from house.people.models.quiet import DEFAULT, NONE, QuietHours, is_quiet_now
from house.people.services.houses import set_quiet_hours
from house.people.services.people import choose_quiet_hours
from peergroups.care.services import answer_report, report_message
from peergroups.errors import Frozen, Paused
from peergroups.models import Seat
from peergroups.seats.services.lifecycle import freeze_seat, pause_seat
from peergroups.seats.services.quiet import MUTED_FOR, mute_group, unmute_group
from peergroups.talk.services.unread import unread_counts

HOURS = st.integers(0, 23)


def badge(person):
    return open_rights_of([person.pk])[person.pk].new


def now_and_not():
    """Quiet hours that hold the present hour, and some that do not."""
    hour = timezone.localtime().hour
    return QuietHours(hour, (hour + 2) % 24), QuietHours((hour + 3) % 24, (hour + 5) % 24)


@given(begin=HOURS, length=HOURS)
@pytest.mark.django_db(transaction=False)
def test_sql_agrees_with_a_plain_list_of_hours(begin, length):
    """The hours of the list begin at `begin` and go over midnight."""
    quiet = [(begin + step) % 24 for step in range(length)]
    hour = timezone.localtime().hour
    with transaction.atomic():
        house = House.objects.create(name="Huis", quiet_from=begin, quiet_until=(begin + length) % 24)
        found = House.objects.filter(is_quiet_now(person="", house=""), pk=house.pk).exists()
        transaction.set_rollback(True)
    if timezone.localtime().hour == hour:
        assert found == (hour in quiet)


def test_hours_of_the_house_hold_the_badge(house, group, say, amal, cleo, eva):
    say(cleo)
    now, not_now = now_and_not()

    set_quiet_hours(actor=eva, house_id=house.pk, hours=now)
    assert (badge(amal), unread_counts(amal)) == (0, {group.pk: 1})
    set_quiet_hours(actor=eva, house_id=house.pk, hours=not_now)
    assert badge(amal) == 1
    set_quiet_hours(actor=eva, house_id=house.pk, hours=NONE)
    assert badge(amal) == 1


def test_her_own_hours_go_before_those_of_the_house(house, group, say, amal, bo, cleo, eva):
    say(cleo)
    now, not_now = now_and_not()
    set_quiet_hours(actor=eva, house_id=house.pk, hours=now)

    choose_quiet_hours(actor=amal, hours=not_now)
    assert badge(amal) == 1
    choose_quiet_hours(actor=amal, hours=NONE)
    assert badge(amal) == 1

    set_quiet_hours(actor=eva, house_id=house.pk, hours=NONE)
    choose_quiet_hours(actor=amal, hours=now)
    assert badge(amal) == 0
    choose_quiet_hours(actor=amal, hours=None)
    assert (badge(amal), Person.objects.get(pk=amal.pk).quiet_hours) == (1, None)


def test_muted_group_is_silent_for_a_day_and_the_other_is_not(group, other_group, say, amal, cleo, gina, seat_of):
    say(cleo)

    mute_group(actor=amal, group_id=group.pk)
    assert (badge(amal), badge(gina), seat_of(amal).is_muted) == (0, 1, True)
    mute_group(actor=gina, group_id=other_group.pk)
    assert badge(gina) == 1

    Seat.objects.filter(person=amal).update(muted_until=timezone.now() - timedelta(seconds=1))
    assert (badge(amal), seat_of(amal).is_muted) == (1, False)


def test_muting_again_begins_the_day_again_and_unmuting_twice_is_no_fault(group, say, amal, cleo, seat_of):
    say(cleo)
    before = timezone.now()
    mute_group(actor=amal, group_id=group.pk)
    mute_group(actor=amal, group_id=group.pk)
    assert before + MUTED_FOR <= seat_of(amal).muted_until <= timezone.now() + MUTED_FOR

    unmute_group(actor=amal, group_id=group.pk)
    unmute_group(actor=amal, group_id=group.pk)
    assert (badge(amal), seat_of(amal).muted_until) == (1, None)


def test_report_calls_for_the_facilitator_at_any_hour(house, group, say, amal, cleo, gina, eva):
    said = say(cleo)
    report = report_message(actor=amal, group_id=group.pk, number=said.number)
    set_quiet_hours(actor=eva, house_id=house.pk, hours=now_and_not()[0])
    mute_group(actor=gina, group_id=group.pk)
    assert badge(gina) == 1

    answer_report(actor=gina, report_id=report.pk, answer="Ik sprak haar.")
    assert (badge(gina), badge(amal)) == (0, 0)
    set_quiet_hours(actor=eva, house_id=house.pk, hours=NONE)
    assert badge(amal) == 2


def test_only_who_runs_the_house_sets_its_hours(house, amal, dewi, gina, fay, hanne):
    for person in (amal, dewi, gina, fay, hanne):
        with pytest.raises(NotHere):
            set_quiet_hours(actor=person, house_id=house.pk, hours=NONE)


def test_mute_is_for_a_seat_that_counts(group, amal, bo, cleo, gina, seat_of):
    freeze_seat(actor=gina, seat_id=seat_of(amal).pk)
    pause_seat(actor=cleo, group_id=group.pk)
    for person, refusal in ((amal, Frozen), (cleo, Paused), (bo, NotHere)):
        for verb in (mute_group, unmute_group):
            with pytest.raises(refusal):
                verb(actor=person, group_id=group.pk)


@pytest.mark.parametrize("hours", [(24, 8), (8, None), (None, 8)])
def test_the_database_keeps_whole_hours(amal, hours):
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=amal.pk).update(quiet_from=hours[0], quiet_until=hours[1])


def test_a_new_house_is_quiet_at_night():
    assert House().quiet_hours == DEFAULT == (22, 8)


def test_own_hours_are_chosen_on_her_page(client, as_, amal):
    response = as_(amal).post("/me/quiet/", {"kind": "chosen", "begin": "21", "end": "9"})
    amal.refresh_from_db()
    assert (response.url, amal.quiet_hours) == ("/me/", QuietHours(21, 9))

    as_(amal).post("/me/quiet/", {"kind": "none", "begin": "21", "end": "9"})
    amal.refresh_from_db()
    assert amal.quiet_hours == NONE

    as_(amal).post("/me/quiet/", {"kind": "house", "begin": "21", "end": "9"})
    amal.refresh_from_db()
    assert amal.quiet_hours is None


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "chosen", "begin": "8", "end": "8"},
        {"kind": "chosen", "begin": "8"},
        {"kind": "chosen", "begin": "24", "end": "8"},
        {"kind": "chosen", "begin": "acht", "end": "8"},
        {"kind": "altijd", "begin": "7", "end": "8"},
    ],
)
def test_wrong_hours_are_asked_again(as_, amal, fields):
    response = as_(amal).post("/me/quiet/", fields)
    amal.refresh_from_db()
    assert (response.status_code, amal.quiet_hours) == (422, None)


def test_hours_of_the_house_are_set_at_the_desk(as_, house, eva, gina, hanne):
    path = f"/desk/groups/quiet/{house.pk}/"
    assert path in as_(eva).get("/desk/groups/").content.decode()

    response = as_(eva).post(path, {"kind": "chosen", "begin": "23", "end": "7"})
    house.refresh_from_db()
    assert (response.url, house.quiet_hours) == ("/desk/groups/", QuietHours(23, 7))
    assert as_(eva).post(path, {"kind": "house", "begin": "23", "end": "7"}).status_code == 422
    assert [as_(person).get(path).status_code for person in (gina, hanne)] == [404, 404]


def test_a_day_of_silence_is_asked_on_the_page_of_the_group(as_, group, amal, seat_of):
    about = f"/groups/{group.pk}/about/"
    assert as_(amal).post(f"/groups/{group.pk}/mute/").url == f"{about}#stil"
    page = as_(amal).get(about).content.decode()
    assert "Stil tot " in page
    assert f"/groups/{group.pk}/unmute/" in page
    assert "Stil tot " in as_(amal).get("/groups/").content.decode()

    as_(amal).post(f"/groups/{group.pk}/unmute/")
    assert seat_of(amal).muted_until is None
    assert "Stil tot " not in as_(amal).get(about).content.decode()
