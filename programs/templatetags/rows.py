"""Parts of a row of a week, for other pages."""

from django import template

from programs.week.notes import done_in_words, facts_of, listed, notes_of
from programs.week.parts import csrf_of
from programs.week.rows import count_of, given_row, needs_of, who_of

register = template.Library()


@register.simple_tag(takes_context=True)
def changes(context, session, **how):
    """The changes to the plan: see `notes_of`."""
    return notes_of(session, csrf_of(context["request"]), **how)


@register.simple_tag(takes_context=True)
def given(context, card, tag):
    """The row of a card of today: see `given_row`."""
    return given_row(card["session"], card["roster"], csrf_of(context["request"]), tag=tag)


register.filter(done_in_words)
register.simple_tag(count_of)
register.simple_tag(who_of)
register.simple_tag(needs_of)


@register.filter
def why(edit):
    """The reason, and who did it and when, as a part of a list."""
    return listed(facts_of(edit.why, edit.by, edit.at))
