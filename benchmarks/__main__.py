"""Measure all servers in turn, and write tables. `make bench`, or `python -m benchmarks --help`."""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path

import uvloop

from benchmarks import processes, report
from benchmarks.peers import PEERS, Peer
from benchmarks.workloads import Crowd, Delay, Pace, closed_loop, open_loop, page_ms

IDLE_GROUPS = 84


@dataclass
class PeerFigures:
    """What was measured of one server, round by round."""

    pace: list[Pace] = field(default_factory=list)
    brisk: list[Delay] = field(default_factory=list)
    calm: list[Delay] = field(default_factory=list)
    kib_per_socket: float | None = None
    page_ms: dict[int, float] = field(default_factory=dict)


async def join(peer: Peer, groups: range) -> Crowd:
    """All members of these groups, twelve at a time; the first opens the room where there is such a thing."""
    crowd: Crowd = {}
    for group in groups:
        members = [peer.member(group, place) for place in range(peer.members)]
        await members[0].join()
        await asyncio.gather(*(member.join() for member in members[1:]))
        crowd[members[0].group] = members
    gc.collect()
    gc.freeze()
    return crowd


async def leave(crowd: Crowd) -> None:
    for members in crowd.values():
        for member in members:
            member.close()
    await asyncio.sleep(0.2)
    gc.unfreeze()


async def talk(peer: Peer, figures: PeerFigures, options: argparse.Namespace) -> None:
    crowd = await join(peer, range(options.groups))
    figures.pace.append(await closed_loop(crowd, peer.processes, options.seconds))
    figures.brisk.append(await open_loop(crowd, peer.processes, 100, options.seconds))
    figures.calm.append(await open_loop(crowd, peer.processes, 50, options.seconds))
    await leave(crowd)


async def sit_still(peer: Peer, figures: PeerFigures) -> None:
    few = await join(peer, range(1))
    await asyncio.sleep(2)
    before = peer.own_processes.resident_kib()
    many = await join(peer, range(1, peer.groups))
    await asyncio.sleep(2)
    sockets = sum(map(len, many.values()))
    figures.kib_per_socket = (peer.own_processes.resident_kib() - before) / sockets
    await leave(few | many)


async def turn_pages(peer: Peer, figures: PeerFigures, stored: int) -> None:
    member = peer.member(0, 0)
    await member.join()
    figures.page_ms[stored] = await page_ms(member)
    member.close()


def measure(work: Callable[..., Coroutine], peer: Peer, *told) -> None:
    """One server that does not manage costs the others nothing."""
    peer.open()
    try:
        uvloop.run(work(peer, *told))
    except (TimeoutError, ConnectionError) as problem:
        _tell(f"{peer.name}: {problem!r}")
    finally:
        peer.close()


def main() -> None:
    options = _options()
    chosen = [kind for kind in PEERS if options.only in kind.name and not kind.missing]
    left_out = {kind.name: kind.missing for kind in PEERS if options.only in kind.name and kind.missing}
    with tempfile.TemporaryDirectory(prefix="talk-bench-") as folder:
        Path(folder).chmod(0o755)  # some servers run as a user of their own
        total = IDLE_GROUPS if options.idle else options.groups
        peers = [kind(Path(folder) / f"peer{place}", total, options.members) for place, kind in enumerate(chosen)]
        figures = {peer: PeerFigures() for peer in peers}
        try:
            for peer in peers:
                _tell(f"{peer.name}: prepare")
                peer.prepare()
            processes.stay_on(processes.LOAD_CORE)
            _run(peers, figures, options)
        except KeyboardInterrupt:
            _tell("Stopped. This is what was measured until now:")
        finally:
            for peer in peers:
                peer.clear()
    sys.stdout.write(report.tables({peer.name: told for peer, told in figures.items()}, left_out, options))


def _run(peers: list[Peer], figures: dict[Peer, PeerFigures], options: argparse.Namespace) -> None:
    for turn in range(options.rounds):
        for peer in peers:
            _tell(f"{peer.name}: round {turn + 1}")
            measure(talk, peer, figures[peer], options)
    if options.idle:
        for peer in peers:
            _tell(f"{peer.name}: {IDLE_GROUPS * options.members} idle sockets")
            measure(sit_still, peer, figures[peer])
    for peer in peers:
        if peer.has_pages:
            before = 0
            for stored in options.stored:
                _tell(f"{peer.name}: page of {stored:,}")
                peer.add_messages(0, stored - before)
                before = stored
                measure(turn_pages, peer, figures[peer], stored)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5, help="of each loop")
    parser.add_argument("--groups", type=int, default=20)
    parser.add_argument("--members", type=int, default=12)
    parser.add_argument("--only", default="", help="servers with this in their name")
    parser.add_argument("--stored", type=int, nargs="*", default=[10_000, 1_000_000], help="messages in the group")
    parser.add_argument("--no-idle", dest="idle", action="store_false", help="leave out the 1,000 idle sockets")
    return parser.parse_args()


def _tell(what: str) -> None:
    sys.stderr.write(f"{what}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
