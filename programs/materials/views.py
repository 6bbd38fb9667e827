"""Pages with the materials of a training: the coordinator makes them, participants read them, also afterwards."""

from functools import partial

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from house.answers import form_page
from house.errors import WasAway
from house.guards import behind_proof
from house.people.models.standing import standing_of
from house.sign_in.services.lock import has_proved_herself
from programs.materials import services
from programs.materials.forms import PaperForm, TextForm, WordsForm
from programs.materials.models import (
    FIRST,
    LANGUAGES,
    Paper,
    TrainingText,
    is_rtl,
    learned_by,
    name_of,
    told_in_all,
    written_by,
)
from programs.trainings.models import Training


@behind_proof
@require_safe
def learned(request):
    """The recaps that she may read, of all trainings in which she took part."""
    return render(request, "programs/materials/learned.html", {"trainings": learned_by(request.user).by_title()})


@behind_proof
@require_safe
def recap(request, training_id):
    training = get_object_or_404(learned_by(request.user), pk=training_id)
    texts = {language: text for language, text in told_in_all(training).items() if text.recap}
    context = {"training": training, "told": asked_of(request, texts), "languages": texts.values()}
    return render(request, "programs/materials/recap.html", context)


def asked_of(request, texts):
    """The texts in the language that the address asks for, or else in that of her pages, or else in Dutch."""
    for language in (request.GET.get("lang"), request.user.language, FIRST):
        if language in texts:
            return texts[language]
    return None


@require_safe
def paper(request, paper_id):
    """The file itself: a picture is shown, a PDF is downloaded, and neither can run anything.

    Somebody who no longer lives or works here reaches it through a page that asks her code; so this asks it too.
    """
    standing = standing_of(request.user)
    is_at_home = standing.homes or standing.houses_worked_in
    if not is_at_home and not has_proved_herself(request.device):
        raise WasAway
    paper = get_object_or_404(Paper.objects.visible_to(request.user), pk=paper_id)
    is_pdf = paper.kind == Paper.Kind.PDF
    response = FileResponse(
        paper.file.open("rb"),
        as_attachment=is_pdf,
        filename="blad.pdf" if is_pdf else "blad.jpg",
        content_type="application/pdf" if is_pdf else "image/jpeg",
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def papers(request, training_id):
    training = get_object_or_404(written_by(request.user), pk=training_id)
    return form_page(
        request,
        form=PaperForm(request.POST or None, request.FILES or None),
        first=partial(services.read_paper, actor=request.user, training_id=training_id),
        verb=partial(services.keep_paper, actor=request.user, training_id=training_id),
        once=True,
        template="programs/materials/papers.html",
        context={
            "training": training,
            "papers": training.papers.all(),
            "texts": training.texts.all(),
            "languages": _not_told_in(training),
            "is_run": training.house_id in standing_of(request.user).houses_run,
        },
        done=_("Het staat erbij."),
        back=reverse("programs:papers", args=[training_id]),
    )


def training_words(request, training_id):
    """What to bring and what can be read again, for who gives it."""
    training = get_object_or_404(written_by(request.user), pk=training_id)
    return form_page(
        request,
        form=WordsForm(request.POST or None, instance=training),
        verb=partial(services.write_for_training, actor=request.user, training_id=training_id),
        template="programs/materials/words.html",
        context={"training": training},
        done=_("Bewaard."),
        back=reverse("programs:training_words", args=[training_id]),
    )


def _not_told_in(training):
    written = set(training.texts.values_list("language", flat=True))
    return [(language, name_of(language)) for language in LANGUAGES if language not in written]


@require_POST
def paper_away(request, paper_id):
    paper = get_object_or_404(Paper.objects.visible_to(request.user), pk=paper_id)
    services.take_paper_away(actor=request.user, paper_id=paper_id)
    messages.success(request, _("Het blad is weg."))
    return redirect("programs:papers", paper.training_id)


def training_text(request, training_id, language):
    if language not in LANGUAGES:
        raise Http404
    training = get_object_or_404(Training.objects.run_by(request.user), pk=training_id)
    text = TrainingText.objects.filter(training=training, language=language).first()
    direction = "rtl" if is_rtl(language) else "ltr"
    form = TextForm(request.POST or None, instance=text, direction=direction, language=language)
    return form_page(
        request,
        form=form,
        verb=partial(services.tell_training_in, actor=request.user, training_id=training_id, language=language),
        template="programs/materials/training_text.html",
        context={
            "training": training,
            "language_name": name_of(language),
            "code": language,
            "is_there": text is not None,
        },
        done=_("Bewaard."),
        back=reverse("programs:papers", args=[training_id]),
    )


@require_POST
def training_text_away(request, training_id, language):
    services.untell_training_in(actor=request.user, training_id=training_id, language=language)
    messages.success(request, _("Die taal is weggehaald."))
    return redirect("programs:papers", training_id)
