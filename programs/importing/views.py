"""Pages to import a programme: upload a file, check and correct the draft, and put it in the week."""

from contextlib import suppress
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST, require_safe

from house.answers import answer_form, form_page
from house.errors import NotHere, Refusal
from house.models import House
from house.people.views import coordinator_only
from programs.houses import house_asked_for
from programs.importing.forms import BringForm, CopyProgrammeForm, CopyWeekForm, DraftForm, LineForm
from programs.importing.models import Draft
from programs.importing.readers.example import example_sheet
from programs.importing.services import copies
from programs.importing.services.corrections import answer_draft, mend_line, throw_away
from programs.importing.services.drafts import bring_calendar, bring_sheet, newest_of_each
from programs.importing.services.overview import look_over
from programs.importing.services.put import put_draft
from programs.recurrence.weeks import Week

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def bring(request):
    """Choose a file; drafts that wait are listed below."""
    house = house_asked_for(request)
    drafts = Draft.objects.visible_to(request.user)
    earlier = drafts.filter(house=house, kind=Draft.Kind.SHEET).exclude(put_at=None)
    return form_page(
        request,
        form=BringForm(request.POST or None, request.FILES or None, earlier=newest_of_each(earlier)),
        verb=partial(_import_file, request.user, house),
        template="programs/importing/bring.html",
        context={
            "house": house,
            "houses": House.objects.run_by(request.user),
            "waiting": drafts.waiting().select_related("house"),
        },
        done=_("Gelezen. Kijk het na; er staat nog niets van in de week."),
        back=lambda draft: reverse("programs:draft", args=[draft.pk]),
    )


def _import_file(actor, house, *, data, is_calendar, source):
    if is_calendar:
        return bring_calendar(actor=actor, house_id=house.pk, data=data)
    return bring_sheet(actor=actor, house_id=house.pk, data=data, source=source)


@coordinator_only
@require_safe
def bring_example(request):
    """An example workbook to fill in."""
    headers = {"Content-Disposition": 'attachment; filename="week.xlsx"'}
    return HttpResponse(example_sheet(), content_type=WORKBOOK, headers=headers)


def draft(request, draft_id):
    """Check, answer and choose; and put it in the week when she says so."""
    draft = _draft_or_404(request, draft_id)
    if draft.put_at:
        return render(request, "programs/importing/draft_put.html", {"draft": draft})
    overview = look_over(draft)
    form = DraftForm(request.POST or None, overview=overview)
    if not form.is_bound:
        return render(request, "programs/importing/draft.html", {"overview": overview, "form": form})
    if form.is_valid():
        return _save_answers(request, draft_id, form)
    return answer_form(request, "programs/importing/draft.html", {"overview": overview, "form": form})


def _save_answers(request, draft_id, form):
    """Store her answers, also when the draft cannot go into the week yet."""
    draft = answer_draft(actor=request.user, draft_id=draft_id, **form.cleaned_data)
    if "put" not in request.POST:
        messages.success(request, _("Bewaard."))
        return redirect("programs:draft", draft_id)
    try:
        count = put_draft(actor=request.user, draft_id=draft_id)
    except NotHere:
        raise
    except Refusal as refusal:
        overview = look_over(draft)
        form = DraftForm(request.POST, overview=overview)
        form.add_error(None, refusal.message)
        return answer_form(request, "programs/importing/draft.html", {"overview": overview, "form": form})
    done = ngettext("%(count)d regel staat nu in de week.", "%(count)d regels staan nu in de week.", count)
    messages.success(request, done % {"count": count})
    return redirect("programs:series")


def draft_line(request, draft_id, number):
    draft = get_object_or_404(Draft.objects.visible_to(request.user).waiting().select_related("house"), pk=draft_id)
    lines = draft.reading.lines
    if number >= len(lines) or lines[number].series_id:
        raise NotHere
    return form_page(
        request,
        form=LineForm(request.POST or None, line=lines[number]),
        verb=partial(mend_line, actor=request.user, draft_id=draft_id, number=number),
        template="programs/importing/draft_line.html",
        context={"draft": draft, "line": lines[number]},
        done=_("Bewaard."),
        back=f"{reverse('programs:draft', args=[draft_id])}#l-{number}",
    )


def copy_week(request):
    house = house_asked_for(request)
    form = CopyWeekForm(request.POST or None, week=_week_asked_for(request))
    return _copy(request, house, form=form, verb=copies.copy_week, is_of_week=True)


def _week_asked_for(request):
    with suppress(ValueError):
        return Week.parse(request.GET.get("week", ""))


def copy_programme(request):
    house = house_asked_for(request)
    form = CopyProgrammeForm(request.POST or None, house=house, houses=House.objects.run_by(request.user))
    return _copy(request, house, form=form, verb=copies.copy_programme)


def _copy(request, house, *, form, verb, is_of_week=False):
    houses = House.objects.run_by(request.user)
    return form_page(
        request,
        form=form,
        verb=partial(verb, actor=request.user, house_id=house.pk),
        template="programs/importing/copy.html",
        context={"house": house, "houses": houses, "is_of_week": is_of_week},
        done=_("Klaar om na te kijken; er staat nog niets van in de week."),
        back=lambda draft: reverse("programs:draft", args=[draft.pk]),
    )


@require_POST
def draft_away(request, draft_id):
    throw_away(actor=request.user, draft_id=draft_id)
    messages.success(request, _("Weggegooid. In de week is niets veranderd."))
    return redirect("programs:bring")


def _draft_or_404(request, draft_id):
    return get_object_or_404(Draft.objects.visible_to(request.user).select_related("house"), pk=draft_id)
