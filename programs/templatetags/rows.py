"""Parts of a row of a week, for other pages."""

from django import template

from programs.week.rows import csrf_of, facts_of, listed, notes_of

register = template.Library()


@register.simple_tag(takes_context=True)
def changes(context, session, **how):
    """The changes to the plan: see `notes_of`."""
    return notes_of(session, csrf_of(context["request"]), **how)


@register.filter
def why(edit):
    """The reason, and who did it and when, as a part of a list."""
    return listed(facts_of(edit.why, edit.by, edit.at))
