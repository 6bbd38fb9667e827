"""Can a guesser tell, by the time of the answer, which sign-in names exist? `python -m benchmarks.names --help`.

Names that exist and names that do not are tried in a random order, each once and each from an address of its own, with
a wrong passphrase. If the answer took longer for the one kind, the ranks of the times would show it (Mann and Whitney,
1947: On a test of whether one of two random variables is stochastically larger than the other).
"""

from __future__ import annotations

import argparse
import http.client
import json
import math
import random
import re
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks.peers import OurServer


class Door(OurServer):
    """Behind a proxy that tells where each try comes from."""

    def where(self) -> dict[str, str]:
        return {"ADDRESS_HEADER": "HTTP_X_REAL_IP"}

    def names(self, count: int) -> list[str]:
        return json.loads(self.manage("-m", "benchmarks.fill", "people", count))


def try_name(port: int, name: str, number: int) -> tuple[float, int, int]:
    """Seconds until the answer, its status and its size."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"X-Real-IP": f"198.51.{number // 250}.{number % 250 + 1}", "Host": "127.0.0.1"}
    line.request("GET", "/in/", headers=headers)
    page = line.getresponse()
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())[1]
    body = urlencode({"csrfmiddlewaretoken": token, "login": name, "password": "drie verkeerde woorden"})
    headers |= {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    began = time.perf_counter()
    line.request("POST", "/in/", body, headers)
    answer = line.getresponse()
    size = len(answer.read().replace(name.encode(), b""))
    took = time.perf_counter() - began
    line.close()
    return took, answer.status, size


def chance_of(known: list[float], unknown: list[float]) -> float:
    """How often chance alone would part two samples of one kind at least as far (two-sided, normal approximation)."""
    above = sum((a > b) + (a == b) / 2 for a in known for b in unknown)
    n, m = len(known), len(unknown)
    z = (above - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(z) / math.sqrt(2))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=200, help="of each kind")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="names-") as folder:
        door = Door(Path(folder) / "door", groups=0, members=0)
        door.prepare()
        names = [(name, True) for name in door.names(options.tries)]
        names += [(f"merel-{uuid4().hex[:8]}", False) for _ in range(options.tries)]
        random.shuffle(names)
        door.open()
        try_name(door.port, "merel-0", 0)
        told = [(is_known, *try_name(door.port, name, number)) for number, (name, is_known) in enumerate(names, 1)]
        door.close()
        door.clear()
    sys.stdout.write("| the name | tries | median | status and size of the answer |\n|---|---|---|---|\n")
    for word, which in (("exists", True), ("does not", False)):
        times = [took for is_known, took, *_ in told if is_known is which]
        answers = sorted({(status, size) for is_known, _, status, size in told if is_known is which})
        sys.stdout.write(f"| {word} | {len(times)} | {median(times) * 1000:.1f} ms | {answers} |\n")
    chance = chance_of(*([took for is_known, took, *_ in told if is_known is which] for which in (True, False)))
    sys.stdout.write(f"\nChance alone would part them as far in {chance:.0%} of such runs.\n")


if __name__ == "__main__":
    main()
