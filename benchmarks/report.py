"""The figures as tables of markdown."""

from __future__ import annotations

import datetime
import math
import os
import platform
import statistics
from collections.abc import Iterable
from pathlib import Path

COLUMNS = (
    "server", "messages/s", "CPU s per 1,000", "p50 at 100/s", "p99 at 100/s", "ack p99 at 100/s",
    "CPU s per 1,000 at 50/s", "the load's own core",
)  # fmt: skip


def tables(figures: dict, left_out: dict[str, str], options) -> str:
    today = datetime.date.today()  # noqa: DTZ011  as the wall clock here says
    crowd = f"{options.groups} groups of {options.members}, {options.rounds} rounds in turn, medians (lowest-highest)"
    lines = [
        f"{today:%Y-%m-%d}, {_machine()}; {crowd}.",
        "",
        f"| {' | '.join(COLUMNS)} |",
        "|---" + "|--:" * (len(COLUMNS) - 1) + "|",
        *(_talk(name, told) for name, told in figures.items()),
    ]
    if any(told.kib_per_socket is not None or told.page_ms for told in figures.values()):
        counts = options.stored
        lines += [
            "",
            "| server | memory per idle socket |" + "".join(f" last 50 of {count:,} |" for count in counts),
            "|---|--:|" + "--:|" * len(counts),
            *(_still(name, told, counts) for name, told in figures.items()),
        ]
    lines += [f"\nLeft out: {name}, for {what} is not installed here." for name, what in left_out.items()]
    return "\n".join(lines) + "\n"


def _talk(name: str, told) -> str:
    paces = [pace.per_second for pace in told.pace]
    return (
        f"| {name} | {median(paces):,.0f} ({min(paces, default=0):,.0f}-{max(paces, default=0):,.0f})"
        f" | {median(pace.cpu_s_per_1000 for pace in told.pace):.2f}"
        f" | {median(delay.p50_ms for delay in told.brisk):.1f} ms"
        f" | {median(delay.p99_ms for delay in told.brisk):.1f} ms"
        f" | {median(delay.ack_p99_ms for delay in told.brisk):.1f} ms"
        f" | {median(delay.cpu_s_per_1000 for delay in told.calm):.2f}"
        f" | {median(pace.generator_share for pace in told.pace):.0%} |"
    )


def _still(name: str, told, counts: list[int]) -> str:
    socket = "" if told.kib_per_socket is None else f"{told.kib_per_socket:.0f} KiB"
    pages = (f" {told.page_ms[count]:.1f} ms |" if count in told.page_ms else " |" for count in counts)
    return f"| {name} | {socket} |" + "".join(pages)


def median(values: Iterable[float]) -> float:
    """NaN where nothing was measured."""
    return statistics.median(list(values) or [math.nan])


def _machine() -> str:
    models = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    return f"{os.cpu_count()} cores {models[0] if models else platform.machine()}, Python {platform.python_version()}"


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []
