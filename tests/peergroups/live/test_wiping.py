"""What is taken away leaves the file while a page is open and another process is connected. Another process reads the
file: to close it here would let go of SQLite's locks on it."""

import asyncio
import subprocess
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from house import wiping
from house.models import Person
from house.privacy.services import erasure
from peergroups.care.services import moderate_message
from peergroups.forgetting import fade
from peergroups.models import Message
from peergroups.talk.services.change import edit_message, take_back
from tests.elsewhere import connected
from tests.peergroups.live.talker import talking

pytestmark = [pytest.mark.process, pytest.mark.only("sqlite"), pytest.mark.django_db(transaction=True)]

WITHIN_S = 10


def times_on_disk(needle):
    name = connection.settings_dict["NAME"]
    raw = subprocess.run(["cat", name, f"{name}-wal"], capture_output=True, check=True).stdout
    return raw.count(needle)


def is_gone(needle):
    until = time.monotonic() + WITHIN_S
    while times_on_disk(needle):
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def sealed_words(number):
    return bytes(Message.objects.get(number=number).__dict__["text"])


def erase(person):
    with transaction.atomic():
        erasure.erase(Person.objects.get(pk=person.pk))


async def test_who_was_erased_is_gone_from_the_file_while_a_page_is_open(server, group, sessions, amal, say, do):
    await do(say, amal, "Hoi")
    hers = amal.pk.hex.encode()
    async with talking(server, sessions["cleo"]):
        with connected(connection.settings_dict["NAME"]):
            assert times_on_disk(hers) > 5

            await do(erase, amal)

            assert await asyncio.to_thread(is_gone, hers)


@pytest.mark.parametrize("way", ["take_back", "edit", "moderate", "fade"])
async def test_words_that_are_taken_away_are_gone_from_the_file(way, server, group, sessions, amal, gina, say, do):
    await do(say, amal, "Dit wil ik toch niet zeggen")
    number = (await do(Message.objects.latest, "number")).number
    words = await do(sealed_words, number)
    verbs = {
        "take_back": lambda: take_back(actor=amal, group_id=group.pk, number=number),
        "edit": lambda: edit_message(actor=amal, group_id=group.pk, number=number, text="Iets anders"),
        "moderate": lambda: moderate_message(actor=gina, group_id=group.pk, number=number),
        "fade": lambda: fade(timezone.now() + timedelta(days=100)),
    }
    async with talking(server, sessions["cleo"]):
        with connected(connection.settings_dict["NAME"]):
            assert times_on_disk(words) > 0

            await do(verbs[way])

            assert await asyncio.to_thread(is_gone, words)


def test_while_somebody_reads_it_stays_and_a_tick_takes_it(amal, monkeypatch):
    monkeypatch.setattr(wiping, "PAUSE_S", 0.01)
    hers = amal.pk.hex.encode()
    with connected(connection.settings_dict["NAME"], first="BEGIN"):
        erase(amal)
        assert not wiping.wipe()
        assert times_on_disk(hers) > 0

    assert wiping.wipe()
    assert times_on_disk(hers) == 0
