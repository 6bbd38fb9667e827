"""Links in the words of a message. They are marked, and lead to a page of ours; nothing is ever fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from string import ascii_lowercase, digits
from urllib.parse import quote, urlsplit, urlunsplit

LINK = re.compile(
    r"(?<![\w@.-])(?:https?://[^\s<>\"\\]+|(?:[\w-]++\.)+"
    r"(?:com|nl|be|net|org|eu|io|me|ly|gg|app|link|info|xyz|pl|ro|bg|fr|uk|site|shop|club)\b(?![@.]\w|-)"
    r"(?:[/?#:][^\s<>\"\\]*)?|www\.[\w-]+\.[^\s<>\"\\]+)",
    re.IGNORECASE,
)
SCHEME = re.compile(r"https?://", re.IGNORECASE)
LETTERS_OF_HOST = frozenset(ascii_lowercase + digits + "-_.")
LINKS_MAX = 10
"""So many of one message are marked."""
ENDS_A_SENTENCE = ".,;:!?…)]}'\u2019”»*"
LEFT_AS_IT_IS = "/%:@!$&'()*+,;=~?"


@dataclass(frozen=True)
class WebLink:
    """A link in a text: from `start` to `end`, its host from `host_start` to `host_end`.

    `host` is in ASCII, as a browser asks for it. `url` leads to that host alone: it is put together anew, without the
    name of a user.
    """

    start: int
    host_start: int
    host_end: int
    end: int
    host: str
    url: str

    def pieces(self, text: str) -> tuple[str, str, str]:
        """What this text has of it: before the host, the host, and after it."""
        ends = (self.start, self.host_start), (self.host_start, self.host_end), (self.host_end, self.end)
        before, host, after = (text[start:end] for start, end in ends)
        return before, host, after


def links_in(text: str) -> list[WebLink]:
    """The first links in this text, in its order."""
    if "." not in text:
        return []
    links = (_link(found.start(), found[0].rstrip(ENDS_A_SENTENCE)) for found in LINK.finditer(text))
    return list(islice(filter(None, links), LINKS_MAX))


def places_of(text: str) -> list[list[int]]:
    """Where the links of this text and their hosts begin and end, counted as JavaScript counts."""
    return [
        [_units(text[:place]) for place in (link.start, link.host_start, link.host_end, link.end)]
        for link in links_in(text)
    ]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _link(start: int, written: str) -> WebLink | None:
    scheme, _, rest = written.partition("://") if SCHEME.match(written) else ("https", "", written)
    try:
        parts = urlsplit(f"{scheme.lower()}://{rest}")
        port = f":{parts.port}" if parts.port else ""
        host = (parts.hostname or "").encode("idna").decode().lower()
    except ValueError:  # no such port, or no host that can be written in ASCII
        return None
    if not _is_name(host):
        return None
    host_start = start + len(written) - len(rest) + parts.netloc.rfind("@") + 1
    host_end = host_start + len(parts.netloc.rpartition("@")[2].partition(":")[0])
    url = urlunsplit((parts.scheme, host + port, *(quote(part, LEFT_AS_IT_IS) for part in parts[2:])))
    return WebLink(start, host_start, host_end, start + len(written), host, url)


def _is_name(host: str) -> bool:
    """Is this a name on the web, and no number in disguise?"""
    last = host.rpartition(".")[2]
    return last != host and not last[:1].isdigit() and LETTERS_OF_HOST.issuperset(host)
