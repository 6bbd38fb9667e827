"""Two accounts are two people once somebody met them: who made an account, and who vouched for it."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from house.people.models.people import Person


class Maker(models.Model):
    """Somebody who makes accounts. The row outlives her account without its name, so 'by the same hand' stays true."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.OneToOneField(Person, null=True, on_delete=models.SET_NULL, related_name="+")


class Making(models.Model):
    """An account was made by this hand: it added the person, or made a card for her.

    What made the maker made this account too: whoever makes an account that makes another has both in her hand.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="makings")
    maker = models.ForeignKey(Maker, on_delete=models.PROTECT, related_name="makings")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "maker"], name="one_making_per_person_and_maker")]


class Vouch(models.Model):
    """Somebody met the holder of this account in person, so it counts as a second person.

    The vouch stays when who gave it is gone, and ends when a new card is used: the account may be in other hands.
    """

    class How(models.TextChoices):
        MET = "met"
        SERVER = "server"  # her card came from whoever keeps the server
        BEFORE = "before"  # she worked here before anybody was vouched for

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="vouch")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    how = models.CharField(max_length=8, choices=How)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(by=None) | ~Q(by=F("person")), name="nobody_vouches_for_herself")
        ]

    @property
    def in_words(self) -> str:
        """'gezien door Dewi, 3 november 2026'"""
        told = {"day": date_format(timezone.localtime(self.at), "j F Y")}
        if self.how == self.How.SERVER:
            return _("kreeg haar kaart van wie de server beheert, %(day)s") % told
        if self.how == self.How.BEFORE:
            return _("werkte hier al toen dit begon, door niemand nagekeken")
        if self.by is None:
            return _("gezien door iemand die hier niet meer staat, %(day)s") % told
        return _("gezien door %(name)s, %(day)s") % (told | {"name": self.by.chosen_name})


class Introduction(models.Model):
    """The holder of an account shows a code on her own page, for a colleague who stands beside her."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="introduction")
    code_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
