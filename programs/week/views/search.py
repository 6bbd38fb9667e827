"""Search at the desk. The words are posted, not put in an address: they may be a name."""

from django.shortcuts import render

from house.answers import answer_form
from house.people.models.standing import standing_of
from programs.week import queries
from programs.week.forms import FindForm
from programs.week.views.house import houses_of


def find(request):
    houses_of(request.user)
    form = FindForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "programs/week/find.html", {"form": form})
    if not form.is_valid() and request.htmx:
        return render(request, "programs/week/_found.html", {"form": form}, status=422)
    if not form.is_valid():
        return answer_form(request, "programs/week/find.html", {"form": form})
    found = queries.find(actor=request.user, **form.cleaned_data)
    context = {
        "form": form,
        "found": found,
        "is_asked": True,
        "runs_a_house": bool(standing_of(request.user).houses_run),
    }
    return render(request, "programs/week/_found.html" if request.htmx else "programs/week/find.html", context)
