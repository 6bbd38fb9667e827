"""Markup that is put together in Python escapes as Django's own does."""

import pytest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from house.markup import joined, markup, names_in_words

UNUSUAL = ["<script>", "a & b", "\"'`", mark_safe("<b>ja</b>"), 12, None, gettext_lazy("en"), "{}", "%s"]


@pytest.mark.parametrize("part", UNUSUAL)
def test_every_part_is_shown_as_format_html_shows_it(part):
    shown = markup('<i title="{}">{}</i>', part, part)

    assert shown == format_html('<i title="{}">{}</i>', part, part)
    assert type(shown) is SafeString


def test_parts_side_by_side_are_escaped_too_and_what_stands_between_is_markup():
    assert joined(["<", mark_safe("<i>")], "<br>") == "&lt;<br><i>"
    assert joined([]) == ""
    assert type(joined(["a"])) is SafeString


def test_names_stand_in_their_own_direction_and_are_escaped():
    assert names_in_words(["A<"]) == "<bdi>A&lt;</bdi>"
    assert names_in_words(["A", "B", "C"]) == "<bdi>A</bdi>, <bdi>B</bdi> en <bdi>C</bdi>"
    assert names_in_words([]) == ""
