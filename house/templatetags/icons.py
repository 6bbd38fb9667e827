"""Icons as cached text: a page of a week has two hundred of them."""

from functools import lru_cache

from django import template
from django.templatetags.static import static

from house.markup import markup

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name, flip=False):
    """An icon of the sprite and a space; `flip` for one that turns with the direction of the script."""
    return markup(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>\n',
        " flip" if flip else "",
        static("house/icons.svg"),
        name,
    )
