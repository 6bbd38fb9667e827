"""Pages about what a group agreed: read it and say yes, or write it down."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from house.answers import form_page
from house.errors import NotHere
from peergroups.agreements.forms import AgreementsForm, YesForm
from peergroups.agreements.services import agree, current_agreements, version_of, write_agreements
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.queries import seat_of
from peergroups.groups.standing import standing_of


def agreements(request, group_id):
    """Read the agreements, and say yes to them."""
    seat = seat_of(request.user, group_id)
    written = current_agreements(seat.group)
    return form_page(
        request,
        form=YesForm(request.POST if request.method == "POST" else None),
        verb=partial(agree, actor=request.user, group_id=group_id),
        template="peergroups/agreements/agreements.html",
        context={"group": seat.group, "agreements": written, "asked": standing_of(seat).asked},
        done="",
        back=f"{reverse('peergroups:talk', args=[group_id])}#schrijf",
    )


def write(request, group_id):
    """Write down what the group agreed, as its facilitator. If somebody else just did, she reads that beside hers."""
    group = PeerGroup.objects.facilitated_by(request.user).filter(pk=group_id).first()
    if group is None:
        raise NotHere
    written, version = current_agreements(group), version_of(group)
    return form_page(
        request,
        form=AgreementsForm(
            request.POST if request.method == "POST" else None,
            lines=written.lines if written else [],
            welcome=group.welcome,
        ),
        verb=partial(write_agreements, actor=request.user, group_id=group_id),
        template="peergroups/agreements/write.html",
        context={
            "group": group,
            "agreements": written,
            "version": version,
            "is_rewritten": request.POST.get("read", version) != version,
            "back": reverse("peergroups:about", args=[group_id]),
        },
        done=_("Opgeschreven. Ieder leest het, en zegt of ze meedoet."),
        back=reverse("peergroups:about", args=[group_id]),
    )
