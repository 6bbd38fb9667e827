"""What the live line says, for a page that has none."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from house.guards import unattended
from house.line import frames
from house.line.rights import open_rights_of


@unattended
@require_safe
def still(request):
    """The frames of an open line. A page asks with the `rights` of its first welcome, with a point between them."""
    open_rights = open_rights_of([request.user.pk])[request.user.pk]
    told = [frames.welcome(rights=sorted(open_rights.signs))]
    if set(request.GET.get("rights", "").split(".")) - open_rights.signs - {""}:
        told.append(frames.cover("right_ended"))
    if not request.device.is_away:
        told.append(frames.badge(open_rights.new))
    return HttpResponse(f'{{"frames":[{",".join(told)}]}}', content_type="application/json")
