"""Vouches: two accounts count as two people once a colleague met the holder; and who made which account."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from house.people.models.people import Person


class Maker(models.Model):
    """Somebody who makes accounts.

    The row outlives her account without its name, so that 'the same maker' stays true.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.OneToOneField(Person, null=True, on_delete=models.SET_NULL, related_name="+")


class Making(models.Model):
    """An account was made by this maker: she added the person, or made a card for her.

    The makers of the maker count as makers of this account too: an account that makes another does not hide its maker.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="makings")
    maker = models.ForeignKey(Maker, on_delete=models.PROTECT, related_name="makings")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "maker"], name="one_making_per_person_and_maker")]


class Vouch(models.Model):
    """Somebody met the holder of this account in person, so it counts as a second person.

    The vouch stays when its giver is gone, and ends when a new card is used: the account may be in other hands.
    """

    class How(models.TextChoices):
        MET = "met"
        SERVER = "server"  # her card was made by a command on the server
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
        values = {"day": date_format(timezone.localtime(self.at), "j F Y")}
        if self.how == self.How.SERVER:
            return _("kreeg haar kaart van wie de server beheert, %(day)s") % values
        if self.how == self.How.BEFORE:
            return _("werkte hier al toen dit begon, door niemand nagekeken")
        if self.by is None:
            return _("gezien door iemand die hier niet meer staat, %(day)s") % values
        return _("gezien door %(name)s, %(day)s") % (values | {"name": self.by.chosen_name})


class Introduction(models.Model):
    """A code on her own page, which she shows to a colleague beside her."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="introduction")
    code_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
