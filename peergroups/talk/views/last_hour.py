"""The page on which a member takes back all that she said in the last hour."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, ngettext

from peergroups.groups.queries import seat_of
from peergroups.talk.services.last_hour import said_in_last_hour, take_back_last_hour
from peergroups.talk.views.readers import frame
from peergroups.talk.views.talk import page_or_form


@page_or_form
def last_hour(request, group_id):
    """Say how many messages it concerns, and take them back."""
    if request.method == "POST":
        count = take_back_last_hour(actor=request.user, group_id=group_id)
        messages.success(request, _what_is_gone(count))
        return redirect("peergroups:about", group_id)
    seat = seat_of(request.user, group_id)
    count = said_in_last_hour(request.user, group_id).count()
    return render(request, "peergroups/talk/last_hour.html", frame(seat) | {"count": count})


def _what_is_gone(count):
    if not count:
        return _("Er was niets meer om weg te halen.")
    sentence = ngettext(
        "%(count)d bericht is weg, ook bij de anderen.", "%(count)d berichten zijn weg, ook bij de anderen.", count
    )
    return sentence % {"count": count}
