"""Django's templates, prepared once when they are read, so that a page costs less than half.

What is the same on every page (texts, files, icons, plain addresses) is rendered once for each language. A value is
looked up and shown the short way where that gives the same; whatever is unusual goes Django's own way. Nodes and
their fields are Django's, read in 5.2; the test compares every template with Django's own loader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from typing import Any

from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    Template,
    TextNode,
    Variable,
    VariableDoesNotExist,
    VariableNode,
    render_value_in_context,
)
from django.template.context import BaseContext
from django.template.defaulttags import URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.template.smartif import TokenBase
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
    """Put each run of fixed nodes together and shorten the others, here and in every list below."""
    for node in nodes:
        for below in _lists_below(node):
            prepare(below)
        for expression in _expressions_of(vars(node)):
            variable = expression.var
            if type(variable) is Variable and variable.lookups:
                variable.__class__ = QuickVariable
        if type(node) is VariableNode and node.filter_expression.is_var and not node.filter_expression.filters:
            node.__class__ = QuickValue
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


def _expressions_of(thing: Any) -> Iterator[FilterExpression]:
    """The expressions of a node, also in its lists, dicts and conditions; not those of the nodes below it."""
    if isinstance(thing, FilterExpression):
        yield thing
    elif isinstance(thing, TokenBase):
        yield from _expressions_of(list(vars(thing).values()))
    elif isinstance(thing, dict):
        yield from _expressions_of(list(thing.values()))
    elif isinstance(thing, list | tuple) and not isinstance(thing, NodeList):
        for each in thing:
            yield from _expressions_of(each)


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


class QuickValue(VariableNode):
    """`{{ value }}` without filters, and without asking of each text whether it is a number, a date or lazy."""

    def render(self, context: Any) -> str:
        try:
            value = self.filter_expression.var.resolve(context)  # type: ignore[union-attr]
        except VariableDoesNotExist:
            return super().render(context)
        if type(value) is SafeString:
            return value
        if type(value) is str and context.autoescape:
            return escape(value)
        return render_value_in_context(value, context)


class QuickVariable(Variable):
    """A name with attributes, without trying each attribute as a key of what has no keys."""

    __slots__ = ()
    lookups: tuple[str, ...]

    def resolve(self, context: Any) -> Any:
        if self.translate or not isinstance(context, BaseContext):
            return super().resolve(context)
        names = iter(self.lookups)
        try:
            value = context[next(names)]
        except KeyError:
            raise VariableDoesNotExist("Failed lookup for key [%s] in %r", (self.lookups[0], context)) from None
        try:
            if callable(value):
                value = _called(value)
            for name in names:
                value = _part(value, name)
                if callable(value):
                    value = _called(value)
        except Exception:  # Django knows what is unusual, and which error says so
            return super().resolve(context)  # type: ignore[arg-type]
        return value


def _part(value: Any, name: str) -> Any:
    if type(value) is dict:
        return value[name]
    if isinstance(value, tuple) or not hasattr(type(value), "__getitem__"):
        return getattr(value, name)
    raise LookupError(name)


def _called(value: Any) -> Any:
    if getattr(value, "do_not_call_in_templates", False):
        return value
    if getattr(value, "alters_data", False):
        raise LookupError(value)
    return value()
