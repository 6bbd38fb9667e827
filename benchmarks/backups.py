"""How long a back-up takes, how large it is, and what it does to the talk. `python -m benchmarks.backups --help`.

A real server on SQLite with as many messages as asked. One member says something every few hundredths of a second, and
each ack is timed, in turns without and beside `manage.py back_up`. Then the last one is put back, into SQLite.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from pyrage import x25519

from benchmarks import processes
from benchmarks.forms import TimedTalker, beside
from benchmarks.measure import percentile
from benchmarks.members import HouseMember
from benchmarks.peers import ROOT, OurServer

KIB_PER_MIB = 1024


@dataclass
class BackUpFigures:
    """Milliseconds from a message to its ack; seconds and MiB of each back-up."""

    quiet_ms: list[float] = field(default_factory=list)
    busy_ms: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    memory_mib: float = 0


class Keeper:
    """Whoever makes back-ups of a house and puts them back elsewhere."""

    def __init__(self, house: OurServer) -> None:
        self.identity, self.house = x25519.Identity.generate(), house
        self.folder = Path(f"{house.folder}/data-backups")
        house.env["BACKUP_RECIPIENTS"] = str(self.identity.to_public())

    async def back_up(self, figures: BackUpFigures) -> None:
        began = time.perf_counter()
        words = [sys.executable, ROOT / "manage.py", "back_up"]
        process = subprocess.Popen(words, env=os.environ | self.house.env, stdout=subprocess.DEVNULL)  # noqa: S603  ours
        _, status, used = await asyncio.to_thread(os.wait4, process.pid, 0)
        assert status == 0
        figures.seconds.append(time.perf_counter() - began)
        figures.memory_mib = max(figures.memory_mib, used.ru_maxrss / KIB_PER_MIB)

    @property
    def newest(self) -> Path:
        return max(self.folder.glob("*.age"))

    def restore(self, folder: Path) -> float:
        secret = folder / "secret"
        secret.write_text(str(self.identity))
        keys = {"SEALING_KEYS": Path(f"{self.house.folder}/data-keys/sealing.keys").read_text().strip()}
        there = {"DATA_DIR": f"{folder}/data", "DATABASE_URL": f"sqlite:///{folder}/house.sqlite3"}
        began = time.perf_counter()
        words = [sys.executable, ROOT / "manage.py", "restore", self.newest, "--key", secret]
        processes.run(words, env=self.house.env | keys | there)
        return time.perf_counter() - began


async def run(house: OurServer, keeper: Keeper, rounds: int) -> BackUpFigures:
    figures = BackUpFigures()
    group_id, sessions = house.seated[0]
    member = await HouseMember(house.port, group_id, sessions[0]).join()
    talker = TimedTalker(member)
    await beside(talker, asyncio.sleep(1))
    for _ in range(rounds):
        figures.quiet_ms += await beside(talker, asyncio.sleep(5))
        figures.busy_ms += await beside(talker, keeper.back_up(figures))
    member.close()
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="back-ups-") as folder:
        house = OurServer(Path(folder) / "house", groups=4, members=12)
        house.prepare()
        for group in range(4):
            house.add_messages(group, options.messages // 4)
        keeper = Keeper(house)
        house.open()
        try:
            figures = asyncio.run(run(house, keeper, options.rounds))
        finally:
            house.close()
        there = Path(folder) / "there"
        there.mkdir()
        _tell(figures, keeper.newest.stat().st_size, keeper.restore(there))


def _tell(figures: BackUpFigures, size_bytes: int, restored_s: float) -> None:
    for name, times in (("ack, quiet", figures.quiet_ms), ("ack beside a back-up", figures.busy_ms)):
        worst = f"median {median(times):,.1f} ms, 99% {percentile(times, 0.99):,.1f} ms, last {max(times):,.1f} ms"
        sys.stdout.write(f"{name}: {worst} of {len(times)}\n")
    took, size = (
        f"{median(figures.seconds):.1f} s, {figures.memory_mib:.0f} MiB of memory",
        f"{size_bytes / 2**20:.1f} MiB",
    )
    sys.stdout.write(f"back-up: {took}, {size}; put back in {restored_s:.1f} s\n")


if __name__ == "__main__":
    main()
