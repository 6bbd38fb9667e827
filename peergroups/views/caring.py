"""Letting somebody know, and what a facilitator does about it."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from house.answers import form_page
from house.errors import NotHere
from house.models import What
from house.services import looking
from house.views.cards import card_page
from peergroups import services
from peergroups.forms.caring import AnswerForm, ReportForm
from peergroups.forms.fields import SureForm
from peergroups.models import PeerGroup, Report, Seat
from peergroups.services.tables import seat_of
from peergroups.views import lines
from peergroups.views.readers import frame, reads_reports


def report(request, group_id, number):
    """Two taps: the first leads here, the second sends."""
    seat = seat_of(request.user, group_id)
    line = lines.draw_one(request.user, seat, number)
    return form_page(
        request,
        form=ReportForm(request.POST if request.method == "POST" else None),
        verb=partial(services.report_message, actor=request.user, group_id=group_id, number=number),
        once=True,
        template="peergroups/report.html",
        context=frame(seat) | {"line": line, "who_reads": reads_reports(group_id, line.is_staff)},
        done=_("Je liet het weten. Je hoort hier wat er gedaan is."),
        back=_place_of(group_id, number),
    )


def moderate(request, group_id, number):
    """A facilitator takes words away that should not stand there."""
    if not PeerGroup.objects.held_by(request.user).filter(pk=group_id).exists():
        raise NotHere
    seat = seat_of(request.user, group_id)
    return form_page(
        request,
        form=SureForm(request.POST if request.method == "POST" else None),
        verb=partial(services.moderate_message, actor=request.user, group_id=group_id, number=number),
        template="peergroups/moderate.html",
        context=frame(seat) | {"line": lines.draw_one(request.user, seat, number)},
        done=_("Het bericht is weg."),
        back=_place_of(group_id, number),
    )


def answer(request, report_id):
    """What was done about a report: the reporter reads it, nobody else."""
    reports = Report.objects.to_answer_by(request.user).waiting().select_related("group", "about")
    report = get_object_or_404(reports, pk=report_id)
    holds = PeerGroup.objects.held_by(request.user).filter(pk=report.group_id).exists()
    back = reverse("peergroups:about" if holds else "peergroups:desk_group", args=[report.group_id])
    return form_page(
        request,
        form=AnswerForm(request.POST or None),
        verb=partial(services.answer_report, actor=request.user, report_id=report_id),
        template="peergroups/answer.html",
        context={"report": report, "back": back},
        before_showing=partial(_note_report, request, report),
        done=_("Wie het liet weten, leest nu wat er gedaan is."),
        back=back,
    )


def _note_report(request, report):
    """Write down that she reads the words of both; neither is told anything of the other.

    What a facilitator writes is her work, and a line would tell her that somebody let something know.
    """
    seen = [looking.Seen(report.reporter_id, What.REPORT, report.group.name)]
    if not report.about.is_facilitator:
        seen.append(looking.Seen(report.about.person_id, What.WORDS, report.group.name))
    looking.note_all(actor=request.user, house_id=report.group.house_id, seen=seen)


@require_POST
def freeze(request, seat_id):
    seat = services.freeze_seat(actor=request.user, seat_id=seat_id)
    messages.success(request, _("De groep is nu dicht voor haar. Bel haar even."))
    return redirect("peergroups:about", seat.group_id)


@require_POST
def thaw(request, seat_id):
    seat = services.thaw_seat(actor=request.user, seat_id=seat_id)
    messages.success(request, _("De groep is weer open voor haar."))
    return redirect("peergroups:about", seat.group_id)


@require_POST
def card(request, seat_id):
    """A card for a peer who never came in; only this answer holds its code."""
    card, code = services.make_card(actor=request.user, seat_id=seat_id)
    return card_page(request, card, code, reverse("peergroups:about", args=[Seat.objects.get(pk=seat_id).group_id]))


@require_POST
def pause(request, group_id):
    services.pause_seat(actor=request.user, group_id=group_id)
    messages.success(request, _("Je leest even niet mee. Je plek blijft van jou."))
    return redirect("peergroups:groups")


@require_POST
def resume(request, group_id):
    services.resume_seat(actor=request.user, group_id=group_id)
    return redirect("peergroups:talk", group_id)


def _place_of(group_id, number):
    return f"{reverse('peergroups:talk', args=[group_id])}#b{number}"
