"""Pages about the catalogue of a house, for its coordinator."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from house.answers import form_page
from house.models import House
from house.people.views import coordinator_only
from programs.houses import house_asked_for
from programs.trainings import services
from programs.trainings.forms import TrainingForm
from programs.trainings.models import Training


@coordinator_only
@require_safe
def trainings(request):
    houses = House.objects.run_by(request.user)
    all_trainings = Training.objects.run_by(request.user).by_title()
    context = {"houses": [(house, [item for item in all_trainings if item.house_id == house.pk]) for house in houses]}
    return render(request, "programs/trainings/trainings.html", context)


def new_training(request):
    house = house_asked_for(request)
    return form_page(
        request,
        form=TrainingForm(request.POST or None),
        verb=partial(services.start_training, actor=request.user, house_id=house.pk),
        once=True,
        template="programs/trainings/training.html",
        context={"title": _("Een nieuwe training"), "back": reverse("programs:trainings")},
        done=_("De training staat erbij."),
        back="programs:trainings",
    )


def training(request, training_id):
    training = get_object_or_404(Training.objects.run_by(request.user), pk=training_id)
    return form_page(
        request,
        form=TrainingForm(request.POST or None, instance=training),
        verb=partial(services.change_training, actor=request.user, training_id=training_id),
        template="programs/trainings/training.html",
        context={"training": training, "title": training.title, "back": reverse("programs:trainings")},
        done=_("Bewaard."),
        back="programs:trainings",
    )
