import pytest

from house.errors import NotHere
from peergroups import limits
from peergroups.groups.standing import GroupStanding
from peergroups.models import Seat
from peergroups.talk.services.change import take_back
from peergroups.talk.services.unread import UnreadCount, read_up_to, unread_counts, unread_in_groups
from tests import cast


def unread(group, person):
    return unread_counts(person)[group.pk]


def test_what_others_said_is_unread_until_she_read_it(group, say, amal, cleo):
    for _ in range(3):
        say(cleo)
    say(amal)

    assert (unread(group, amal), unread(group, cleo)) == (3, 1)
    read_up_to(actor=amal, group_id=group.pk, number=2)
    assert unread(group, amal) == 1


def test_reading_never_goes_back_nor_beyond_the_talk(group, say, seat_of, amal, cleo):
    for _ in range(3):
        say(cleo)

    read_up_to(actor=amal, group_id=group.pk, number=99)
    read_up_to(actor=amal, group_id=group.pk, number=1)

    assert seat_of(amal).read_number == 3


def test_what_was_taken_back_is_not_unread(group, say, amal, cleo):
    say(cleo)
    take_back(actor=cleo, group_id=group.pk, number=1)

    assert unread(group, amal) == 0


def test_a_newcomer_has_nothing_unread(group, say, amal, bo, eva):
    say(amal)
    cast.take_seat(actor=eva, group_id=group.pk, person_id=bo.pk)

    assert unread(group, bo) == 0


def test_the_count_stops_somewhere(group, say, amal, cleo, monkeypatch):
    monkeypatch.setattr(limits, "UNREAD_MAX", 2)
    for _ in range(4):
        say(cleo)

    assert unread(group, amal) == 2


def test_nobody_reads_where_she_has_no_seat(group, bo):
    with pytest.raises(NotHere):
        read_up_to(actor=bo, group_id=group.pk, number=1)


def test_standing_tells_all_her_groups_in_one_query(group, say, cleo, gina, other_group, django_assert_num_queries):
    say(cleo)
    seats = {seat.group_id: seat.pk for seat in Seat.objects.filter(person=gina)}

    with django_assert_num_queries(1):
        counts = unread_in_groups(gina)

    open_one = GroupStanding("open", 1, 1, "facilitator", "")
    forming = GroupStanding("forming", 0, 0, "facilitator", "")
    told = {"floor": 1, "read": 0}
    assert counts == [
        UnreadCount(group.pk, seats[group.pk], 1, head=1, unread=1, standing=open_one, **told),
        UnreadCount(other_group.pk, seats[other_group.pk], 1, head=0, unread=0, standing=forming, **told),
    ]
