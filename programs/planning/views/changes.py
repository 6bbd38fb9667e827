"""Pages to move a session, give it another room or cancel it."""

from functools import partial

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from house.answers import form_page
from programs.planning.forms.changes import CancelForm, MoveForm, SessionRoomForm
from programs.planning.services.change import cancel_session, change_room, move_session
from programs.planning.views.scopes import scopes_of
from programs.sessions.models.sessions import Session


def _change(request, session_id, *, form_class, verb, title, button, done, rest="programs:edit_series"):
    session = get_object_or_404(Session.objects.led_by(request.user).with_story(), pk=session_id)
    return form_page(
        request,
        form=form_class(request.POST or None, session=session, actor=request.user),
        verb=partial(verb, actor=request.user, session_id=session_id),
        template="programs/planning/change.html",
        context={
            "session": session,
            "title": title,
            "button": button,
            "scopes": scopes_of(
                request.user, session, this=request.resolver_match.view_name, rest=rest, current="this"
            ),
        },
        done=done,
        back=reverse("programs:session", args=[session_id]),
    )


def move(request, session_id):
    return _change(
        request,
        session_id,
        form_class=MoveForm,
        verb=move_session,
        title=_("Verplaats"),
        button=_("Verplaats"),
        done=_("Verplaatst. Iedereen die komt, ziet het in haar week."),
    )


def room(request, session_id):
    return _change(
        request,
        session_id,
        form_class=SessionRoomForm,
        verb=change_room,
        title=_("Andere kamer"),
        button=_("Verander de kamer"),
        done=_("De kamer is veranderd. Iedereen die komt, ziet het in haar week."),
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
        done=_("Afgezegd. Iedereen die zou komen, ziet het in haar week."),
    )
