"""Pages to move a session, give it another room, cancel it, and undo that within ten minutes."""

from functools import partial
from http.client import FOUND

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from house.answers import form_page
from programs.planning.forms.asked_place import asked_place
from programs.planning.forms.changes import AgainForm, CancelForm, MoveForm, SessionRoomForm
from programs.planning.services.again import repeat_session, to_repeat
from programs.planning.services.change import cancel_session, change_room, move_session
from programs.planning.services.undo import undo_change
from programs.planning.views.scopes import scopes_of
from programs.recurrence.weeks import Week
from programs.sessions.models.sessions import Session

WEEKS = {"week": "", "trainers": "?by=trainers"}
"""Where she may come from: the week of the house by room, or by person."""


def _change(request, session_id, *, form_class, verb, title, button, done, rest="programs:edit_series", dropped=None):
    """The page of a change; or, asked by the week of the house, the same form for its panel."""
    session = get_object_or_404(Session.objects.led_by(request.user).with_story(), pk=session_id)
    more = {"to": dropped} if dropped else {}
    response = form_page(
        request,
        form=form_class(request.POST or None, session=session, actor=request.user, **more),
        verb=partial(verb, actor=request.user, session_id=session_id),
        template="programs/planning/_change_panel.html" if request.htmx else "programs/planning/change.html",
        context={
            "session": session,
            "came_from": _came_from(request),
            "title": title,
            "button": button,
            "scopes": scopes_of(
                request.user, session, this=request.resolver_match.view_name, rest=rest, current="this"
            ),
        },
        done=done,
        back=partial(_back, request),
    )
    return _leading(response) if request.htmx and response.status_code == FOUND else response


def _leading(response):
    """For a panel: the whole page goes there."""
    return HttpResponse(status=204, headers={"HX-Redirect": response.url})


def move(request, session_id):
    return _change(
        request,
        session_id,
        form_class=MoveForm,
        verb=move_session,
        dropped=asked_place(request.GET),
        title=_("Verplaats"),
        button=_("Verplaats"),
        done=_("Bewaard. Iedereen die komt, ziet het in haar week."),
    )


def room(request, session_id):
    return _change(
        request,
        session_id,
        form_class=SessionRoomForm,
        verb=change_room,
        title=_("Andere kamer"),
        button=_("Verander de kamer"),
        done=_("Bewaard. Iedereen die komt, ziet het in haar week."),
    )


def cancel(request, session_id):
    return _change(
        request,
        session_id,
        form_class=CancelForm,
        verb=cancel_session,
        title=_("Zeg af"),
        button=_("Zeg af"),
        rest="programs:stop_series",
        done=_("Bewaard. Iedereen die zou komen, ziet het in haar week."),
    )


def again(request, session_id):
    """Hold it once more."""
    session = get_object_or_404(to_repeat(request.user).with_story(), pk=session_id)
    return form_page(
        request,
        form=AgainForm(request.POST or None, session=session, actor=request.user),
        verb=partial(repeat_session, actor=request.user, session_id=session_id),
        once=True,
        template="programs/planning/again.html",
        context={"session": session},
        done=_("Staat in de week."),
        back=partial(_back, request),
    )


@require_POST
def undo(request, session_id, change_id):
    session = undo_change(actor=request.user, session_id=session_id, change_id=change_id)
    messages.success(request, _("Teruggezet. Iedereen die het las, leest dat ook."))
    return redirect(_back(request, session))


def _came_from(request):
    came_from = request.POST.get("from") or request.GET.get("from")
    return came_from if came_from in WEEKS else None


def _back(request, session):
    """The page of the session; or the week of the house, now with this session, when she came from there."""
    came_from = _came_from(request)
    if came_from is None:
        return reverse("programs:session", args=[session.pk])
    return reverse("programs:house_week_of", args=[Week.of(session.held_on)]) + WEEKS[came_from]
