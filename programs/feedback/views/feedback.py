"""Pages to say how a session was, and to read what five people said together."""

from functools import partial

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from house.answers import form_page
from house.errors import NotHere
from house.people.models.standing import standing_of
from house.sign_in.services.lock import has_proved_herself
from programs.feedback.forms.feedback import VoiceForm
from programs.feedback.models.feedback import FeedbackBatch
from programs.feedback.services.feedback import PEOPLE_TOGETHER, may_speak, say_how_it_was
from programs.sessions.queries.her_sessions import her_session


def how_it_was(request, session_id):
    has_proved = has_proved_herself(request.device)
    session = her_session(request.user, session_id, has_proved=has_proved)
    if not may_speak(request.user, session):
        raise Http404
    return form_page(
        request,
        form=VoiceForm(request.POST or None),
        verb=partial(say_how_it_was, actor=request.user, session_id=session_id),
        template="programs/feedback/how_it_was.html",
        context={"session": session, "together": PEOPLE_TOGETHER},
        done=_("Dank je wel. Je woorden liggen nu bij die van de anderen."),
        back=reverse("programs:session", args=[session_id]),
    )


@require_safe
def voices(request):
    """Opened batches, training by training."""
    if not standing_of(request.user).houses_worked_in:
        raise NotHere
    batches = FeedbackBatch.objects.visible_to(request.user).select_related("training").prefetch_related("voices")
    context = {"batches": batches, "together": PEOPLE_TOGETHER}
    return render(request, "programs/feedback/voices.html", context)
