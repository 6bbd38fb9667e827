"""Lines as women in a group write them, and as somebody writes who wants to lead one of them out of it.

The lines of `unseen` were written before their writer had read what is looked for, those of `seen` afterwards, or by
somebody else who had not: the list was mended on them. Those of `blind` are by somebody else too, and the list was not
mended on them: what it sees of them is what it sees of new words.
"""

from pathlib import Path

HALVES = ("unseen", "seen")
BLIND = "blind"


def lines_of(half: str, language: str) -> dict[str, list[str]]:
    """The lines of one language, by kind: 'innocent' or 'telling'."""
    lines: dict[str, list[str]] = {}
    for line in (Path(__file__).parent / half / f"{language}.txt").read_text().splitlines():
        if line.startswith("== "):
            kind = lines.setdefault(line.removeprefix("== "), [])
        else:
            kind.append(line)
    return lines
