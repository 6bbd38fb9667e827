"""Parts of the rows of a week as markup, and of the notes below them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.safestring import SafeString

from house.markup import joined, markup, names_in_words
from house.models import Person
from house.templatetags.icons import icon

NOTHING = SafeString("")


def csrf_of(request) -> SafeString:
    """The hidden field of the forms on this page, made once: Django draws a new mask for each."""
    if not hasattr(request, "csrf_field"):
        request.csrf_field = markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))
    return request.csrf_field


def element(tag: str, css: str, parts: Iterable[SafeString]) -> SafeString:
    """These parts in an element of this class, or nothing."""
    inside = joined(parts)
    return markup('<{} class="{}">{}</{}>\n', tag, css, inside, tag) if inside else NOTHING


def names_of(people: Iterable[Person]) -> SafeString:
    """'Samira, Mirjam en Dewi'"""
    return names_in_words(person.chosen_name for person in people)


def chip(css: str, its_icon: str, words: str) -> SafeString:
    return markup('<span class="chip{}">{}{}</span>', css, icon(its_icon) if its_icon else "", words)


@lru_cache(maxsize=4096)
def path_of(route: str, pk: UUID) -> str:
    """The path of this route for one id. Cached: reversing costs more than the rest of a row."""
    return reverse(route, args=[pk])
