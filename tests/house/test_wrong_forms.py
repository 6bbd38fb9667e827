"""Whatever form she sends that cannot be: a summary at the top says what is wrong and leads to the field."""

import re
from functools import partial
from html import unescape
from urllib.parse import urljoin

import pytest
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm, CharField, ChoiceField, Form, HiddenInput, RadioSelect
from django.template import Context, Template
from django.test import RequestFactory

from house.templatetags.wrong import what_is_wrong
from tests.house.test_access_map import ACCESS, path_of_or_none
from tests.house.test_foreign_ids import undone, who_asks
from tests.page_forms import forms_of

pytestmark = pytest.mark.long

PAGES_AT_LEAST = 50


class TryForm(Form):
    words = CharField(label="Je woorden")
    colour = ChoiceField(label="Welke kleur?", choices=[("r", "rood")], widget=RadioSelect)
    key = CharField(widget=HiddenInput)


def wrong_in(form, method="post"):
    return what_is_wrong(Context({"request": getattr(RequestFactory(), method)("/"), "form": form, "same": form}))


def test_each_error_leads_to_the_first_control_of_its_field():
    assert wrong_in(TryForm({})) == [
        ("id_words", "Je woorden: Vul dit nog in."),
        ("id_colour_0", "Welke kleur? Vul dit nog in."),
        ("", "Vul dit nog in."),
    ]


def test_what_is_wrong_with_the_whole_stands_in_the_summary_alone():
    form = TryForm({"words": "x", "colour": "r", "key": "1"})
    form.add_error(None, "Dat kan nu niet.")

    assert wrong_in(form) == [("", "Dat kan nu niet.")]
    assert "Dat kan nu niet." not in Template("{{ form }}{{ form.non_field_errors }}").render(Context({"form": form}))


@pytest.mark.parametrize(("form", "method"), [(TryForm(), "post"), (TryForm({}), "get")], ids=["not sent", "read"])
def test_a_form_that_was_not_sent_has_no_summary(form, method):
    assert wrong_in(form, method) == []


def test_every_form_of_the_house_says_at_the_top_what_is_wrong(world):
    missing, met = [], set()
    for name, path, form in every_form(world):
        answer = undone(partial(world.browser_of(name).post, path, nonsense(form)))
        if wrong := wrong_forms(answer):
            met.add(path)
            missing += [(path, told) for told in not_told(answer, wrong)]
    assert (missing, len(met) >= PAGES_AT_LEAST) == ([], True), len(met)


def every_form(world):
    """The forms of every page, as somebody who may see it gets them."""
    for route in [route for method, route in ACCESS if method == "GET"]:
        for name in who_asks(ACCESS["GET", route])[:1]:
            path = path_of_or_none(route, world)
            page = undone(partial(world.browser_of(name).get, path))
            if page.headers.get("Content-Type", "").startswith("text/html"):
                yield from ((name, urljoin(path, form.action).partition("#")[0], form) for form in forms_of(page))


def nonsense(form):
    """What nobody can mean, in each field that takes words or a choice."""
    return {name: typed(one) for name, one in form.fields.items()}


def typed(one):
    if one.kind in ("hidden", "button"):
        return one.sent
    return "" if one.kind in ("file", "checkbox") else "zó" * 3000


def wrong_forms(answer):
    """The forms of this page of which something is refused."""
    scopes = [scope for context in answer.context or () for scope in getattr(context, "dicts", ())]
    values = [value for scope in scopes for value in scope.values() if isinstance(value, BaseForm)]
    forms = {id(form): form for form in values if form.is_bound and getattr(form, "has_summary", True)}.values()
    return [form for form in forms if form.errors]


def not_told(answer, wrong):
    """What of these errors the page does not say in its title, in its summary, or beside the field."""
    html = unescape(answer.content.decode())
    summary = re.search(r'<section class="wrong" [^>]* tabindex="-1" autofocus>.*?</section>', html, re.S)
    if not re.search(r"<title>Fout: .", html) or not summary:
        yield "no summary or title"
        return
    for form in wrong:
        for name, errors in form.errors.items():
            yield from (f"{name}: {error}" for error in errors if str(error) not in summary[0])
            shown = html.replace(summary[0], "")
            if name != NON_FIELD_ERRORS and not form[name].is_hidden:
                yield from (f"{name}, beside it: {error}" for error in errors if str(error) not in shown)
    yield from (f"#{place}" for place in re.findall(r'href="#([^"]+)"', summary[0]) if f' id="{place}"' not in html)
