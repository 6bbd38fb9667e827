"""A prepared template renders what Django's own loader makes of it, on every page and for every kind of node."""

import re
from copy import deepcopy

import pytest
from django.conf import settings
from django.db import transaction
from django.template import Context, engines
from django.template.base import VariableNode
from django.utils import translation
from django.utils.safestring import mark_safe

from house.template_loader import Fixed, prepare
from tests.house.test_access_map import ACCESS, ask_as, path_of

DIFFERS = re.compile(
    r'(?:value|content|nonce)="[\w-]{32,}={0,2}"|data-now="[^"]*"'
    r'|name="suggested" value="[^"]*"( checked)?><bdi>[^<]*</bdi>'
    r"|Net binnen\.|Wacht 1 minuut\."
)
PLAIN = deepcopy(settings.TEMPLATES)
PLAIN[0]["OPTIONS"]["loaders"] = [("django.template.loaders.cached.Loader", PLAIN[0]["OPTIONS"]["loaders"][0][1])]


VALUES = {"text": "a < b", "safe": mark_safe("<i>"), "number": 1234567, "name": "x"}
SOURCES = [
    "{{ text }}|{{ safe }}|{{ number }}|{{ missing }}|{{ text|upper }}",
    "{% autoescape off %}{% url 'house:help' %}{{ text }}{% icon 'x' %}{% endautoescape %}{% url 'house:help' %}",
    "{% load i18n %}{% translate text %}{% translate 'en' %} {% translate 'en' as and %}{{ and }}",
    "{% load i18n %}{% translate 'nieuw' context 'zoveel nieuwe berichten' %}{% translate 'en'|upper %}",
    "{% load i18n %}{% blocktranslate %}Bewaar{% endblocktranslate %}",
    "{% load i18n %}{% blocktranslate with name=text %}x{{ name }}{% endblocktranslate %}",
    "{% load i18n %}{% blocktranslate count count=number %}een{% plural %}meer{% endblocktranslate %}",
    "{% load static %}{% url 'house:help' %}{% static 'house/house.css' %}{% icon 'x' %}{% icon name %}",
    "{% load static %}{% static 'house/house.css' as sheet %}{{ sheet }}{% url 'house:help' as help %}{{ help }}",
    "{% if missing %}{% icon 'x' %}{% else %}{% icon 'y' %}{% endif %}{% for sign in text %}{% icon 'z' %}{% endfor %}",
]


@pytest.mark.parametrize("language", ["nl", "en", "ar"])
@pytest.mark.parametrize("source", SOURCES)
def test_every_kind_of_node_renders_as_django_renders_it(source, language):
    plain, prepared = (engines["django"].engine.from_string(source) for _ in range(2))
    prepare(prepared.nodelist)

    with translation.override(language):
        assert [prepared.render(Context(VALUES)) for _ in range(2)] == [plain.render(Context(VALUES))] * 2


def test_what_is_the_same_on_every_page_becomes_one_node():
    template = engines["django"].engine.from_string("a{% icon 'x' %} {{ text }}{% if text %}{% icon 'x' %}{% endif %}")

    prepare(template.nodelist)

    fixed, value, choice = template.nodelist
    assert [type(node) for node in (fixed, value, *choice.nodelist)] == [Fixed, VariableNode, Fixed]


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


@pytest.mark.alike
@pytest.mark.parametrize("who", ["amal", "dewi", "eva", "gina"])
def test_every_page_is_the_same_under_djangos_own_loader(world, who, settings):
    pages = pages_of(world, who)
    settings.TEMPLATES = PLAIN

    assert len(pages) > 20
    for route, page in pages_of(world, who).items():
        assert page.splitlines() == pages[route].splitlines(), route
