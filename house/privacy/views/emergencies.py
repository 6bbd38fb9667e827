"""Pages to look in on a resident in an emergency: for an hour, with a reason that she reads."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from house.answers import form_page
from house.people.models.facts import Coaching, Stay
from house.people.models.standing import standing_of
from house.people.views import only_for
from house.privacy.forms.emergencies import EmergencyForm
from house.privacy.models.emergencies import Emergency
from house.privacy.services import emergencies as breaking
from house.sign_in.views.proof import proof_again


@require_safe
def emergencies(request):
    """For staff: what she opened, and the way to open one. For a coordinator: what was opened in her house."""
    standing = standing_of(request.user)
    if not standing.is_colleague:
        raise Http404
    context = {
        "may_open": breaking.may_open(request.user),
        "runs_a_house": bool(standing.houses_run),
        "opened": Emergency.objects.open_to(request.user),
        "told": breaking.to_read(actor=request.user),
    }
    return render(request, "house/privacy/emergencies.html", context)


@only_for(breaking.may_open)
@proof_again
def open_emergency(request):
    people = breaking.to_choose_from(actor=request.user)
    return form_page(
        request,
        form=EmergencyForm(request.POST or None, people=people),
        verb=partial(breaking.open_emergency, actor=request.user),
        once=True,
        template="house/privacy/open_emergency.html",
        context={"people": people},
        done=_("Je ziet nu een uur lang wat je nodig hebt. Zij leest het, en de coördinator ook."),
        back=lambda emergency: reverse("house:emergency", args=[emergency.pk]),
        before_showing=partial(breaking.note_list, actor=request.user),
    )


@require_safe
def emergency(request, emergency_id):
    emergency = breaking.look_in(actor=request.user, emergency_id=emergency_id)
    filters = {"house": emergency.house_id}
    context = {
        "emergency": emergency,
        "person": emergency.person,
        "stay": Stay.objects.current().filter(person=emergency.person_id, **filters).first(),
        "coaching": Coaching.objects.current().filter(resident=emergency.person_id, **filters).first(),
    }
    return render(request, "house/privacy/emergency.html", context)


@require_POST
def sign_out_everywhere(request, emergency_id):
    breaking.sign_out_everywhere(actor=request.user, emergency_id=emergency_id)
    messages.success(request, _("Zij is nu nergens meer ingelogd."))
    return redirect("house:emergency", emergency_id)


@require_POST
def read_emergency(request, emergency_id):
    breaking.read_emergency(actor=request.user, emergency_id=emergency_id)
    return redirect("house:emergencies")
