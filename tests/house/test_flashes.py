"""What a page says once waits in a session until it is shown, so it names nobody: else an erased name waits there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOLES = re.compile(r"%\((\w+)\)|%(s|d)|{(\w*)}")
COUNTS_AND_DAYS = {
    ("programs/importing/views.py", "count"),
    ("programs/planning/edits/views.py", "s"),  # days
    ("programs/staffing/views.py", "count"),
}


def flashes():
    """Each expression that becomes such a sentence, with its file."""
    for app in ("house", "programs", "peergroups"):
        for path in (ROOT / app).rglob("*.py"):
            tree = ast.parse(path.read_text())
            for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
                said = [word.value for word in call.keywords if word.arg == "done"]
                if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "messages":
                    said.append(call.args[1])
                yield from ((str(path.relative_to(ROOT)), tree, one) for one in said)


def parts_of(tree, said):
    """The expression, and what the names in it stand for."""
    names = {node.id for node in ast.walk(said) if isinstance(node, ast.Name)}
    meant = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and names & {target.id for target in node.targets if hasattr(target, "id")}
    ]
    return [part for one in [said, *meant] for part in ast.walk(one)]


def test_only_counts_and_days_are_filled_in():
    found = {
        (path, next(filter(None, hole.groups()), ""))
        for path, tree, said in flashes()
        for part in parts_of(tree, said)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
        for hole in HOLES.finditer(part.value)
    }

    assert found == COUNTS_AND_DAYS


def test_no_message_is_put_together_as_an_f_string():
    assert [
        path for path, tree, said in flashes() for part in parts_of(tree, said) if isinstance(part, ast.JoinedStr)
    ] == []
