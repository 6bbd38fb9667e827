"""What forty forms at once do to the talk beside them, and to each other. `python -m benchmarks.forms --help`.

A real server on SQLite. One member says something every few hundredths of a second, and each ack is timed; every other
stretch forms come in meanwhile, all at one moment, each sent twice as by an impatient thumb. So both figures
are of one run, and a busy machine spoils them alike.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from benchmarks.measure import percentile
from benchmarks.members import HouseMember
from benchmarks.peers import OurServer

PATH = "/week/own/new/"
PAUSE_S, ACKED_WITHIN_S = 0.04, 60


@dataclass
class FormDelays:
    """Milliseconds from a message to its ack, and from a form to its answer; answers by their status."""

    quiet_ms: list[float] = field(default_factory=list)
    busy_ms: list[float] = field(default_factory=list)
    forms_ms: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)


class TimedTalker:
    """One member who says something now and then, and times each ack."""

    def __init__(self, member: HouseMember) -> None:
        self._member = member
        self._acked: dict[str, float] = {}
        member.on_acked = lambda text: self._acked.__setitem__(text, time.perf_counter())

    async def acks_ms(self, until: asyncio.Event) -> list[float]:
        """How long each took of what is said until then; what is still under way is waited for."""
        said: dict[str, float] = {}
        while not until.is_set():
            text = secrets.token_hex(8)
            said[text] = time.perf_counter()
            self._member.say(text)
            await asyncio.sleep(PAUSE_S)
        async with asyncio.timeout(ACKED_WITHIN_S):
            while not said.keys() <= self._acked.keys():
                await asyncio.sleep(PAUSE_S)
        return [(self._acked[text] - at) * 1000 for text, at in said.items()]


async def send_form(port: int, session: str, words: str) -> tuple[int, float]:
    """The status, and after how many milliseconds."""
    token = "a" * 32
    told = {"words": words, "on": date.today() + timedelta(days=3), "csrfmiddlewaretoken": token}  # noqa: DTZ011
    body = urlencode(told)
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nCookie: s={session}; c={token}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
    )
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return int(answer.split(maxsplit=2)[1]), (time.perf_counter() - began) * 1000


async def forms_at_once(port: int, sessions: list[str], figures: FormDelays) -> None:
    """Each is sent twice at once: that is one form, and one thing to keep."""
    forms = [(session, secrets.token_hex(8)) for session in sessions[: len(sessions) // 2]]
    for status, took_ms in await asyncio.gather(*[send_form(port, *form) for form in forms * 2]):
        figures.statuses[status] += 1
        figures.forms_ms.append(took_ms)


async def run(port: int, seated: list[tuple[str, list[str]]], forms: int, rounds: int) -> FormDelays:
    """The first member of the first group talks; as many others as there are forms send them."""
    figures = FormDelays()
    first, *sessions = [session for _, of_group in seated for session in of_group][: forms + 1]
    member = await HouseMember(port, seated[0][0], first).join()
    talker = TimedTalker(member)
    await asyncio.gather(*[send_form(port, session, "warm") for session in sessions])
    for _ in range(rounds):
        figures.quiet_ms += await beside(talker, asyncio.sleep(1.5))
        figures.busy_ms += await beside(talker, forms_at_once(port, sessions, figures))
    member.close()
    await asyncio.sleep(PAUSE_S)
    return figures


async def beside(talker: TimedTalker, deed) -> list[float]:
    over = asyncio.Event()
    acks = asyncio.create_task(talker.acks_ms(over))
    await deed
    over.set()
    return await acks


def wanted(forms: int, rounds: int) -> int:
    """How many appointments there are where nothing was lost or done twice."""
    return forms + rounds * (forms // 2)


def kept(folder: Path) -> int:
    with sqlite3.connect(folder / "house.sqlite3") as database:
        return database.execute("SELECT count(*) FROM programs_appointment").fetchone()[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="forms-") as folder:
        house = OurServer(Path(folder) / "house", groups=-(-(options.forms + 1) // 12), members=12)
        house.prepare()
        house.open()
        try:
            figures = asyncio.run(run(house.port, house.seated, options.forms, options.rounds))
        finally:
            house.close()
        _tell(figures, kept(house.folder), options)


def _tell(figures: FormDelays, there: int, options: argparse.Namespace) -> None:
    for name, times in (
        ("ack, quiet", figures.quiet_ms),
        ("ack beside forms", figures.busy_ms),
        ("form", figures.forms_ms),
    ):
        worst = f"median {median(times):,.0f} ms, 95% {percentile(times, 0.95):,.0f} ms, last {max(times):,.0f} ms"
        sys.stdout.write(f"{name}: {worst} of {len(times)}\n")
    sys.stdout.write(f"answers {dict(figures.statuses)}; kept {there} of {wanted(options.forms, options.rounds)}\n")


if __name__ == "__main__":
    main()
