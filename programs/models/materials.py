"""What belongs to a training: its words in other languages, and papers to look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import get_language_info, gettext_lazy as _

from house.files import sealed_files
from house.models import Person, Stay
from programs.models.series import OF_THE_HOUSE, Audience, Enrolment
from programs.models.sessions import Session
from programs.models.trainings import RECAP_MAX, TITLE_MAX, Training, lines_of

FIRST = "nl"
LANGUAGES = ["en", "es", "pl", "ro", "bg", "fr", "ar", "pt", "hu", "uk", "ti"]
"""In which a house may tell its trainings beside Dutch, whatever languages the pages themselves speak."""
_UNKNOWN_TO_DJANGO = {"ti": ("ትግርኛ", False)}
PAPERS_MAX = 6


def name_of(language: str) -> str:
    """Its name in itself."""
    if language in _UNKNOWN_TO_DJANGO:
        return _UNKNOWN_TO_DJANGO[language][0]
    return get_language_info(language)["name_local"].capitalize()


def is_rtl(language: str) -> bool:
    return language not in _UNKNOWN_TO_DJANGO and get_language_info(language)["bidi"]


@dataclass(frozen=True)
class Told:
    """The words of a training in one language; where that language lacks one, it is empty."""

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
    """A training in another language than Dutch. Any of it may be empty but the title."""

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=8, choices=[(code, code) for code in LANGUAGES])
    title = models.CharField(_("naam van de training"), max_length=TITLE_MAX)
    expect = models.TextField(_("wat je kunt verwachten"), max_length=1000, blank=True, default="")
    bring = models.CharField(_("neem mee"), max_length=120, blank=True, default="")
    note = models.CharField(_("let op: dit gaat over"), max_length=120, blank=True, default="")
    recap = models.TextField(_("om terug te lezen"), max_length=RECAP_MAX, blank=True, default="")

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(fields=["training", "language"], name="one_text_per_training_and_language")
        ]

    @property
    def name(self) -> str:
        return name_of(self.language)


def told_in_all(training: Training) -> dict[str, Told]:
    """The training in Dutch first, then in each language that it is told in. One query."""
    told = {FIRST: _words(FIRST, training)}
    return told | {text.language: _words(text.language, text) for text in training.texts.all()}


def names_for_all_in(language: str, trainings: Iterable[UUID]) -> dict[UUID, str]:
    """What these trainings are called in another language, where anybody may read it.

    One with a quiet name keeps that, for it is quiet in Dutch only. One query.
    """
    texts = TrainingText.objects.filter(language=language, training__in=set(trainings))
    return dict(texts.filter(training__quiet_title=F("training__title")).values_list("training", "title"))


def _words(language: str, text: Training | TrainingText) -> Told:
    return Told(language, text.title, text.expect, text.bring, text.note, text.recap)


def learned_by(person: Person | AnonymousUser) -> models.QuerySet[Training]:
    """Trainings that were held while she was there, in whatever house: their recap stays hers after her stay."""
    if not person.is_authenticated:
        return Training.objects.none()
    on_day = OuterRef("held_on")
    stays = Stay.objects.current(on_day).filter(person=person, house=OuterRef("series__house"))  # type: ignore[arg-type]
    enrolments = Enrolment.objects.current(on_day).filter(person=person, series=OuterRef("series"))  # type: ignore[arg-type]
    held = Session.objects.filter(
        Q(Exists(stays), series__audience=Audience.HOUSE)
        | Q(Exists(enrolments) & (Exists(stays) | ~Q(series__audience__in=OF_THE_HOUSE))),
        series__training=OuterRef("pk"),
        state=Session.State.PLANNED,
        ends_at__lt=timezone.now(),
    )
    return Training.objects.filter(Exists(held)).exclude(recap="")


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, person: Person | AnonymousUser) -> PaperQuerySet:
        """Papers of a training of which she may see a session, or that her house gives."""
        if not person.is_authenticated:
            return self.none()
        sessions = Session.objects.visible_to(person).filter(series__training=OuterRef("training"))
        return self.filter(Q(Exists(sessions)) | Q(training__in=Training.objects.run_by(person).values("pk")))


class Paper(models.Model):
    """A picture or a PDF with a training. The file is sealed, and a picture has nothing in it but the picture."""

    class Kind(models.TextChoices):
        PICTURE = "picture", _("plaatje")
        PDF = "pdf", _("pdf")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(_("wat is het"), max_length=TITLE_MAX)
    file = models.FileField(storage=sealed_files)
    added_at = models.DateTimeField(default=timezone.now)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
