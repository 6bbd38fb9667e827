"""What a row of a week tells of a session, on other pages."""

from django import template

from programs.week.rows import csrf_of, facts_of, listed, notes_of

register = template.Library()


@register.simple_tag(takes_context=True)
def changes(context, session, **how):
    """How it became otherwise than it was planned: see `notes_of`."""
    return notes_of(session, csrf_of(context["request"]), **how)


@register.filter
def why(edit):
    """Why it was, and who did it and when, as a part of a list."""
    return listed(facts_of(edit.why, edit.by, edit.at))
