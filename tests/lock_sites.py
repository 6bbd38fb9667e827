"""Where the code of the three apps locks rows without `house/take.py`, found in its syntax, and which verbs come there.

A verb takes its row with `take` or `ask_twice`: both ask her right again once the row is locked. What locks otherwise,
or takes a row within the reach of anybody, stands in `LOCKS` with its reason. `test_locks.py` names what is missing
there, and what stands there for nothing.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
APPS = ("house", "programs", "peergroups")
LOCKING = {"select_for_update", "hold", "hold_all_of"}
LOCKING_SQL = ("FOR UPDATE", "FOR NO KEY", "FOR SHARE", "LOCK TABLE", "pg_advisory")
TAKING = {"take", "take_with_house", "ask_twice"}
TAKES = "house/take.py"

TAKEN = "The verb took what these rows belong to, and asked her right again of that."
WORKER = "The worker does it, on nobody's behalf."
SERVER = "A command on the server does it."
ERASED = "Somebody is erased, which was asked for before."
LOCKS = {
    "house/people/models/houses.py:House.hold": "It is the lock itself: see who calls it.",
    "house/people/models/houses.py:House.hold_all_of": "It is the lock itself: see who calls it.",
    "house/people/models/houses.py:Room.hold": "It is the lock itself: see who calls it.",
    "house/privacy/services/erasure.py:_erase_if_due": WORKER,
    "house/privacy/services/erasure.py:erase": ERASED,
    "house/privacy/services/marks.py:_hold": "Nobody has a right to it: it keeps the marks of who was erased in order.",
    "house/access_log/services/log.py:<module>": "A line of the log is written for whatever was read or done.",
    "house/door/services/opening.py:add_coordinator": SERVER,
    "house/upkeep/services/reseal.py:_in_steps": SERVER,
    "house/sign_in/services/second_factor.py:_hold": (
        "Her own row, for her own second steps: nobody takes that right away."
    ),
    "peergroups/seats/services/admission.py:close_seats": "She came in with a card, which was asked for at the door.",
    "peergroups/groups/services.py:_rest_if_unattended": "A group without anybody who holds it rests, whoever asks.",
    "peergroups/talk/services/leaving.py:_lock_and_take_step": "She left with her words: they go, whoever asks.",
    "peergroups/forgetting.py:_fade_some": WORKER,
    "peergroups/erasure.py:forget": ERASED,
    "peergroups/talk/services/store.py:<module>": "Seats are read after it; before it too would be a query a message.",
    "peergroups/care/services.py:_moderate": TAKEN,
    "programs/attendance/services/arrange.py:arrange_series": TAKEN,
    "programs/planning/services/change.py:hold_room": TAKEN,
    "programs/planning/closures/services.py:_locked_sessions": TAKEN,
    "programs/planning/edits/services/plan.py:_sessions_from": TAKEN,
    "programs/planning/edits/services/undo.py:_traces_with_sessions": TAKEN,
    "programs/erasure.py:_forget_in_drafts": ERASED,
    "programs/erasure.py:_forget_in_edits": ERASED,
    "programs/erasure.py:_forget_in_origins": ERASED,
    "programs/attendance/services/places.py:fill_all_places": (
        "Whom it counts in is asked once it is locked, on nobody's behalf."
    ),
    "programs/planning/services/layout.py:_lay_out": TAKEN,
    "programs/sessions/services/rooms.py:_place_in": TAKEN,
    "programs/feedback/services/feedback.py:_open": WORKER,
    "programs/attendance/services/welcome.py:welcome_to_series": TAKEN,
}


@dataclass(frozen=True)
class Function:
    """One function or method, and the names that it calls: its own and those of other modules."""

    file: str
    name: str
    calls: frozenset[str]
    is_verb: bool
    locks: bool

    @property
    def key(self) -> str:
        return f"{self.file}:{self.name}"


class Code:
    """All functions of the apps, and which of them come to which, by name alone: rather one too many."""

    def __init__(self, functions: Iterable[Function]) -> None:
        self.functions = list(functions)

    @cached_property
    def by_name(self) -> dict[str, list[Function]]:
        """A class stands for all its methods."""
        found = defaultdict(list)
        for function in self.functions:
            found[function.name.partition(".")[0]].append(function)
        return found

    @property
    def locking(self) -> set[str]:
        return {function.key for function in self.functions if function.locks and function.file != TAKES}

    def verbs_that_never_take(self, locks: Iterable[str]) -> set[str]:
        """Verbs that come to one of these locks, and nowhere to what asks twice."""
        return {
            function.key
            for function in self.functions
            if function.is_verb and (reached := self._reached(function)) & set(locks) and not reached & TAKING
        }

    def _reached(self, function: Function) -> set[str]:
        """Keys of what it comes to, itself too, and the names of what takes."""
        reached, todo = set[str](), [function]
        while todo:
            here = todo.pop()
            if here.key in reached:
                continue
            reached |= {here.key} | (here.calls & TAKING)
            todo += [other for name in here.calls - TAKING for other in self._named(name, here.file)]
        return reached

    def _named(self, name: str, file: str) -> list[Function]:
        """What is private is called from its own file alone."""
        found = self.by_name.get(name, [])
        return [other for other in found if other.file == file] if name.startswith("_") else found


def code() -> Code:
    paths = [path for app in APPS for path in sorted((TOP / app).rglob("*.py")) if "migrations" not in path.parts]
    return Code(one for path in paths for one in functions_in(path.read_text(), file=str(path.relative_to(TOP))))


def functions_in(source: str, *, file: str) -> Iterator[Function]:
    """Each of a module, those inside another counted to it; what stands in no function as `<module>`."""
    yield from _functions_in(ast.parse(source), file, "")


def _functions_in(tree: ast.Module | ast.ClassDef, file: str, owner: str) -> Iterator[Function]:
    rest = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            is_verb = "actor" in {one.arg for one in node.args.kwonlyargs} and not node.name.startswith("_")
            yield _function(file, owner + node.name, [node], is_verb=is_verb)
        elif isinstance(node, ast.ClassDef):
            yield from _functions_in(node, file, f"{owner}{node.name}.")
        elif not isinstance(node, ast.Import | ast.ImportFrom):
            rest.append(node)
    yield _function(file, f"{owner}<module>", rest, is_verb=False)


def _function(file: str, name: str, nodes: list[ast.stmt], *, is_verb: bool) -> Function:
    inside = [part for node in nodes for part in ast.walk(node)]
    called = [part.func for part in inside if isinstance(part, ast.Call)]
    names = {func.id for func in called if isinstance(func, ast.Name)}
    names |= {func.attr for func in called if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name)}
    methods = {func.attr for func in called if isinstance(func, ast.Attribute)}
    words = [part.value for part in inside if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    locks = methods & LOCKING or any(sql in word for word in words for sql in LOCKING_SQL)
    locks = bool(locks or any(asks_nobody(part) for part in inside))
    return Function(file, name, frozenset(names), is_verb, locks)


def asks_nobody(node: ast.AST) -> bool:
    """Is something taken here within the reach of anybody, such as `lambda _: Room.objects.all()`?"""
    if not isinstance(node, ast.Call) or ast.unparse(node.func) not in TAKING or not node.args:
        return False
    reach = node.args[0]
    if not isinstance(reach, ast.Lambda) or not reach.args.args:
        return False
    used = {part.id for part in ast.walk(reach.body) if isinstance(part, ast.Name)}
    return reach.args.args[0].arg not in used
