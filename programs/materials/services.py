"""Write the texts of a training in other languages, and store its papers."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.db import transaction

from house.errors import NotHere
from house.files import sealed_files
from house.models import Person, Role
from house.people.models.standing import standing_of
from house.take import find, take
from programs.errors import NotAPaper, PaperLocked, PaperSigned, PaperUnread, TooManyPapers
from programs.materials import papers
from programs.materials.models import PAPERS_MAX, Paper, TrainingText, written_by
from programs.materials.sandbox import read_apart
from programs.sessions.models.notices import Notice
from programs.sessions.models.series import Series, series_given
from programs.sessions.services.notices import tell
from programs.trainings.models import Training
from programs.uploads import mind_pace

REASONS = {papers.LOCKED: PaperLocked, papers.SIGNED: PaperSigned, papers.UNREAD: PaperUnread}


@transaction.atomic
def tell_training_in(*, actor: Person, training_id: UUID, language: str, title: str, **words: str) -> TrainingText:
    """Write a training in another language; a second call replaces the first.

    Args:
        language: one of `materials.LANGUAGES`.
        words: `expect`, `bring`, `note`, `recap`; what is left out is empty.

    Raises:
        NotHere: it is not a training of a house that the actor runs.
    """
    training = _take_training(actor, training_id)
    words = {name: words.get(name, "") for name in ("expect", "bring", "note", "recap")}
    text, _ = TrainingText.objects.update_or_create(
        training=training, language=language, defaults={"title": title, **words}
    )
    return text


@transaction.atomic
def untell_training_in(*, actor: Person, training_id: UUID, language: str) -> None:
    """Delete the texts of a training in one language. Raises NotHere."""
    deleted, _ = TrainingText.objects.filter(training=_take_training(actor, training_id), language=language).delete()
    if not deleted:
        raise NotHere


@transaction.atomic
def write_for_training(*, actor: Person, training_id: UUID, bring: str, recap: str) -> Training:
    """Write what to bring and what can be read again. The coordinators read it as news when a trainer did.

    Raises:
        NotHere: it is not a training that the actor may write for.
    """
    training = take(written_by, actor, training_id)
    if (training.bring, training.recap) != (bring, recap):
        training.bring, training.recap = bring, recap
        training.save()
        _tell_who_runs_it(training, actor)
    return training


def add_paper(*, actor: Person, training_id: UUID, title: str, data: bytes) -> Paper:
    """Store a picture or a PDF with a training, sealed. Raises as `read_paper` and `keep_paper`."""
    return keep_paper(
        actor=actor, training_id=training_id, **read_paper(actor=actor, training_id=training_id, title=title, data=data)
    )


def read_paper(*, actor: Person, training_id: UUID, title: str, data: bytes) -> dict[str, Any]:
    """Read the file in its own process, before anything is locked. Returns the arguments of `keep_paper`.

    Raises:
        NotHere: it is not a training that the actor may write for.
        NotAPaper: it is something else, or too large. PaperLocked, PaperSigned, PaperUnread: as their names say.
        TooOften: she added many just now.
    """
    find(written_by, actor, training_id)
    mind_pace(actor)
    try:
        return {"title": title, "contents": read_apart(data)}
    except papers.PaperProblem as problem:
        raise REASONS.get(str(problem), NotAPaper) from problem


@transaction.atomic
def keep_paper(*, actor: Person, training_id: UUID, title: str, contents: bytes) -> Paper:
    """Store what `read_paper` made of a file.

    Raises:
        NotHere: it is not a training that the actor may write for.
        TooManyPapers: there are six.
    """
    training = take(written_by, actor, training_id)
    if training.papers.count() >= PAPERS_MAX:
        raise TooManyPapers
    paper = Paper(
        training=training, title=title, kind=Paper.Kind.PDF if papers.is_pdf(contents) else Paper.Kind.PICTURE
    )
    paper.file.save(uuid4().hex, ContentFile(contents), save=False)
    paper.save()
    _tell_who_runs_it(training, actor)
    return paper


@transaction.atomic
def take_paper_away(*, actor: Person, paper_id: UUID) -> None:
    """Delete a paper and its file. Raises NotHere."""
    paper = take(Paper.objects.written_by, actor, paper_id)
    name = str(paper.file.name)
    paper.delete()
    transaction.on_commit(lambda: sealed_files().delete(name))


def _tell_who_runs_it(training: Training, actor: Person) -> None:
    """Notices for the coordinators, about a series of it that the actor gives."""
    if training.house_id in standing_of(actor).houses_run:
        return
    series = Series.objects.filter(training=training, pk__in=series_given(standing_of(actor))).order_by("pk").first()
    if series:
        tell(Person.objects.in_post(training.house_id, Role.COORDINATOR), Notice.Kind.WRITTEN, series=series, by=actor)


def _take_training(actor: Person, training_id: UUID) -> Training:
    return take(Training.objects.run_by, actor, training_id)
