"""The HTTP twin of the live line, for a page without one."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from house.guards import unattended
from house.line import frames
from house.line.rights import open_rights_of


@unattended
@require_safe
def still(request):
    """The frames of an open line. A page sends the `rights` of its first welcome, with a point between them."""
    open_rights = open_rights_of([request.user.pk])[request.user.pk]
    encoded = [frames.welcome(rights=sorted(open_rights.signs))]
    if set(request.GET.get("rights", "").split(".")) - open_rights.signs - {""}:
        encoded.append(frames.cover("right_ended"))
    if not request.device.is_away:
        encoded.append(frames.badge(open_rights.new))
    return HttpResponse(f'{{"frames":[{",".join(encoded)}]}}', content_type="application/json")
