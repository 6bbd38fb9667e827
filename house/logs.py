"""What the log may hold: what went wrong and where in the code, never with whom.

Addresses, ids, tokens and whatever was quoted leave each line here, the last place before it is written. An exception
keeps its type and its place in the code; its own words may hold a row of the database, so they go.
"""

import logging
import re
from traceback import extract_tb

MASKS = (
    (re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE), "<id>"),
    (re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}\b", re.IGNORECASE), "<code>"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), "<address>"),
    (re.compile(r"(?<![\w:])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])", re.IGNORECASE), "<address>"),
    (
        re.compile(r"(?<![\w:])(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*)?::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*)?(?![\w:])"),
        "<address>",
    ),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "<mail>"),
    (re.compile(r"\?[^\s\"']+"), "?<query>"),
    (re.compile(r"(['\"])(?:(?!\1).){2,}\1"), "<words>"),
    (re.compile(r"\b(?=[\w-]*\d)[\w-]{24,}+=*(?!\.py)"), "<token>"),
)


def masked(text: str) -> str:
    """The same line, without what tells of a person or opens a door."""
    for pattern, mask in MASKS:
        text = pattern.sub(mask, text)
    return text


class MaskingFormatter(logging.Formatter):
    """Masks the whole line, and tells an exception by type and place alone."""

    def formatException(self, ei):  # noqa: N802  logging's name
        """From the outermost exception to the one that caused it."""
        told, problem = [], ei[1]
        while problem is not None:
            frames = (
                f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in extract_tb(problem.__traceback__)
            )
            told += [type(problem).__name__, *frames]
            problem = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
        return "\n".join(told)

    def format(self, record):
        return masked(super().format(record))
