"""Pages to change a series from a day on: show the effect in words, do it, and undo it within ten minutes."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from house.answers import answer_form
from house.errors import NotHere, Refusal
from house.people.models.standing import standing_of
from programs.planning.edits.forms import SeriesEditForm, StopForm
from programs.planning.edits.models import Edit
from programs.planning.edits.services.apply import edit_series, made_already, preview_edit
from programs.planning.edits.services.history import history_of
from programs.planning.edits.services.pieces import piece_on, pieces_of
from programs.planning.edits.services.undo import undo_edit
from programs.planning.views.scopes import scopes_of
from programs.sessions.models.series import Series
from programs.sessions.models.sessions import Session


@require_safe
def one_series(request, series_id):
    """The page of a series: when and by whom it is held, and its history."""
    series = get_object_or_404(Series.objects.led_by(request.user).told(), pk=series_id)
    context = {
        "series": series,
        "pieces": _pieces_to_come(series),
        "roomless": list(series.sessions.to_come().filter(lacks_room=True)),
        "history": history_of(series),
        "rooms": {room.pk: room.name for room in series.house.rooms.all()},
        "is_run": Series.objects.run_by(request.user).filter(pk=series_id).exists(),
        **_way_back(request.user),
        "undoable": Edit.objects.undoable_by(request.user).filter(series=series).last(),
    }
    return render(request, "programs/planning/one_series.html", context)


def _way_back(person):
    """The link back: to the list of series for a coordinator, or else to her own sessions."""
    if standing_of(person).houses_run:
        return {"back": reverse("programs:series"), "back_name": _("Reeksen")}
    return {"back": reverse("programs:sessions"), "back_name": _("Vandaag")}


def _pieces_to_come(series):
    """The rule of now, and the rules from later Mondays on."""
    today, pieces = timezone.localdate(), pieces_of(series)
    now = piece_on(pieces, today)
    return [now, *(piece for piece in pieces if piece.monday > today)]


def edit(request, series_id):
    series, session = _asked_for(request, series_id)
    from_on = _first_day(request, series, session)
    form = SeriesEditForm(
        request.POST or None,
        actor=request.user,
        series=series,
        from_on=from_on,
        piece=piece_on(pieces_of(series), from_on),
    )
    context = _frame(request, series, session, this="programs:move", rest="programs:edit_series")
    return _edit_page(request, series, form, context | {"title": _("Verander de reeks")})


def stop(request, series_id):
    series, session = _asked_for(request, series_id)
    from_on = _first_day(request, series, session)
    form = StopForm(request.POST or None, actor=request.user, series=series, from_on=from_on)
    context = _frame(request, series, session, this="programs:cancel", rest="programs:stop_series")
    return _edit_page(request, series, form, context | {"title": _("Stop de reeks"), "stops": True})


@require_POST
def undo(request, edit_id):
    """Undo an edit, and return to the page of the series with messages about the result."""
    undone = undo_edit(actor=request.user, edit_id=edit_id)
    messages.success(request, _("Teruggezet. Iedereen die het las, leest dat ook."))
    if undone.stayed:
        messages.info(
            request, _sentence_with_days(undone.stayed, _("Intussen veranderd of beantwoord, dus gebleven: %s."))
        )
    if undone.lapsing:
        why = frozenset(session.closure.is_pause for session in undone.lapsing)
        messages.info(request, _sentence_with_days(undone.lapsing, _LAPSED[why]))
    if undone.roomless:
        messages.info(
            request, _sentence_with_days(undone.roomless, _("Nu zonder kamer, want die is intussen bezet: %s."))
        )
    series = Series.objects.led_by(request.user).filter(pk=undone.edit.series_id)
    return redirect("programs:one_series", undone.edit.series_id) if series.exists() else redirect("programs:sessions")


def _asked_for(request, series_id):
    """The series, and the session that she came from, if any."""
    series_list = Series.objects.led_by(request.user).select_related("house", "training")
    series = get_object_or_404(series_list.with_givers(), pk=series_id)
    try:
        session_id = UUID(request.GET.get("session", ""))
    except ValueError:
        return series, None
    return series, Session.objects.led_by(request.user).filter(series=series, pk=session_id).first()


def _first_day(request, series, session):
    if session is None or "all" in request.GET:
        return max(timezone.localdate(), series.rhythm.begins_on)
    return session.fills_on


def _frame(request, series, session, *, this, rest):
    current = "all" if "all" in request.GET else "following"
    scopes = scopes_of(request.user, session, this=this, rest=rest, current=current) if session else []
    back = (
        reverse("programs:session", args=[session.pk]) if session else reverse("programs:one_series", args=[series.pk])
    )
    return {"series": series, "session": session, "scopes": scopes, "back": back, "asks_day": session is None}


def _edit_page(request, series, form, context):
    """Show the form, then the form with what would happen, and then do it."""
    plan = None
    if form.is_bound and form.is_valid():
        try:
            edit, plan = _carry_out(request.user, series, form)
        except NotHere:
            raise
        except Refusal as refusal:
            plan = getattr(refusal, "plan", None)
            form.add_error(None, refusal.message)
        else:
            if edit:
                messages.success(request, _("Gedaan. Iedereen die komt, ziet het in haar week."))
                return redirect("programs:one_series", series.pk)
    page, context = "programs/planning/edit_series.html", context | {"form": form, "plan": plan}
    return answer_form(request, page, context) if form.errors else render(request, page, context)


def _carry_out(actor, series, form):
    """The edit if it was made, and else the plan to show."""
    fields = form.cleaned_data
    arguments = {name: fields[name] for name in ("edit_request", "why", "key")}
    if edit := made_already(series=series, **arguments):
        return edit, None
    plan = preview_edit(actor=actor, series_id=series.pk, edit_request=fields["edit_request"])
    form.mind_plan(plan)
    if form.errors or not fields["seen"]:
        return None, plan
    return edit_series(actor=actor, series_id=series.pk, **fields), None


_LAPSED = {
    frozenset({False}): gettext_lazy("Dan is het huis dicht, dus dat vervalt: %s."),
    frozenset({True}): gettext_lazy("Dan slaapt de reeks, dus dat vervalt: %s."),
    frozenset({False, True}): gettext_lazy("Dan is het huis dicht of slaapt de reeks, dus dat vervalt: %s."),
}


def _sentence_with_days(sessions, sentence):
    days = [date_format(session.held_on, "j F") for session in sessions]
    return sentence % get_text_list(days, _("en"))
