"""Pages to report a message, answer a report and take a message away."""

from functools import partial

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from house.access_log.services import log
from house.answers import form_page
from house.errors import NotHere
from house.models import What
from peergroups.care import services
from peergroups.care.forms import AnswerForm, ReportForm
from peergroups.care.models import Report
from peergroups.care.queries import facilitators_for, who_may_answer
from peergroups.fields import SureForm
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.models.seats import Seat
from peergroups.groups.queries import seat_of
from peergroups.talk.views import lines, rows
from peergroups.talk.views.readers import frame, listed


def report(request, group_id, number):
    """Report a message in two taps: the first opens this page, the second sends."""
    seat = seat_of(request.user, group_id)
    line = lines.draw_one(request.user, seat, number)
    if who_reads := _who_reads(seat.group, line):
        done = _("Je liet het weten. Je hoort hier wat er gedaan is.")
    else:
        done = _("Je liet het weten. Nu kan niemand het lezen: bel ook iemand die je vertrouwt.")
    return form_page(
        request,
        form=ReportForm(request.POST if request.method == "POST" else None),
        verb=partial(services.report_message, actor=request.user, group_id=group_id, number=number),
        once=True,
        template="peergroups/care/report.html",
        context=frame(seat)
        | {
            "line": line,
            "row": rows.row_alone(line),
            "who_reads": who_reads,
        },
        done=done,
        back=_place_of(group_id, number),
    )


def _who_reads(group, line):
    """A sentence that says who would read a report about this line; empty when nobody may, or its words are gone."""
    if not line.has_words:
        return ""
    report = Report(group=group, about=Seat.objects.get(group=group, pk=line.seat["id"]))
    if names := [seat.alias for seat in facilitators_for(report)]:
        sentences = ngettext("%(names)s leest wat je laat weten.", "%(names)s lezen wat je laat weten.", len(names))
        return sentences % {"names": listed(names)}
    return _("De coördinator van het huis leest wat je laat weten.") if who_may_answer(report) else ""


def moderate(request, group_id, number):
    """Take away a message, as facilitator."""
    if not PeerGroup.objects.facilitated_by(request.user).filter(pk=group_id).exists():
        raise NotHere
    seat = seat_of(request.user, group_id)
    line = lines.draw_one(request.user, seat, number)
    return form_page(
        request,
        form=SureForm(request.POST if request.method == "POST" else None),
        verb=partial(services.moderate_message, actor=request.user, group_id=group_id, number=number),
        template="peergroups/care/moderate.html",
        context=frame(seat) | {"line": line, "row": rows.row_alone(line)},
        done=_("Het bericht is weg."),
        back=_place_of(group_id, number),
    )


def answer(request, report_id):
    """Answer a report. Only the reporter reads the answer. Who was just too late keeps what she typed."""
    reports = Report.objects.to_answer_by(request.user).select_related("group", "about")
    report = get_object_or_404(reports if request.method == "POST" else reports.waiting(), pk=report_id)
    holds = PeerGroup.objects.facilitated_by(request.user).filter(pk=report.group_id).exists()
    back = reverse("peergroups:about" if holds else "peergroups:desk_group", args=[report.group_id])
    return form_page(
        request,
        form=AnswerForm(request.POST or None),
        verb=partial(services.answer_report, actor=request.user, report_id=report_id),
        template="peergroups/care/answer.html",
        context={"report": report, "back": back},
        before_showing=partial(_note_report, request, report),
        done=_("Wie het liet weten, leest nu wat er gedaan is."),
        back=back,
    )


def _note_report(request, report):
    """Write to the access log that she reads the words of both; neither is told anything of the other.

    No log line about a facilitator's words: they are her work, and a line would tell her that somebody reported her.
    """
    seen = [log.Seen(report.reporter_id, What.REPORT, report.group.name)]
    if not report.about.is_facilitator:
        seen.append(log.Seen(report.about.person_id, What.WORDS, report.group.name))
    log.note_all(actor=request.user, house_id=report.group.house_id, seen=seen)


def _place_of(group_id, number):
    return f"{reverse('peergroups:talk', args=[group_id])}#b{number}"
