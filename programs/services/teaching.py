"""What goes with a training: words in other languages, and papers."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.utils import timezone

from house.errors import NotHere
from house.files import sealed_files
from house.models import Person
from programs import papers
from programs.errors import NotAPaper, TooManyPapers
from programs.models import Paper, Training, TrainingText
from programs.models.materials import PAPERS_MAX
from programs.services.receiving import mind_pace

SWEPT_AFTER = timedelta(hours=1)


@transaction.atomic
def tell_training_in(*, actor: Person, training_id: UUID, language: str, title: str, **words: str) -> TrainingText:
    """Tell a training in another language; again is in other words.

    Args:
        language: one of `materials.LANGUAGES`.
        words: `expect`, `bring`, `note`, `recap`; what is left out is empty.

    Raises:
        NotHere: it is not a training of a house that the actor runs.
    """
    training = _held(actor, training_id)
    words = {name: words.get(name, "") for name in ("expect", "bring", "note", "recap")}
    text, _ = TrainingText.objects.update_or_create(
        training=training, language=language, defaults={"title": title, **words}
    )
    return text


def untell_training_in(*, actor: Person, training_id: UUID, language: str) -> None:
    """Take a training out of a language. Raises NotHere."""
    deleted, _ = TrainingText.objects.filter(
        training__in=Training.objects.run_by(actor).values("pk"), training=training_id, language=language
    ).delete()
    if not deleted:
        raise NotHere


@transaction.atomic
def add_paper(*, actor: Person, training_id: UUID, title: str, data: bytes) -> Paper:
    """Keep a picture or a PDF with a training, sealed.

    Raises:
        NotHere: it is not a training of a house that the actor runs.
        NotAPaper: it is something else, or too large.
        TooManyPapers: there are six.
        TooOften: she added many just now.
    """
    training = _held(actor, training_id)
    mind_pace(actor)
    if training.papers.count() >= PAPERS_MAX:
        raise TooManyPapers
    try:
        kept = papers.checked(data)
    except papers.NotAPaper as problem:
        raise NotAPaper from problem
    paper = Paper(training=training, title=title, kind=Paper.Kind.PDF if papers.is_pdf(kept) else Paper.Kind.PICTURE)
    paper.file.save(uuid4().hex, ContentFile(kept), save=False)
    paper.save()
    return paper


@transaction.atomic
def take_paper_away(*, actor: Person, paper_id: UUID) -> None:
    """The paper and its file go. Raises NotHere."""
    papers_of_hers = Paper.objects.filter(training__in=Training.objects.run_by(actor).values("pk"))
    paper = papers_of_hers.select_for_update(of=("self",)).filter(pk=paper_id).first()
    if paper is None:
        raise NotHere
    name = str(paper.file.name)
    paper.delete()
    transaction.on_commit(lambda: sealed_files().delete(name))


def sweep_papers() -> None:
    """Delete files that belong to no paper: of a training that is gone, or of a process that was killed halfway."""
    storage = sealed_files()
    try:
        _, there = storage.listdir("")
    except FileNotFoundError:
        return
    kept = set(Paper.objects.values_list("file", flat=True))
    for name in there:
        if name not in kept and _is_settled(storage, name):
            storage.delete(name)


def _is_settled(storage: Storage, name: str) -> bool:
    """Is it too old to be still under way?"""
    return storage.get_modified_time(name) < timezone.now() - SWEPT_AFTER


def _held(actor: Person, training_id: UUID) -> Training:
    training = Training.objects.run_by(actor).select_for_update(of=("self",)).filter(pk=training_id).first()
    if training is None:
        raise NotHere
    return training
