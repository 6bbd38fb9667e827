"""The benchmark runs, at a size that says nothing about speed."""

import asyncio
from argparse import Namespace
from statistics import median

import pytest
import uvloop

from benchmarks import forms, report
from benchmarks.__main__ import PeerFigures, leave, measure, talk
from benchmarks.fill import add_messages, make_groups
from benchmarks.measure import Processes, percentile
from benchmarks.members import HouseMember
from benchmarks.peers import AsyncioFloor
from benchmarks.workloads import closed_loop, page_ms
from programs.models import Appointment
from tests.server import running_server, test_database

WITHOUT_LIMITS = {"TALK_MESSAGES_BURST": "100000", "TALK_FRAMES_BURST": "100000"}
OPTIONS = Namespace(groups=2, members=2, rounds=1, seconds=0.3, stored=[10])


def test_a_server_is_measured_and_told(tmp_path):
    floor, figures = AsyncioFloor(tmp_path / "floor", groups=2, members=2), PeerFigures()
    floor.prepare()
    measure(talk, floor, figures, OPTIONS)

    told = report.tables({floor.name: figures}, {"Prosody": "prosody"}, OPTIONS)

    assert figures.pace[0].per_second > 0
    assert "| asyncio floor, SQLite |" in told
    assert "Left out: Prosody" in told


@pytest.mark.process
@pytest.mark.django_db(transaction=True)
def test_the_load_talks_with_our_house():
    groups = make_groups(2, 2)
    add_messages(groups[0][0], 60)
    with running_server({"TALK_MESSAGES_BURST": "100000"}, database=test_database()) as server:
        uvloop.run(_talk_with(server, groups))


async def _talk_with(server, groups):
    crowd = {group: [HouseMember(server.port, group, session) for session in sessions] for group, sessions in groups}
    for members in crowd.values():
        for member in members:
            await member.join()
    first = crowd[groups[0][0]][0]

    assert await page_ms(first, times=1) > 0
    assert (await closed_loop(crowd, Processes([server.process.pid]), 0.3)).per_second > 0
    await leave(crowd)


@pytest.mark.process
@pytest.mark.django_db(transaction=True)
def test_forty_forms_at_once_are_done_once_each_and_the_talk_goes_between_them():
    groups = make_groups(4, 12)
    with running_server(WITHOUT_LIMITS, database=test_database()) as server:
        figures = asyncio.run(forms.run(server.port, groups, forms=40, rounds=2))

    assert figures.statuses == {302: 80}
    assert Appointment.objects.count() == forms.wanted(40, 2)
    assert median(figures.busy_ms) * 4 < median(figures.forms_ms)


def test_percentiles_are_of_what_was_measured():
    assert [percentile([3, 1, 2], share) for share in (0, 0.5, 0.99)] == [1, 2, 3]
