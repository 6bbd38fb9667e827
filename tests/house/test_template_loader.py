"""A prepared template renders what Django's own loader makes of it, on every page and for every unusual value."""

import re
from copy import deepcopy

import pytest
from django.conf import settings
from django.db import transaction
from django.template import Context, engines
from django.template.base import TextNode, VariableNode
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import mark_safe

from house.template_loader import Fixed, QuickValue, prepare
from tests.house.test_access_map import ACCESS, ask_as, path_of
from tests.once import once
from tests.world import build_world

DIFFERS = re.compile(r'(?:value|content|nonce)="[\w-]{32,}={0,2}"|name="alias" value="[^"]*"|data-now="[^"]*"')
PLAIN = deepcopy(settings.TEMPLATES)
PLAIN[0]["OPTIONS"]["loaders"] = [("django.template.loaders.cached.Loader", PLAIN[0]["OPTIONS"]["loaders"][0][1])]


class Thing:
    name = "<b>"
    count = 1234

    def method(self):
        return "called & shown"

    def asks(self, more):
        return more

    def saves(self):
        raise AssertionError("a template changes nothing")

    saves.alters_data = True

    @property
    def broken(self):
        raise AttributeError("a fault of ours")

    def __getitem__(self, key):
        return {"name": "by key"}[key]


class Bare:
    name, items = "plain <i>", "an attribute"


class Silent(Exception):
    silent_variable_failure = True


def fail():
    raise Silent


VALUES = {
    "text": "a < b",
    "safe": mark_safe("<i>"),
    "number": 1234567,
    "none": None,
    "thing": Thing(),
    "bare": Bare(),
    "lazy": SimpleLazyObject(Bare),
    "words": translation.gettext_lazy("en"),
    "dict": {"items": "by key", "name": "x"},
    "pair": ("first", "second"),
    "fail": fail,
    "kind": Bare,
}
SOURCES = [
    "{{ text }}|{{ safe }}|{{ number }}|{{ none }}|{{ words }}|{{ missing }}|{{ text|upper }}",
    "{{ thing.name }}|{{ thing.count }}|{{ thing.method }}|{{ thing.asks }}|{{ thing.saves }}|{{ thing.missing }}",
    "{{ bare.name }}|{{ bare.items }}|{{ bare.missing }}|{{ lazy.name }}|{{ kind.name }}",
    "{{ dict.items }}|{{ dict.name }}|{{ dict.keys }}|{{ dict.missing }}",
    "{{ pair.0 }}|{{ pair.1 }}|{{ pair.2 }}|{{ fail }}",
    "{% if missing or bare.name == 'plain <i>' %}yes{% else %}no{% endif %}{% if missing.more %}yes{% endif %}",
    "{% for one in dict.items %}{{ one }}{% endfor %}{% with name=bare.name %}{{ name }}{% endwith %}",
    "{% autoescape off %}{{ text }}{{ safe }}{% endautoescape %}",
    "{% load i18n %}{% translate text %}{% translate 'en' %} {% translate 'en' as and %}{{ and }}",
    "{% load i18n %}{% blocktranslate %}Bewaar{% endblocktranslate %}",
    "{% load i18n %}{% blocktranslate with name=text %}x{{ name }}{% endblocktranslate %}",
    "{% load static %}{% url 'house:help' %}{% static 'house/house.css' %}{% icon 'x' %}{% icon bare.name %}",
]


@pytest.mark.parametrize("language", ["nl", "en", "ar"])
@pytest.mark.parametrize("source", SOURCES)
def test_every_kind_of_value_is_shown_as_django_shows_it(source, language):
    plain, prepared = (engines["django"].engine.from_string(source) for _ in range(2))
    prepare(prepared.nodelist)

    with translation.override(language):
        assert [prepared.render(Context(VALUES)) for _ in range(2)] == [plain.render(Context(VALUES))] * 2


def test_a_fault_of_ours_is_raised():
    template = engines["django"].engine.from_string("{{ bare.broken }}")
    prepare(template.nodelist)

    with pytest.raises(AttributeError, match="a fault of ours"):
        template.render(Context({"bare": type("Faulty", (), {"broken": Thing.broken})()}))


def test_what_is_the_same_on_every_page_becomes_one_node_and_a_value_is_looked_up_quickly():
    template = engines["django"].engine.from_string("{% icon 'x' %} {{ text }}{% icon text %}")

    prepare(template.nodelist)

    assert [type(node) for node in template.nodelist][:2] == [Fixed, QuickValue]
    assert not isinstance(template.nodelist[2], TextNode | Fixed | VariableNode)


@pytest.fixture(scope="module")
def _built(django_db_setup, django_db_blocker):
    with once(django_db_blocker):
        world = build_world()
        world.sign_in()
        yield world


@pytest.fixture
def world(_built, db):
    return _built


def pages_of(world, who):
    """Every page that she may see, without what differs each time."""
    routes = [route for method, route in ACCESS if method == "GET" and who in ACCESS[method, route]]
    with transaction.atomic():
        answers = {route: ask_as(world, who, "GET", path_of(route, world)) for route in routes}
        transaction.set_rollback(True)
    pages = {
        route: answer for route, answer in answers.items() if "text/html" in answer.headers.get("Content-Type", "")
    }
    return {route: DIFFERS.sub("", answer.content.decode()) for route, answer in pages.items()}


@pytest.mark.parametrize("who", ["amal", "dewi", "eva", "gina"])
def test_every_page_is_the_same_under_djangos_own_loader(world, who, settings):
    pages = pages_of(world, who)
    settings.TEMPLATES = PLAIN

    assert len(pages) > 20
    for route, page in pages_of(world, who).items():
        assert page.splitlines() == pages[route].splitlines(), route
