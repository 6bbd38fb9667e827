"""Looking in an emergency: for an hour, with a reason that she reads."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from house.answers import form_page
from house.forms.emergencies import EmergencyForm
from house.models import Coaching, Emergency, Role, Stay
from house.services import emergencies as breaking


@require_safe
def emergencies(request):
    """For who works here: what she opened, and the way to open it. For a coordinator: what was opened in her house."""
    if not any(position.role != Role.GUEST for position in request.user.positions_today):
        raise Http404
    context = {
        "may_open": breaking.may_open(request.user),
        "runs_a_house": request.user.holds(Role.COORDINATOR),
        "opened": Emergency.objects.open_to(request.user),
        "told": breaking.to_read(actor=request.user),
    }
    return render(request, "house/desk/emergencies.html", context)


def open_emergency(request):
    if not breaking.may_open(request.user):
        raise Http404
    people = breaking.to_choose_from(actor=request.user)
    return form_page(
        request,
        form=EmergencyForm(request.POST or None, people=people),
        verb=partial(breaking.open_emergency, actor=request.user),
        once=True,
        template="house/desk/open_emergency.html",
        context={"people": people},
        done=_("Je ziet nu een uur lang wat je nodig hebt. Zij leest het, en de coördinator ook."),
        back=lambda emergency: reverse("house:emergency", args=[emergency.pk]),
        before_showing=partial(breaking.note_list, actor=request.user),
    )


@require_safe
def emergency(request, emergency_id):
    emergency = breaking.look_in(actor=request.user, emergency_id=emergency_id)
    of_her = {"house": emergency.house_id}
    context = {
        "emergency": emergency,
        "person": emergency.person,
        "stay": Stay.objects.current().filter(person=emergency.person_id, **of_her).first(),
        "coaching": Coaching.objects.current().filter(resident=emergency.person_id, **of_her).first(),
    }
    return render(request, "house/desk/emergency.html", context)


@require_POST
def sign_out_everywhere(request, emergency_id):
    breaking.sign_out_everywhere(actor=request.user, emergency_id=emergency_id)
    messages.success(request, _("Zij is nu nergens meer ingelogd."))
    return redirect("house:emergency", emergency_id)


@require_POST
def read_emergency(request, emergency_id):
    breaking.read_emergency(actor=request.user, emergency_id=emergency_id)
    return redirect("house:emergencies")
