"""Trainings: the catalogue of a house."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from house.hashing import KeyedHashField, hashes_of
from house.models import House, Person
from house.people.models.standing import standing_of
from house.sealing import SealedTextField

TITLE_MAX = 60
RECAP_MAX = 3000
"""Three minutes of reading, in plain words."""


class Theme(models.TextChoices):
    """The theme of a training. It has one pictogram and one colour, everywhere."""

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
        return self.filter(house__in=standing_of(person).houses_run)

    def titled(self, house_id: UUID, title: str) -> TrainingQuerySet:
        """The training of this title in this house, if there is one."""
        return self.filter(house=house_id, title_hash__in=hashes_of(Training, "title_hash", title, house_id))

    def by_title(self) -> list[Training]:
        """Trainings sorted by title. Titles are sealed, so the database cannot sort them."""
        return sorted(self, key=lambda training: training.title.casefold())


class Training(models.Model):
    """A training in a house's catalogue. `quiet_title` is for screens and paper that others see.

    `note` says what may be hard to hear in it; `recap` is the text to read afterwards, also after the stay. The texts
    in other languages are in `TrainingText`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="trainings")
    theme = models.CharField(_("waar het over gaat"), max_length=16, choices=Theme)
    title = SealedTextField(_("naam van de training"), max_length=TITLE_MAX)
    title_hash = KeyedHashField(of="title", within="house_id")
    quiet_title = SealedTextField(_("stille naam"), max_length=TITLE_MAX)
    expect = SealedTextField(_("wat je kunt verwachten"), max_length=1000, blank=True, default="")
    bring = SealedTextField(_("neem mee"), max_length=120, blank=True, default="")
    note = SealedTextField(_("let op: dit gaat over"), max_length=120, blank=True, default="")
    recap = SealedTextField(_("om terug te lezen"), max_length=RECAP_MAX, blank=True, default="")
    is_body_work = models.BooleanField(_("met je lichaam"), default=False)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["house", "title_hash"], name="one_training_of_a_title_per_house"),
            models.CheckConstraint(
                condition=models.Q(quiet_title__is_empty=False), name="every_training_has_a_quiet_title"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def look(self) -> Theme:
        """Its theme, for pictogram and colour."""
        return Theme(self.theme)

    @property
    def expect_lines(self) -> list[str]:
        return lines_of(self.expect)


def lines_of(text: str) -> list[str]:
    """The lines of a text, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]
