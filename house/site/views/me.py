"""Her own page."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from house import throttle
from house.answers import answer_form
from house.door.services import returns
from house.menu import entries_for
from house.people.services import people
from house.privacy.models.erasures import Erasure
from house.privacy.services import emergencies
from house.registry import registry
from house.site.forms import ChoicesForm


@require_http_methods(["GET", "POST"])
def me(request):
    person = request.user
    context = {
        "emergencies": list(emergencies.told_to(person)),
        "erasure": Erasure.objects.filter(person=person).first(),
        "back": returns.about(person),
        "watched": returns.note_watched(actor=person),
        "entries": entries_for(request, registry.me),
        "is_shared": throttle.is_shared(request),
    }
    form = ChoicesForm(request.POST or None, initial={"language": person.language, "text_size": person.text_size})
    if not form.is_bound:
        page = render(request, "house/site/me.html", context | {"form": form})
        if context["emergencies"]:
            emergencies.note_seen(actor=person)
        return page
    if not form.is_valid():
        return answer_form(request, "house/site/me.html", context | {"form": form})
    people.choose(actor=person, **form.cleaned_data)
    with translation.override(person.language):
        messages.success(request, _("Bewaard."))
    return redirect("house:me")
