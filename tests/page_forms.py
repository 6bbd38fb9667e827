"""The forms of a page as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Field:
    """All controls of one name: what each may send, what is sent if nobody touches it, and whether it takes more."""

    kind: str
    offered: list = field(default_factory=list)
    sent: list = field(default_factory=list)
    is_required: bool = False

    @property
    def takes_many(self):
        return self.kind in ("checkbox", "select multiple")


@dataclass
class PageForm:
    method: str
    action: str
    fields: dict = field(default_factory=dict)

    def untouched(self):
        """What is sent by who only presses the button."""
        return {name: list(one.sent) for name, one in self.fields.items() if one.sent}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self.select, self.textarea = [], None, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.forms.append(PageForm(attrs.get("method", "get").lower(), attrs.get("action", "")))
        elif (
            tag in ("input", "select", "textarea", "button")
            and attrs.get("name")
            and self.forms
            and "form" not in attrs
        ):
            self._start(tag, attrs)
        elif tag == "option" and self.select is not None:
            self._offer(self.select, attrs.get("value", ""), "selected" in attrs)

    def _start(self, tag, attrs):
        kind = attrs.get("type", "text") if tag == "input" else tag
        one = self.forms[-1].fields.setdefault(attrs["name"], Field(kind + " multiple" * ("multiple" in attrs)))
        one.is_required |= "required" in attrs
        if tag == "select":
            self.select = one
        elif tag == "textarea":
            self.textarea = one
        else:
            is_sent = kind not in ("radio", "checkbox", "button") or "checked" in attrs
            self._offer(one, attrs.get("value", "on" if kind == "checkbox" else ""), is_sent)

    @staticmethod
    def _offer(one, value, is_sent):
        one.offered.append(value)
        if is_sent:
            one.sent.append(value)

    def handle_data(self, data):
        if self.textarea is not None:
            self.textarea.sent = ["".join([*self.textarea.sent, data]).lstrip("\n")]

    def handle_endtag(self, tag):
        if tag == "select":
            if self.select.kind == "select" and not self.select.sent:
                self.select.sent = self.select.offered[:1]
            self.select = None
        elif tag == "textarea":
            self.textarea = None


def forms_of(answer):
    """The forms that a page posts, in the order of the page."""
    reader = _Reader()
    reader.feed(answer.content.decode())
    return [form for form in reader.forms if form.method == "post"]
