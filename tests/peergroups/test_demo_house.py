from io import StringIO

import pytest
from django.core.management import call_command
from django.test import override_settings

from house.demo import people_by_key
from peergroups.models import Message, PeerGroup
from peergroups.talk.queries import page_since
from peergroups.talk.services.store import post_message
from tests.once import once


@pytest.fixture(scope="module")
def _filled(django_db_setup, django_db_blocker):
    with once(django_db_blocker):
        with override_settings(DEBUG=True):
            call_command("fill_demo", stdout=StringIO())
        yield


@pytest.fixture
def demo(_filled, db):
    return people_by_key()


def test_amal_bo_cleo_and_gina_share_a_group(demo):
    shared = PeerGroup.objects.visible_to(demo["amal"])
    for name in ("bo", "cleo", "gina"):
        shared &= PeerGroup.objects.visible_to(demo[name])

    assert [group.name for group in shared] == ["Keukentafel"]
    assert not PeerGroup.objects.visible_to(demo["fay"]).exists()
    assert not PeerGroup.objects.visible_to(demo["eva"]).exists()


def test_a_few_hundred_messages_are_numbered_and_open(demo):
    for group in PeerGroup.objects.all():
        told = list(Message.objects.filter(group=group))
        assert [message.number for message in told] == list(range(1, group.newest + 1))
        assert all(message.text or not message.has_words for message in told)
        assert [message.said_at for message in told] == sorted(message.said_at for message in told)
    assert Message.objects.count() > 300
    assert len(set(Message.objects.values_list("lang", flat=True))) > 2


def test_who_joined_later_reads_from_there(demo):
    history = page_since(actor=demo["joy"], group_id=_table().pk, version=0)

    assert history.messages[0]["number"] == 200


def test_the_talk_goes_on(demo):
    group = _table()

    said = post_message(actor=demo["amal"], group_id=group.pk, text="Hoi", key=group.pk)

    assert said.number == group.newest + 1


def _table():
    return next(group for group in PeerGroup.objects.all() if group.name == "Keukentafel")


def test_both_groups_of_the_demo_have_meetings_with_their_peers(demo):
    for group in PeerGroup.objects.select_related("series"):
        assert group.series.sessions.exists()
        peers = set(group.seats.peers().values_list("person", flat=True))
        assert set(group.series.enrolments.values_list("person", flat=True)) == peers
