"""How it was: she says it, and who gave it reads what five people said together."""

from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from house.answers import form_page
from house.errors import NotHere
from house.services.locking import has_proved_herself
from programs import services
from programs.forms.voices import VoiceForm
from programs.models import Box, Session


def how_it_was(request, session_id):
    sessions = Session.objects.visible_to(request.user).select_related("series__training")
    told = sessions.with_bearing_on(request.user, has_proved=has_proved_herself(request.device))
    session = get_object_or_404(told, pk=session_id)
    if not services.may_speak(request.user, session):
        raise Http404
    return form_page(
        request,
        form=VoiceForm(request.POST or None),
        verb=partial(services.say_how_it_was, actor=request.user, session_id=session_id),
        template="programs/how_it_was.html",
        context={"session": session, "together": services.PEOPLE_TOGETHER},
        done=_("Dank je wel. Je woorden liggen nu bij die van de anderen."),
        back=reverse("programs:session", args=[session_id]),
    )


@require_safe
def voices(request):
    """Opened boxes, training by training."""
    if not request.user.positions_today:
        raise NotHere
    boxes = Box.objects.visible_to(request.user).select_related("training").prefetch_related("voices")
    context = {"boxes": boxes, "together": services.PEOPLE_TOGETHER}
    return render(request, "programs/voices.html", context)
