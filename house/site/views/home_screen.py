"""The site on a home screen: its manifest, and the choice of name and picture."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from house.answers import answer_form
from house.site.forms import GuiseForm
from house.site.guises import choose, chosen_in, guise_of


@login_not_required
@require_safe
def manifest(request):
    """The web app manifest: a week, and nothing that says whose.

    A browser asks for it without cookies, so its address says which guise. It is one app whichever it is: one `id`.
    """
    guise = guise_of(request.GET.get("guise"))
    icons = [
        {"src": static(guise.svg), "sizes": "any", "type": "image/svg+xml"},
        {"src": static(guise.png), "sizes": "180x180", "type": "image/png"},
    ]
    fields = {
        "id": "/",
        "name": str(guise.name),
        "short_name": str(guise.name),
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "lang": get_language(),
        "background_color": "#f4efe9",
        "theme_color": "#1d4742",
        "icons": icons,
    }
    return JsonResponse(fields, content_type="application/manifest+json")


@require_http_methods(["GET", "POST"])
def home_screen(request):
    """Choose how this browser calls and draws the site on a home screen. The house does not keep it."""
    form = GuiseForm(request.POST or None, initial={"guise": chosen_in(request).key})
    if form.is_valid():
        response = redirect("house:home_screen")
        choose(response, guise_of(form.cleaned_data["guise"]))
        messages.success(request, _("Bewaard."))
        return response
    return (answer_form if form.is_bound else render)(request, "house/site/home_screen.html", {"form": form})
