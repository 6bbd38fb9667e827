"""{% kept_for "TALK" %}: a term of `house.retention` in words."""

from django import template

from house import retention

register = template.Library()


@register.simple_tag
def kept_for(name):
    """'90 dagen'"""
    return retention.in_words(getattr(retention, name))
