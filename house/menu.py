"""The lines of the bar and of the desk that are hers."""

from django.urls import reverse


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
            "has_badge": line.has_badge,
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
