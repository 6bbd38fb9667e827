"""What every page needs to know."""

from functools import partial

from django.conf import settings
from django.urls import reverse

from house.answers import is_behind_proof
from house.duties import DESK_HEADS, registry
from house.services import second_factor

IN_SIGHT = 4
"""So many lines at the desk need no button that holds the rest."""


def frame(request):
    """The bar, the desk's lines and where Sluit leads. A visitor gets the bar of before sign-in, a lock only Hulp."""
    if request.resolver_match is None or not getattr(request, "user", None):
        return {"menu": [], "desk_menu": None, "exit_address": settings.LEAVE_TO}
    if is_locked(request):
        lines = [line for line in registry.bar if line.route == "house:help"]
        return {"menu": lines_for(request, lines), "desk_menu": None, "exit_address": settings.LEAVE_TO}
    return {
        "menu": lines_for(request, registry.bar),
        "desk_menu": _desk(request) if request.user.is_authenticated else None,
        "exit_address": settings.LEAVE_TO,
        "lock": _lock(request),
        "second_step_due": partial(second_factor.due, request.user),
    }


def _desk(request):
    """The few lines that are always in sight, and the rest by head: on a phone behind a button. None without lines."""
    lines = lines_for(request, registry.desk)
    if not lines:
        return None
    if len(lines) <= IN_SIGHT:
        return {"first": lines, "rest": []}
    rest = [(head, [line for line in lines if line["head"] == head]) for head in DESK_HEADS]
    behind = [line for line in lines if line["head"]]
    return {
        "first": [line for line in lines if not line["head"]],
        "rest": [(head, under) for head, under in rest if under],
        "rest_is_current": any(line["is_current"] for line in behind),
        "rest_news": sum(line["news"] for line in behind),
    }


def _lock(request):
    """After how many seconds the page covers itself; None where nothing is asked again."""
    device = getattr(request, "device", None)
    if device is None:
        return None
    if device.has_code:
        return {"idle_s": settings.LOCK_IDLE_S, "hidden_s": settings.LOCK_HIDDEN_S}
    return {"idle_s": settings.AWAY_S, "hidden_s": settings.AWAY_S} if is_behind_proof(request) else None


def is_locked(request):
    """Whoever holds this device may not be her."""
    device = getattr(request, "device", None)
    return device is not None and device.is_locked


def lines_for(request, lines):
    """The lines that are hers. At most one is current: the one whose path reaches furthest into this one."""
    hers = [
        {
            "url": reverse(line.route),
            "icon": line.icon,
            "label": line.label,
            "head": line.head,
            "news": line.news(request.user),
            "is_current": False,
        }
        for line in sorted(lines, key=lambda line: line.order)
        if line.is_shown_to(request.user)
    ]
    leading_here = [line for line in hers if request.path.startswith(line["url"])]
    if leading_here:
        max(leading_here, key=lambda line: len(line["url"]))["is_current"] = True
    return hers
