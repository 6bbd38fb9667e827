"""What the talk shows of reports: the talk itself knows nothing of them."""

from django import template

from peergroups.care.queries import told_to

register = template.Library()


@register.inclusion_tag("peergroups/care/_told_here.html", takes_context=True)
def told_here(context):
    """What is told to the reader of reports in the group of this page."""
    return {"told": told_to(context["request"].user).in_group(context["group"].pk)}
