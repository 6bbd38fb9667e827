"""No browser keeps what is typed into a form, so that nobody finds it in the same tab after her.

WebKit looks at the form alone, Chromium at the field first; a field without a form is kept by both.
"""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.house.test_access_map import ACCESS, ask, path_of, routes
from tests.world import build_world

ROOT = Path(__file__).resolve().parents[2]
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
SCRIPTS = [
    script for script in ROOT.glob("*/static/**/*.js") if "vendored" not in script.parts and "var" not in script.parts
]
FILLED_IN = {
    ("account_login", "login"): "username",
    ("account_login", "password"): "current-password",
    ("account_change_password", "password1"): "new-password",
    ("account_change_password", "password2"): "new-password",
}
"""What a password manager may fill in at the door, and what it may take over when she chooses another."""
UNTYPED = {"hidden", "submit", "button", "image", "reset"}


class Forms(HTMLParser):
    """The forms of a page or template; what somebody types into them; and fields that belong to none."""

    def __init__(self, source):
        super().__init__()
        self.forms, self.fields, self.loose, self.inside = [], [], [], False
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.forms.append(attrs)
            self.inside = True
        elif tag in ("input", "select", "textarea") and attrs.get("type") not in UNTYPED:
            self.fields.append(attrs)
            if not self.inside and "readonly" not in attrs:
                self.loose.append(attrs)

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "form"


def kept(found):
    return [form for form in found.forms if form.get("autocomplete") != "off"]


@pytest.mark.parametrize(
    "template", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: str(path.relative_to(ROOT / "templates"))
)
def test_every_form_of_a_template_asks_the_browser_to_keep_nothing(template):
    assert kept(Forms(TAG.sub("", template.read_text()))) == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_makes_a_form_or_a_field(script):
    made = re.findall(r"createElement\(.(?:form|input|select|textarea)|<(?:form|input|select|textarea)\b", code(script))

    assert made == []


def code(script):
    return re.sub(r"^\s*(?://|/\*).*$", "", script.read_text(), flags=re.MULTILINE)


def test_every_page_of_allauth_is_drawn_by_a_template_of_ours():
    views = [getattr(pattern.callback, "view_class", None) for _, pattern in routes()]
    names = {view.template_name for view in views if view}

    assert names >= {"account/login.html", "account/password_change.html", "account/reauthenticate.html"}
    assert [name for name in names if not Path(get_template(name).origin.name).is_relative_to(ROOT)] == []


@pytest.fixture
def pages(db):
    """The forms of every page, by route, as a visitor gets it, or else one who may see it."""
    world = build_world()
    answers = {
        route: ask("GET", path_of(route, world), world.cast["visitor" if "visitor" in inside else min(inside)])
        for (method, route), inside in ACCESS.items()
        if method == "GET" and route != "not_here"
    }
    return {route: Forms(answer.content.decode()) for route, answer in answers.items() if is_page(answer)}


def is_page(answer):
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.alike
def test_no_page_keeps_what_is_typed_and_only_the_door_is_filled_in(pages):
    asked = {
        (route, field.get("name")): field["autocomplete"]
        for route, page in pages.items()
        for field in page.fields
        if field.get("autocomplete", "off") != "off"
    }

    assert len(pages) > 90
    assert {route: page.loose or kept(page) for route, page in pages.items() if page.loose or kept(page)} == {}
    assert asked == FILLED_IN
