"""Materials of a training: its texts in other languages, and papers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import get_language_info, gettext_lazy as _

from house.files import sealed_files
from house.models import Person
from house.people.models.standing import standing_of
from house.sealing import SealedTextField
from programs.sessions.models.series import Series, series_given
from programs.sessions.models.sessions import Session
from programs.sessions.models.standing import rules_for
from programs.trainings.models import RECAP_MAX, TITLE_MAX, Training, TrainingQuerySet, lines_of

FIRST = "nl"
LANGUAGES = ["en", "es", "pl", "ro", "bg", "fr", "ar", "pt", "hu", "uk", "ti"]
"""The languages beside Dutch in which a house can describe its trainings, whatever languages the pages have."""
_UNKNOWN_TO_DJANGO = {"ti": ("ትግርኛ", False)}
PAPERS_MAX = 6
BOUND_TO = ("training_id", "language")


def name_of(language: str) -> str:
    """The name of a language in that language."""
    if language in _UNKNOWN_TO_DJANGO:
        return _UNKNOWN_TO_DJANGO[language][0]
    return get_language_info(language)["name_local"].capitalize()


def is_rtl(language: str) -> bool:
    return language not in _UNKNOWN_TO_DJANGO and get_language_info(language)["bidi"]


@dataclass(frozen=True)
class TrainingWords:
    """The texts of a training in one language; a text that is missing is empty."""

    language: str
    title: str
    expect: str
    bring: str
    note: str
    recap: str

    @property
    def name(self) -> str:
        return name_of(self.language)

    @property
    def direction(self) -> str:
        return "rtl" if is_rtl(self.language) else "ltr"

    @property
    def expect_lines(self) -> list[str]:
        return lines_of(self.expect)

    @property
    def recap_lines(self) -> list[str]:
        return lines_of(self.recap)


class TrainingText(models.Model):
    """A training in another language than Dutch. Everything may be empty except the title."""

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=8, choices=[(code, code) for code in LANGUAGES])
    title = SealedTextField(_("naam van de training"), max_length=TITLE_MAX, bound_to=BOUND_TO)
    expect = SealedTextField(_("wat je kunt verwachten"), max_length=1000, blank=True, default="", bound_to=BOUND_TO)
    bring = SealedTextField(_("neem mee"), max_length=120, blank=True, default="", bound_to=BOUND_TO)
    note = SealedTextField(_("let op: dit gaat over"), max_length=120, blank=True, default="", bound_to=BOUND_TO)
    recap = SealedTextField(_("om terug te lezen"), max_length=RECAP_MAX, blank=True, default="", bound_to=BOUND_TO)

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(fields=["training", "language"], name="one_text_per_training_and_language")
        ]

    @property
    def name(self) -> str:
        return name_of(self.language)


def written_by(person: Person | AnonymousUser) -> TrainingQuerySet:
    """The trainings for which she may write: of houses that she runs, and those that she gives today as a colleague."""
    standing = standing_of(person)
    given = Series.objects.filter(pk__in=series_given(standing), house__in=standing.houses_of_colleagues)
    return Training.objects.filter(Q(house__in=standing.houses_run) | Q(pk__in=given.values("training")))


def told_in_all(training: Training) -> dict[str, TrainingWords]:
    """The texts of the training by language, Dutch first. One query."""
    dutch = {FIRST: _words(FIRST, training)}
    return dutch | {text.language: _words(text.language, text) for text in training.texts.all()}


def names_for_all_in(language: str, trainings: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these trainings in another language, where anybody may read them.

    A training with a quiet name keeps that, because it is quiet in Dutch only. One query.
    """
    texts = TrainingText.objects.filter(language=language, training__in=set(trainings)).select_related("training")
    return {text.training_id: text.title for text in texts if text.training.quiet_title == text.training.title}


def _words(language: str, text: Training | TrainingText) -> TrainingWords:
    return TrainingWords(language, text.title, text.expect, text.bring, text.note, text.recap)


def learned_by(person: Person | AnonymousUser) -> TrainingQuerySet:
    """Trainings that were held while she took part, in any house. She can read their recap after her stay too."""
    if not person.is_authenticated:
        return Training.objects.none()
    sessions = Session.objects.filter(
        rules_for(person).took_part.where(),
        series__training=OuterRef("pk"),
        state=Session.State.PLANNED,
        ends_at__lt=timezone.now(),
    )
    return Training.objects.filter(Exists(sessions)).filter(recap__is_empty=False)


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, person: Person | AnonymousUser) -> PaperQuerySet:
        """Papers of trainings of which she may see a session, and those of the houses where she is coordinator."""
        if not person.is_authenticated:
            return self.none()
        sessions = Session.objects.visible_to(person).filter(series__training=OuterRef("training"))
        return self.filter(Q(Exists(sessions)) | Q(training__house__in=standing_of(person).houses_run))

    def written_by(self, person: Person | AnonymousUser) -> PaperQuerySet:
        """Papers of the trainings that she may write for: see `written_by`."""
        return self.filter(training__in=written_by(person))


class Paper(models.Model):
    """A picture or a PDF of a training. The file is sealed; a picture holds nothing but the picture."""

    class Kind(models.TextChoices):
        PICTURE = "picture", _("plaatje")
        PDF = "pdf", _("pdf")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=8, choices=Kind)
    title = SealedTextField(_("wat is het"), max_length=TITLE_MAX)
    file = models.FileField(storage=sealed_files)
    added_at = models.DateTimeField(default=timezone.now)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
