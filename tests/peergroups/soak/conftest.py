"""Real processes that are ended, frozen and lied to, and tabs that keep count.

A little of everything with each run of the tests; `make soak` does the whole and writes var/soak.md.
"""

from pathlib import Path

import pytest

from tests import cast
from tests.peergroups.live.conftest import PACE, do, proven_keys, sessions  # noqa: F401  fixtures
from tests.peergroups.soak.scale import IS_WHOLE
from tests.peergroups.soak.tab import Tab
from tests.peergroups.soak.tally import KINDS, Tally
from tests.server import running_server, test_database

ROW = "soak"
REPORT = Path("var/soak.md")


@pytest.fixture
def own_server(transactional_db, proven_keys):  # noqa: F811
    """A server that may be ended."""
    with running_server(PACE, database=test_database()) as server:
        yield server


@pytest.fixture
def tally(record_property):
    tally = Tally()
    yield tally
    record_property(ROW, tally.as_row())


@pytest.fixture
def newcomer(group, say, amal, bo, eva):
    """Bo comes when three things were said: she reads from the fourth."""
    for number in range(3):
        say(amal, f"van voor Bo {number}")
    cast.take_seat(actor=eva, group_id=group.pk, person_id=bo.pk, alias="Stip")
    return 4


@pytest.fixture
def tab_of(group, sessions, newcomer):  # noqa: F811
    """A tab: `tab_of("amal", server)`. Amal, Cleo and Gina sat there from the beginning, Bo came later."""

    def tab_of(person, *servers, name="", **more):
        from_number = newcomer if person == "bo" else 1
        return Tab(servers, sessions[person], group.pk, name=name or person, from_number=from_number, **more)

    return tab_of


def pytest_terminal_summary(terminalreporter):
    """A table of what was done and found; `make soak` keeps it."""
    reports = [report for kind in ("", "passed", "failed") for report in terminalreporter.getreports(kind)]
    properties = [(report.nodeid, *told) for report in reports for told in report.user_properties]
    rows = {nodeid: row for nodeid, name, row in properties if name == ROW}
    if rows and IS_WHOLE:
        table = "\n".join(_table(rows, {report.nodeid for report in reports if report.failed}))
        terminalreporter.write_line(table)
        REPORT.parent.mkdir(exist_ok=True)
        REPORT.write_text(table + "\n")


def _table(rows, failed):
    columns = ("sent", "shown", *KINDS)
    yield f"| what was done | {' | '.join(columns)} | |"
    yield f"|---{'|---' * len(columns)}|---|"
    for nodeid, row in rows.items():
        name = nodeid.split("::")[-1].removeprefix("test_").replace("_", " ")
        done = f"{name}: {', '.join(row['done'])}" if row["done"] else name
        yield f"| {done} | {' | '.join(str(row[column]) for column in columns)} | {'failed' * (nodeid in failed)} |"
