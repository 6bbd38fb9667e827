"""Django's templates, in which all that is the same on every page is rendered once for each language.

Texts, files, icons and plain addresses cost half a millisecond of CPU on every page, a seventh of an empty one. Nodes
and their fields are Django's, read in 5.2; a test compares every page with what Django's own loader makes of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    Template,
    TextNode,
    Variable,
)
from django.template.defaulttags import URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from house.templatetags.icons import icon


class Loader(cached.Loader):
    """Django's cached loader, with prepared templates."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        key = self.cache_key(template_name, skip)
        is_new = key not in self.get_template_cache
        template = super().get_template(template_name, skip)
        if is_new:
            prepare(template.nodelist)
        return template


def prepare(nodes: NodeList) -> None:
    """Put each run of fixed nodes together, here and in every list below."""
    for node in nodes:
        for below in _lists_below(node):
            prepare(below)
    nodes[:] = [node for is_fixed, run in groupby(nodes, is_fixed_node) for node in _together(list(run), is_fixed)]


def _together(run: list[Node], is_fixed: bool) -> list[Node]:
    return [Fixed(run)] if is_fixed and any(not isinstance(node, TextNode) for node in run) else run


def _lists_below(node: Node) -> Iterator[NodeList]:
    if hasattr(node, "conditions_nodelists"):
        yield from (nodes for _, nodes in node.conditions_nodelists)
        return
    for name in node.child_nodelists:
        if isinstance(nodes := getattr(node, name, None), NodeList):
            yield nodes


class Fixed(Node):
    """Nodes that render the same on every page in one language."""

    child_nodelists = ()

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.token, self.origin = nodes[0].token, nodes[0].origin
        self._rendered: dict[tuple[str | None, bool], SafeString] = {}

    def render(self, context: Any) -> SafeString:
        key = get_language(), context.autoescape
        if key not in self._rendered:
            self._rendered[key] = NodeList(self.nodes).render(context)
        return self._rendered[key]


def is_fixed_node(node: Node) -> bool:
    """Does it render the same on every page in one language?"""
    if isinstance(node, TextNode):
        return True
    if isinstance(node, TranslateNode):
        return node.asvar is None and _are_plain([node.filter_expression, node.message_context])
    if isinstance(node, BlockTranslateNode):
        is_of_words = all(token.token_type.name == "TEXT" for token in node.singular)
        return is_of_words and not node.plural and node.asvar is None and _are_plain([node.message_context])
    if isinstance(node, URLNode):
        return node.asvar is None and not node.args and not node.kwargs and _are_plain([node.view_name])
    if isinstance(node, StaticNode):
        return node.varname is None and _are_plain([node.path])
    if isinstance(node, SimpleNode):
        return node.func is icon and node.target_var is None and _are_plain([*node.args, *node.kwargs.values()])
    return False


def _are_plain(expressions: Iterable[FilterExpression | None]) -> bool:
    """Is each a literal without filters?"""
    return all(
        expression is None
        or (not expression.filters and not (isinstance(expression.var, Variable) and expression.var.lookups))
        for expression in expressions
    )
