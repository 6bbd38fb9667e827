"""People: as few data about them as possible."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import chain
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from house.cached_sql import CachedSql
from house.hashing import KeyedHashField, hashes_of
from house.people.models import quiet
from house.people.models.quiet import QuietHours
from house.sealing import SealedTextField

if TYPE_CHECKING:
    from house.people.models.houses import House

NAME_MAX = 40


def _with_place_in(houses: Collection[UUID] | models.QuerySet[House]) -> Q:
    from house.people.models.facts import Position, Stay

    lives, works = (model.objects.filter(person=OuterRef("pk"), house__in=houses) for model in (Stay, Position))
    return Exists(lives) | Exists(works)


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, person: Person | AnonymousUser) -> PersonQuerySet:
        """Herself; and for a coordinator everyone who lives, lived or works in her houses."""
        from house.people.models.standing import standing_of

        if not person.is_authenticated:
            return self.none()
        return self.filter(Q(pk=person.pk) | _with_place_in(standing_of(person).houses_run))

    def with_place_in(self, houses: Collection[UUID]) -> PersonQuerySet:
        """People who live, lived, work or worked in one of these houses, or are about to."""
        return self.filter(_with_place_in(houses))

    def shut_out(self) -> PersonQuerySet:
        """People with a place in a house that is shut. Until it opens they see nothing of any house."""
        from house.people.models.houses import House

        return self.filter(_with_place_in(House.objects.shut()))

    def signing_in_as(self, *names: str) -> PersonQuerySet:
        """People with one of these sign-in names, however they are typed."""
        hashes = (hashes_of(Person, "sign_in_hash", name.strip()) for name in names)
        return self.filter(sign_in_hash__in=list(chain.from_iterable(hashes)))

    def in_post(self, house_id: UUID, *roles: str) -> PersonQuerySet:
        """People who work in this house today; with roles, in one of those. A witness does not work here."""
        from house.people.models.facts import Position, Role

        posts = Position.objects.current().filter(person=OuterRef("pk"), house=house_id)
        return self.filter(Exists(posts.filter(role__in=roles) if roles else posts.exclude(role=Role.WITNESS)))

    def vouched(self) -> PersonQuerySet:
        """Accounts that count as a second person: somebody else met the holder. See `house.door.services.vouches`."""
        from house.people.models.vouches import Vouch

        return self.filter(Exists(Vouch.objects.filter(person=OuterRef("pk"))), is_active=True)

    def with_stay_in(self, house_id: UUID) -> PersonQuerySet:
        """People who live or lived in this house, or are about to."""
        from house.people.models.facts import Stay

        return self.filter(Exists(Stay.objects.filter(person=OuterRef("pk"), house=house_id)))

    def living_in(self, house_id: UUID) -> PersonQuerySet:
        """People who live in this house today, or are about to."""
        from house.people.models.facts import Stay

        return self.filter(Exists(Stay.objects.still_open().filter(person=OuterRef("pk"), house=house_id)))


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get_queryset().signing_in_as(username or "").get()


class Person(AbstractBaseUser):
    """Somebody with a place here. No e-mail, phone number, birth date or legal name, and no last sign-in.

    `sign_in_name` is empty until she came in with a card. The database finds her by its hash: `signing_in_as`.
    `quiet_from` and `quiet_until` are empty while those of the house serve her.
    """

    class TextSize(models.IntegerChoices):
        NORMAL = 1, _("gewoon")
        LARGE = 2, _("groter")
        LARGEST = 3, _("grootst")

    last_login = None

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sign_in_name = SealedTextField(
        _("inlognaam"), max_length=NAME_MAX, null=True, blank=True, validators=[ASCIIUsernameValidator()]
    )
    sign_in_hash = KeyedHashField(of="sign_in_name", ignores_case=True, null=True, unique=True)
    chosen_name = SealedTextField(_("naam"), max_length=NAME_MAX)
    language = models.CharField(_("taal"), max_length=8, default="nl")
    text_size = models.PositiveSmallIntegerField(_("letters"), choices=TextSize, default=TextSize.NORMAL)
    quiet_from = models.PositiveSmallIntegerField(_("stil vanaf"), null=True, blank=True)
    quiet_until = models.PositiveSmallIntegerField(_("stil tot"), null=True, blank=True)
    uses_letter_keys = models.BooleanField(_("losse toetsen in de week van het huis"), default=True)
    is_active = models.BooleanField(default=True)
    is_keeper = models.BooleanField(default=False, help_text="Keeps the platform; reads no person's data.")

    USERNAME_FIELD = "sign_in_hash"

    objects = PersonManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sign_in_name__isnull=True, sign_in_hash__isnull=True)
                | Q(sign_in_name__isnull=False, sign_in_hash__isnull=False),
                name="a_sign_in_name_is_absent_or_real",
            ),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None) | quiet.are_hours("quiet_from", "quiet_until"),
                name="own_quiet_hours_are_whole_or_absent",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def clean(self) -> None:
        """Store the sign-in name in the form in which it is compared; an absent one stays absent."""
        if self.sign_in_name is not None:
            self.sign_in_name = self.sign_in_name.strip().lower()

    def get_username(self) -> str:
        return self.sign_in_name or ""

    @property
    def quiet_hours(self) -> QuietHours | None:
        """Those that she chose herself; None for those of the house."""
        if self.quiet_from is None or self.quiet_until is None:
            return None
        return QuietHours(self.quiet_from, self.quiet_until)

    @property
    def language_in_words(self) -> str:
        return str(dict(settings.LANGUAGES).get(self.language, self.language))

    @property
    def is_vouched(self) -> bool:
        """Does her account count as a second person today?"""
        return bool(_vouched.rows(self.pk))


_vouched = CachedSql(lambda person: Person.objects.vouched().filter(pk=person).values_list("pk"))


def by_name(people: Iterable[Person]) -> list[Person]:
    """People sorted by name. Names are sealed, so the database cannot sort them."""
    return sorted(people, key=lambda person: person.chosen_name.casefold())
