"""Parts of a page as somebody reads them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Table:
    """The first table of a page: its column heads, its lines by their name, and how its links are called.

    Without the links that only move a session or add one.
    """

    heads: list[str] = field(default_factory=list)
    lines: dict[str, list[str]] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, response):
        reader = _Reader()
        reader.feed(response.content.decode())
        table = cls(links=reader.links)
        for name, row in reader.rows:
            table.heads = row if name is None else table.heads
            if name is not None:
                table.lines[name] = row
        return table


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.rows, self.links = [], []
        self.depth, self.cell, self.hidden = 0, None, []

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "table":
            self.depth += 1
        if self.depth != 1:
            return
        if tag == "tr":
            self.rows.append((None, []))
        elif tag in ("th", "td"):
            self.cell, self.scope = [], told.get("scope")
        is_tool = told.get("class") in ("block-move", "cell-add")
        if tag == "a" and not is_tool:
            self.links.append(told.get("aria-label"))
        if self.hidden or is_tool or told.get("aria-hidden") == "true":
            self.hidden.append(tag)

    def handle_endtag(self, tag):
        if self.hidden:
            if tag == self.hidden[-1]:
                self.hidden.pop()
        elif tag == "table":
            self.depth += 1  # only the first is read
        elif tag in ("th", "td") and self.cell is not None:
            text, name, row = " ".join(self.cell), *self.rows[-1]
            self.rows[-1] = (text, row) if self.scope == "row" else (name, [*row, text])
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None and not self.hidden and data.strip():
            self.cell.append(" ".join(data.replace("\u2013", "-").split()))
