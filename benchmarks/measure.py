"""What a process and its children used, read from /proc. Linux only."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

TICK_S = 1 / os.sysconf("SC_CLK_TCK")
PAGE_KIB = os.sysconf("SC_PAGE_SIZE") / 1024


class Processes:
    """Some processes with all that they started."""

    def __init__(self, roots: Iterable[int]) -> None:
        self.roots = set(roots)

    def cpu_s(self) -> float:
        """User and system time, that of children who are gone included."""
        return sum(sum(map(int, fields[11:15])) for fields in self._now()) * TICK_S

    def resident_kib(self) -> float:
        return sum(int(fields[21]) for fields in self._now()) * PAGE_KIB

    def _now(self) -> list[list[str]]:
        """The fields of `stat` from the third on, of each process."""
        every = {}
        for entry in Path("/proc").glob("[0-9]*/stat"):
            try:
                every[int(entry.parent.name)] = entry.read_text().rpartition(")")[2].split()
            except OSError:  # it ended just now
                continue
        ours = self.roots & every.keys()
        while young := {pid for pid, fields in every.items() if int(fields[1]) in ours} - ours:
            ours |= young
        return [every[pid] for pid in ours]


class Stretch:
    """What was used between making it and `end`."""

    def __init__(self, processes: Processes) -> None:
        self._processes = processes
        self._at, self._cpu, self._own = time.perf_counter(), processes.cpu_s(), time.process_time()

    def end(self) -> None:
        self.wall_s = time.perf_counter() - self._at
        self.cpu_s = self._processes.cpu_s() - self._cpu
        self.own_cpu_share = (time.process_time() - self._own) / self.wall_s


def percentile(values: Sequence[float], share: float) -> float:
    """Nearest rank; NaN of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")
