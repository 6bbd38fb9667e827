"""Keep personal data out of the log: it holds what went wrong and where in the code, never with whom.

Addresses, ids, tokens and quoted text are masked here, the last place before a line is written. An exception keeps its
type and its place in the code; its message may hold a row of the database, so it is left out. A stranger chooses the
length of a path, so a message is cut before it is masked.
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
        re.compile(
            r"(?<![\w:])(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?(?![\w:])",
            re.IGNORECASE,
        ),
        "<address>",
    ),
    (re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.]+"), "<mail>"),
    (re.compile(r"\?[^\s\"']+"), "?<query>"),
    (re.compile(r"(['\"])(?:(?!\1).){2,}\1"), "<words>"),
)
RUN = re.compile(r"[\w-]++=*+(?:\.py)?")
TOKEN_MIN = 24
OPEN_WORDS = re.compile(r"(['\"])(?:(?!\1).)*(?:\1|\Z)", re.DOTALL)
MESSAGE_MAX = 2000


def masked(text: str) -> str:
    """The line without personal data and secrets. Takes time in proportion to its length."""
    for pattern, mask in MASKS:
        text = pattern.sub(mask, text)
    return RUN.sub(lambda run: "<token>" if _is_token(run[0]) else run[0], text)


def _is_token(run: str) -> bool:
    return len(run) >= TOKEN_MIN and not run.endswith(".py") and any(character.isdecimal() for character in run)


def cut(text: str) -> str:
    """The beginning of a long message, without the word or quotation the cut breaks: no mask matches half of one."""
    if len(text) <= MESSAGE_MAX:
        return text
    return OPEN_WORDS.sub("<words>", text[:MESSAGE_MAX].rpartition(" ")[0]) + " <cut>"


class MaskingFormatter(logging.Formatter):
    """Masks the whole line, and writes an exception as type and place alone."""

    def formatException(self, ei):  # noqa: N802  logging's name
        """From the outermost exception to its first cause."""
        lines, problem = [], ei[1]
        while problem is not None:
            frames = (
                f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in extract_tb(problem.__traceback__)
            )
            lines += [type(problem).__name__, *frames]
            problem = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
        return "\n".join(lines)

    def formatMessage(self, record):  # noqa: N802
        return cut(super().formatMessage(record))

    def format(self, record):
        return masked(super().format(record))
