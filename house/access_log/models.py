"""The access log: who looked at what of whom."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.people.models.houses import House
from house.people.models.people import Person
from house.sealing import SealedTextField

MARK_BYTES = 16
LINK_BYTES = 32


class What(models.TextChoices):
    """Kinds of data that somebody looked at, in the words that she reads. The log holds the values: change none."""

    PEOPLE = "people", _("zag je naam in de lijst van mensen")
    PAGE = "page", _("bekeek je pagina")
    NAME = "name", _("bekeek je naam en taal")
    STAY = "stay", _("bekeek je tijd in het huis")
    POSITION = "position", _("bekeek wat je in het huis doet")
    COACHING = "coaching", _("bekeek wie je coach is")
    CARD = "card", _("maakte een kaart voor je")
    RETURN = "return", _("bevestigde dat jij weer binnenkwam")
    MET = "met", _("zag je naam bij de code die jij liet zien")
    VOUCHED = "vouched", _("zei dat zij jou in het echt zag")
    ADDED = "added", _("zette je erbij")
    ROLE_GIVEN = "role given", _("gaf je een rol: %(detail)s")
    ROLE_ENDED = "role ended", _("liet een rol van je ophouden: %(detail)s")
    RETURN_ASKED = "return asked", _("vroeg een nieuwe kaart voor je")
    FAREWELL_ASKED = "farewell asked", _("vroeg of alles van jou gewist wordt")
    STOPPED = "stopped", _("hield tegen dat iemand in jouw naam een kaart kreeg of alles liet wissen")
    WALKED = "walked", _("ging met jou na wie er woont, werkt en een plek heeft, en opende het huis weer")
    BACK = "back", _("keek of jij weer binnen mag komen")
    FAREWELL = "farewell", _("keek of alles van jou gewist mag worden")
    CHOICE = "choice", _("zag je naam in een lijst om uit te kiezen")
    SERIES = "series", _("zag welke training alleen voor jou is")
    SESSION = "session", _("zag je naam op de lijst van %(detail)s")
    SEATS = "seats", _("zag dat je een plek hebt in de groep %(detail)s")
    SEAT_GIVEN = "seat given", _("gaf je een plek in de groep %(detail)s")
    SEAT_OPENED = "seat opened", _("zei dat ze jou zag, en opende je plek in de groep %(detail)s")
    WORDS = "words", _("las een bericht van jou in de groep %(detail)s")
    REPORT = "report", _("las wat jij liet weten in de groep %(detail)s")
    WORRY = "worry", _("las waar jij je zorgen over maakte")
    NIGHT_LIST = "night list", _("zag je naam in de lijst voor nood")
    OPENED = "opened", _("keek in nood, omdat: %(detail)s")
    EMERGENCIES = "emergencies", _("las wanneer er in nood bij je gekeken is")
    EMERGENCY = "emergency", _("bekeek in nood je naam, je taal, je tijd in het huis en je coach")
    FEED_ENDED = "feed ended", _("haalde de link naar je andere agenda weg")
    SIGNED_OUT = "signed out", _("logde je in nood op al je apparaten uit")

    def in_words(self, detail: str) -> str:
        return str(self.label) % {"detail": detail} if "%(" in str(self.label) else str(self.label)


class InsertOnly(Exception):
    """A row of the log cannot be changed or deleted."""


class InsertOnlyQuerySet(models.QuerySet):
    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise InsertOnly

    update = delete = bulk_update = update_or_create = _refuse


class InsertOnlyRow(models.Model):
    """A row that can be added, but not changed or deleted. The database refuses too: see migration 0002."""

    objects = InsertOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:  # type: ignore[override]
        if not self._state.adding:
            raise InsertOnly
        super().save(**kwargs | {"force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise InsertOnly


class Chain(models.Model):
    """The key with which one house links each line of its log to the line before. Its row is the lock of the log."""

    house = models.OneToOneField(House, primary_key=True, on_delete=models.PROTECT, related_name="+")
    key = SealedTextField(bound_to=("house_id",))


class LogKey(models.Model):
    """The key that opens the lines about one person. Without this row nobody can ever read them again.

    `turns` is the number of lines. Each has a mark made of her key and its turn, so that without the key nobody can
    find out which lines are about her, or which belong together.
    """

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="+")
    key = SealedTextField(bound_to=("person_id",))
    turns = models.PositiveBigIntegerField(default=0)


class Look(InsertOnlyRow):
    """One look of one person at the data of another, on behalf of a house.

    `mark` shows whose data, to a holder of her key. `box` holds who looked, in which role, at what, and whether in an
    emergency, closed with her key. `link` is a MAC over this line and the link before it. There is no foreign key to
    anybody: erasing a person deletes her `LogKey` and leaves the chain whole.
    """

    pk = models.CompositePrimaryKey("house_id", "number")
    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    mark = models.BinaryField(max_length=MARK_BYTES, unique=True)
    box = models.BinaryField()
    link = models.BinaryField(max_length=LINK_BYTES)


class Checkpoint(InsertOnlyRow):
    """The number of lines in the log of a house at some moment, and the last link; the server also prints both."""

    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField()
    link = models.BinaryField(max_length=LINK_BYTES)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["made_at", "pk"]
