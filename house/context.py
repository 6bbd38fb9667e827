"""What every page needs to know."""

from django.conf import settings
from django.urls import reverse

from house.duties import registry


def frame(request):
    """The bar, the desk's lines and where Sluit leads. A visitor gets the bar of before sign-in."""
    if request.resolver_match is None or not getattr(request, "user", None):
        return {"menu": [], "desk_menu": [], "exit_address": settings.LEAVE_TO}
    return {
        "menu": _lines(request, registry.bar),
        "desk_menu": _lines(request, registry.desk) if request.user.is_authenticated else [],
        "exit_address": settings.LEAVE_TO,
    }


def _lines(request, lines):
    """The lines that are hers. At most one is current: the one whose path reaches furthest into this one."""
    hers = [
        {"url": reverse(line.route), "icon": line.icon, "label": line.label, "is_current": False}
        for line in sorted(lines, key=lambda line: line.order)
        if line.is_shown_to(request.user)
    ]
    leading_here = [line for line in hers if request.path.startswith(line["url"])]
    if leading_here:
        max(leading_here, key=lambda line: len(line["url"]))["is_current"] = True
    return hers
