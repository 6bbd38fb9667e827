"""Pages about seats: open one, ask about a new facilitator, pause, freeze, make a first card."""

from functools import partial

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from house.access_log.services import log
from house.answers import form_page
from house.door.views.cards import card_page
from house.errors import NotHere
from house.models import What
from house.people.views import only_for
from house.sign_in.views.proof import proof_again, prove_passphrase
from peergroups.fields import SureForm
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.models.seats import Seat
from peergroups.groups.queries import seat_of
from peergroups.seats.forms import AtMessageForm, NameForm, WakeForm, WhoIsSheForm
from peergroups.seats.services import admission, naming, quiet, sleeping
from peergroups.seats.services.lifecycle import freeze_seat, make_card, pause_seat, resume_seat, thaw_seat


@require_safe
def waiting(request):
    """List what waits for this person: seats that she may open, and questions that she may answer."""
    to_open = admission.to_open_by(request.user)
    to_answer = admission.to_answer_about_by(request.user)
    if not to_open and not to_answer:
        raise Http404
    for seat in to_open:
        _note(request, seat)
    return render(request, "peergroups/seats/waiting.html", {"to_open": to_open, "to_answer": to_answer})


@only_for(admission.to_open_by)
@proof_again
def open_seat(request, seat_id):
    """Confirm that she met her. The page above the button says what that means."""
    seat = _find_seat(admission.to_open_by(request.user), seat_id)
    return form_page(
        request,
        form=SureForm(request.POST if request.method == "POST" else None),
        verb=partial(admission.open_seat, actor=request.user, seat_id=seat_id),
        template="peergroups/seats/open_seat.html",
        context={"seat": seat, "back": reverse("peergroups:waiting")},
        before_showing=partial(_note, request, seat),
        done=_("Haar plek is open."),
        back=_where_next(request, seat),
    )


@require_POST
def ask(request, seat_id):
    question = admission.ask_about_seat(actor=request.user, seat_id=seat_id)
    messages.success(request, _("Je vroeg het. Zij leest nog niet mee. Het antwoord komt hier te staan."))
    return redirect("peergroups:about", question.seat.group_id)


def answer(request, seat_id):
    """Tell the group who its new facilitator is."""
    seat = _find_seat(admission.to_answer_about_by(request.user), seat_id)
    return form_page(
        request,
        form=WhoIsSheForm(request.POST or None),
        verb=partial(admission.answer_about_seat, actor=request.user, seat_id=seat_id),
        template="peergroups/seats/answer_about_seat.html",
        context={"seat": seat, "back": reverse("peergroups:waiting")},
        done=_("De groep leest nu wie zij is."),
        back=_where_next(request, seat),
    )


def _find_seat(seats, seat_id):
    for seat in seats:
        if seat.pk == seat_id:
            return seat
    raise Http404


def _note(request, seat):
    """Write to the access log that she sees the name of the holder of this seat."""
    log.note(
        actor=request.user,
        house_id=seat.group.house_id,
        whose=[seat.person_id],
        what=What.SEATS,
        detail=seat.group.name,
    )


def _where_next(request, seat):
    """The page of the group when she facilitates it, or else the start page."""
    if PeerGroup.objects.facilitated_by(request.user).filter(pk=seat.group_id).exists():
        return reverse("peergroups:about", args=[seat.group_id])
    return reverse("house:start")


@require_POST
def freeze(request, seat_id):
    seat = freeze_seat(actor=request.user, seat_id=seat_id)
    return _turned(request, seat, _("De groep is nu dicht voor haar. Bel haar even."))


@require_POST
def thaw(request, seat_id):
    seat = thaw_seat(actor=request.user, seat_id=seat_id)
    return _turned(request, seat, _("De groep is weer open voor haar."))


def _turned(request, seat, sentence):
    """Tell it where she was: in the talk, at a message, or at the line of this seat, whose button has the focus."""
    if not request.accepts("text/html"):
        return JsonResponse({"sentence": sentence})
    messages.success(request, sentence)
    form = AtMessageForm(request.POST)
    number = form.cleaned_data["number"] if form.is_valid() else None
    page = ("peergroups:message", seat.group_id, number) if number else ("peergroups:about", seat.group_id)
    return redirect(f"{resolve_url(*page)}#plek-{seat.pk}")


@only_for(lambda person: Seat.objects.facilitated_by(person).exists())
@proof_again
@require_POST
def card(request, seat_id):
    """Show a first card for a peer who never came in. Only this answer holds its code."""
    card, code = make_card(actor=request.user, seat_id=seat_id)
    return card_page(request, card, code, reverse("peergroups:about", args=[Seat.objects.get(pk=seat_id).group_id]))


SUGGESTED, DRAWN = 4, 12


def name(request, group_id):
    """Choose how she is called and drawn in the group: at her first coming in, or again."""
    seat = seat_of(request.user, group_id)
    if seat.is_facilitator:
        raise NotHere
    form = NameForm(request.POST if request.method == "POST" else None, initial=_initial_name(seat))
    return form_page(
        request,
        form=form,
        verb=partial(naming.choose_alias, actor=request.user, group_id=group_id),
        template="peergroups/seats/name.html",
        context={"group": seat.group, "seat": seat} | _choices(request, seat, form),
        done=_("Zo heet je hier."),
        back=reverse("peergroups:talk" if seat.is_nameless else "peergroups:about", args=[group_id]),
    )


def _initial_name(seat):
    return {} if seat.is_nameless else {"suggested": seat.alias, "face": f"{seat.dye}-{seat.figure}"}


def _choices(request, seat, form):
    """Names that are free, with the one that she chose; and drawings that are free, all of them when she asks."""
    chosen, face = form["suggested"].value(), form["face"].value()
    names = naming.suggest_aliases(seat, request.user.language, SUGGESTED)
    faces = [f"{dye}-{figure}" for dye, figure in naming.free_faces(seat.group, beside=seat)]
    shown = faces if "all" in request.GET else faces[:DRAWN]
    if face in faces and face not in shown:
        shown = [face, *shown[1:]]
    return {
        "names": list(dict.fromkeys([chosen, *names] if chosen else names))[:SUGGESTED],
        "chosen": chosen or (names[0] if names else ""),
        "faces": [_drawn(each) for each in shown],
        "face": face if face in shown else shown[0] if shown else "",
        "has_more": len(shown) < len(faces),
    }


def _drawn(face):
    dye, figure = face.split("-")
    label = _("%(figure)s, %(colour)s") % {"figure": Seat.Figure(figure).label, "colour": Seat.Dye(dye).label}
    return {"value": face, "dye": dye, "figure": figure, "label": label}


@require_POST
def mute(request, group_id):
    quiet.mute_group(actor=request.user, group_id=group_id)
    return redirect(f"{resolve_url('peergroups:about', group_id)}#stil")


@require_POST
def unmute(request, group_id):
    quiet.unmute_group(actor=request.user, group_id=group_id)
    return redirect(f"{resolve_url('peergroups:about', group_id)}#stil")


@require_POST
def pause(request, group_id):
    pause_seat(actor=request.user, group_id=group_id)
    messages.success(request, _("Je leest even niet mee. Je plek blijft van jou."))
    return redirect("peergroups:groups")


@require_POST
def resume(request, group_id):
    """End her pause. A seat that slept meanwhile asks her passphrase first."""
    if Seat.objects.asleep().filter(group=group_id, person=request.user).exists():
        return redirect("peergroups:wake", group_id)
    resume_seat(actor=request.user, group_id=group_id)
    return redirect("peergroups:talk", group_id)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def wake(request, group_id):
    """Wake her seat that sleeps, with her passphrase; a device that is new since then leads to a talk."""
    seat = sleeping.seat_to_wake(request.user, group_id)
    if not seat.is_asleep:
        return redirect("peergroups:talk", group_id)
    wakes_here = sleeping.knows_from_before(request.device, seat)
    awake = _("Je plek is weer wakker.")
    waits = _("Iemand van het huis zegt eerst dat ze jou zag. Dan lees je weer mee.")
    return form_page(
        request,
        form=WakeForm(request.POST or None),
        first=partial(prove_passphrase, request),
        verb=partial(sleeping.wake_seat, actor=request.user, group_id=group_id, device=request.device),
        template="peergroups/seats/wake.html",
        context={"group": seat.group, "wakes_here": wakes_here},
        done=awake if wakes_here else waits,
        back=reverse("peergroups:talk", args=[group_id]) if wakes_here else "peergroups:groups",
    )
