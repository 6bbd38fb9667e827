"""What a house teaches."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from house.models import House, Person

TITLE_MAX = 60
RECAP_MAX = 3000
"""Three minutes of reading, in plain words."""


class Theme(models.TextChoices):
    """What a training is about. Its pictogram and dye are the same wherever it stands."""

    BOUNDARIES = "boundaries", _("sterk staan")
    SELF_IMAGE = "self_image", _("hoe je jezelf ziet")
    RELATIONS = "relations", _("relaties")
    SEXUALITY = "sexuality", _("seks en wat goed voelt")
    SOCIAL_MEDIA = "social_media", _("je telefoon en social media")
    CONTRACEPTION = "contraception", _("voorkomen dat je zwanger wordt")
    BODY = "body", _("met je lichaam")
    LANGUAGE = "language", _("taal")
    HOUSE = "house", _("huis")
    COOKING = "cooking", _("koken")
    GROUP = "group", _("groep")
    COACHING = "coaching", _("coach")
    OUTDOORS = "outdoors", _("buiten")
    WORK = "work", _("werk")
    MONEY = "money", _("geld")
    LIVING = "living", _("wonen")

    @property
    def icon(self) -> str:
        return _LOOKS[self][0]

    @property
    def dye(self) -> str:
        return _LOOKS[self][1]


_LOOKS = {
    Theme.BOUNDARIES: ("mountain", "moss"),
    Theme.SELF_IMAGE: ("mirror-round", "ochre"),
    Theme.RELATIONS: ("users-round", "plum"),
    Theme.SEXUALITY: ("leaf", "pine"),
    Theme.SOCIAL_MEDIA: ("smartphone", "indigo"),
    Theme.CONTRACEPTION: ("apple", "brick"),
    Theme.BODY: ("person-standing", "moss"),
    Theme.LANGUAGE: ("languages", "sea"),
    Theme.HOUSE: ("coffee", "nut"),
    Theme.COOKING: ("cooking-pot", "brick"),
    Theme.GROUP: ("messages-square", "plum"),
    Theme.COACHING: ("footprints", "ochre"),
    Theme.OUTDOORS: ("leaf", "pine"),
    Theme.WORK: ("briefcase", "indigo"),
    Theme.MONEY: ("wallet", "sea"),
    Theme.LIVING: ("house", "nut"),
}


class TrainingQuerySet(models.QuerySet["Training"]):
    def run_by(self, person: Person | AnonymousUser) -> TrainingQuerySet:
        """Trainings of the houses where she is coordinator today."""
        return self.filter(house__in=House.objects.run_by(person).values("pk"))


class Training(models.Model):
    """One line of a house's catalogue. `quiet_title` is for screens and paper that others see.

    `note` says what may be hard to hear in it; `recap` is what to read afterwards, also when the stay is over. The same
    in other languages: see `TrainingText`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="trainings")
    theme = models.CharField(_("waar het over gaat"), max_length=16, choices=Theme)
    title = models.CharField(_("naam van de training"), max_length=TITLE_MAX)
    quiet_title = models.CharField(_("stille naam"), max_length=TITLE_MAX)
    expect = models.TextField(_("wat je kunt verwachten"), max_length=1000, blank=True, default="")
    bring = models.CharField(_("neem mee"), max_length=120, blank=True, default="")
    note = models.CharField(_("let op: dit gaat over"), max_length=120, blank=True, default="")
    recap = models.TextField(_("om terug te lezen"), max_length=RECAP_MAX, blank=True, default="")
    is_body_work = models.BooleanField(_("met je lichaam"), default=False)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(fields=["house", "title"], name="one_training_of_a_title_per_house"),
            models.CheckConstraint(condition=~models.Q(quiet_title=""), name="every_training_has_a_quiet_title"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def look(self) -> Theme:
        """Its theme, for pictogram and dye."""
        return Theme(self.theme)

    @property
    def expect_lines(self) -> list[str]:
        return lines_of(self.expect)


def lines_of(text: str) -> list[str]:
    """One thing a line; empty lines say nothing."""
    return [line.strip() for line in text.splitlines() if line.strip()]
