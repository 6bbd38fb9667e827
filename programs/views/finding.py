"""To find something at the desk. What is looked for is sent, not put in an address: that may be a name."""

from django.shortcuts import render

from house.answers import answer_form
from house.models import Role
from programs import services
from programs.forms.finding import FindForm
from programs.views.house_week import houses_of


def find(request):
    houses_of(request.user)
    form = FindForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "programs/find.html", {"form": form})
    if not form.is_valid():
        return answer_form(request, "programs/find.html", {"form": form})
    found = services.find(actor=request.user, **form.cleaned_data)
    context = {"form": form, "found": found, "is_asked": True, "runs_a_house": request.user.holds(Role.COORDINATOR)}
    return render(request, "programs/_found.html" if request.htmx else "programs/find.html", context)
