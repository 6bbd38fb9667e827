"""Nothing that somebody sends costs more than its length: no pattern, and no reading of text as a whole."""

import re
import time
from collections.abc import Callable
from datetime import date
from functools import lru_cache, partial
from statistics import median

import pytest

from house.logs import MESSAGE_MAX, cut, masked
from house.sign_in.services.devices import kind_and_browser
from peergroups.talk.signs import signs_in
from programs.importing.readers import words
from programs.importing.readers.blocks import unfolded
from programs.importing.readers.events import _room_in
from programs.importing.readers.zones import Zones
from programs.text import fold
from tests.pattern_sites import Site, sites, sites_in
from tests.patterns import AGENDA, CELL, HEADER, LINE, PATTERNS, TALK, Pattern, Shape, unlisted

DOUBLING_MAX = 2.6
"""How much more twice the length may cost. A square would cost four times as much."""
ROUNDS = (3, 9, 27, 81)
"""Of each attempt: a quick one, and where that is too dear, the middle of ever more."""
LEAST_S = 0.0002
"""What costs less is repeated within one round, so that the clock can see it."""
USUAL: tuple[Shape, ...] = (
    ("", " ", "x"),
    ("", "a", "!"),
    ("", "1", "!"),
    ("", "_", "\n"),
    ("", "a ", ""),
    ("", "a-", ""),
    ("", "\n", "x"),
    ("", "\u0301\u0323", ""),
)
READERS: list[tuple[str, Callable[[str], object], int]] = [
    ("masked", masked, HEADER),
    ("cut", cut, HEADER),
    ("kind_and_browser", kind_and_browser, HEADER),
    ("signs_in", signs_in, TALK),
    ("fold", fold, CELL),
    ("weekdays", words.weekdays, CELL),
    ("every_weeks", words.every_weeks, CELL),
    ("day", lambda text: words.day(text, near=date(2026, 11, 28)), CELL),
    ("days", lambda text: words.days(text, near=date(2026, 11, 28)), CELL),
    ("clock", words.clock, CELL),
    ("span", words.span, CELL),
    ("minutes", words.minutes, CELL),
    ("listed", words.listed, CELL),
    ("unfolded", lambda text: list(unfolded(text)), AGENDA),
    ("room", _room_in, HEADER),
    ("zone", lambda text: Zones({}).find(text), LINE),
]
HARD_ON_READERS: tuple[Shape, ...] = (
    ("", "tm", "!"),
    ("10", " am", "x"),
    ("1", " u ", "!"),
    ("", "Android", ""),
    ("", "0 ", "x"),
    ("", "::", ""),
    ("", "a@", ""),
    ("", "'\"", ""),
    ("(utc)", " ", "\n"),
    ("", "en ", ""),
    ("", ";A=", ""),
    ("", "\r\n ", ""),
)


def text_of(shape: Shape, length: int) -> str:
    head, unit, tail = shape
    return (head + unit * (length // len(unit) + 1))[: length - len(tail)] + tail


def cost_s(work: Callable[[], object], rounds: int) -> float:
    """The time of the processor in the middle one of so many rounds. What else runs on this machine does not count."""
    began = time.thread_time()
    work()
    repeats = 1 + int(LEAST_S / max(time.thread_time() - began, 1e-6))
    costs = []
    for _round in range(rounds):
        began = time.thread_time()
        for _repeat in range(repeats):
            work()
        costs.append((time.thread_time() - began) / repeats)
    return median(costs)


def worst_doubling(work: Callable[[str], object], shape: Shape, length: int) -> float:
    """How many times more twice the text costs, up to this length, in the best of a few attempts."""
    worst = []
    for rounds in ROUNDS:
        quarter, half, whole = (cost_s(partial(work, text_of(shape, length // part)), rounds) for part in (4, 2, 1))
        worst.append(max(half / quarter, whole / half))
        if worst[-1] <= DOUBLING_MAX:
            break
    return min(worst)


def too_dear(work: Callable[[str], object], shapes: tuple[Shape, ...], length: int) -> dict[Shape, float]:
    found = {shape: worst_doubling(work, shape, length) for shape in shapes}
    return {shape: round(times, 1) for shape, times in found.items() if times > DOUBLING_MAX}


@lru_cache(maxsize=1)
def all_sites() -> list[Site]:
    return list(sites())


def uses_of(pattern: Pattern) -> list[Callable[[str], object]]:
    """All that the code does with this pattern. One that is compiled is looked for at every place of the text."""
    found = []
    for site in all_sites():
        if site.key == pattern.key:
            flags = sum(getattr(re, flag.removeprefix("re.")) for flag in site.flags)
            compiled = re.compile(pattern.says, flags)
            method = site.method if hasattr(compiled, site.method) else "search"
            found.append(getattr(compiled, "findall" if site.method == "compile" else method))
    return [_on_text(use, pattern) for use in found]


def _on_text(use: Callable, pattern: Pattern) -> Callable[[str], object]:
    if use.__name__ in ("sub", "subn"):
        return lambda text: use("", text)
    return (lambda text: use(text.encode())) if isinstance(pattern.says, bytes) else use


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: f"{pattern.file} {str(pattern.says)[:30]}")
def test_pattern_costs_no_more_than_its_text_is_long(pattern):
    dear = [too_dear(use, (*USUAL, *pattern.hard), pattern.cut) for use in uses_of(pattern)]

    assert dear
    assert [found for found in dear if found] == []


@pytest.mark.parametrize(("read", "length"), [row[1:] for row in READERS], ids=[row[0] for row in READERS])
def test_reading_costs_no_more_than_the_text_is_long(read, length):
    assert too_dear(read, (*USUAL, *HARD_ON_READERS), length) == {}


@pytest.mark.parametrize(
    ("says", "shape", "length"),
    [
        (r"[\w.+-]+@[\w-]+\.[\w.]+", ("", "_", ""), CELL),
        (r"\b(?=[\w-]*\d)[\w-]{24,}+=*(?!\.py)", ("", "a-", ""), CELL),
        (r"\S+://\S+", ("", "::", ""), CELL),
        (r"(\w+)\.? ?(?:tm|to) ?(\w+)!", ("", "tm", ""), CELL // 4),  # it costs the third power
        (r"Android(?!.*Mobile)", ("", "Android", ""), CELL),
    ],
)
def test_pattern_that_costs_the_square_of_its_text_is_found(says, shape, length):
    assert too_dear(re.compile(says).findall, (shape,), length) != {}


def test_every_pattern_of_the_code_is_listed():
    assert unlisted() == []


@pytest.mark.parametrize(
    "source",
    [
        "re.search('a+', text)",
        "re.compile(pattern='a+')",
        "path = re_path(regex='a+')",
        "validators.RegexValidator('a+')",
        "Person.objects.filter(name__iregex='a+')",
        "from re import search",
    ],
)
def test_pattern_is_found_however_it_is_written(source):
    assert len(list(sites_in(source, file="house/new.py"))) == 1


def test_names_of_messages_are_cut_where_the_list_says():
    assert MESSAGE_MAX == LINE
