"""Who somebody is: as little as possible."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from house.sealing import SealedTextField

if TYPE_CHECKING:
    from house.models.facts import Position, Stay

NAME_MAX = 40


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, person: Person | AnonymousUser) -> PersonQuerySet:
        """Herself, and for a coordinator everyone who lives, lived or works in a house she runs."""
        from house.models.facts import Position, Stay
        from house.models.places import House

        if not person.is_authenticated:
            return self.none()
        houses = House.objects.run_by(person).values("pk")
        return self.filter(
            Q(pk=person.pk)
            | Exists(Stay.objects.filter(person=OuterRef("pk"), house__in=houses))
            | Exists(Position.objects.filter(person=OuterRef("pk"), house__in=houses))
        )

    def in_post(self, house_id: UUID, *roles: str) -> PersonQuerySet:
        """Who works in this house today; in one of these roles, if any are named."""
        from house.models.facts import Position

        posts = Position.objects.current().filter(person=OuterRef("pk"), house=house_id)
        return self.filter(Exists(posts.filter(role__in=roles) if roles else posts))

    def with_stay_in(self, house_id: UUID) -> PersonQuerySet:
        """Who lives or lived in this house, or is about to."""
        from house.models.facts import Stay

        return self.filter(Exists(Stay.objects.filter(person=OuterRef("pk"), house=house_id)))

    def living_in(self, house_id: UUID) -> PersonQuerySet:
        """Who lives in this house today, or is about to."""
        from house.models.facts import Stay

        return self.filter(Exists(Stay.objects.still_open().filter(person=OuterRef("pk"), house=house_id)))


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(sign_in_name=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Somebody with a place here. No e-mail, phone number, birth date or legal name, and no last sign-in.

    `sign_in_name` is empty until she came in with a card.
    """

    class TextSize(models.IntegerChoices):
        NORMAL = 1, _("gewoon")
        LARGE = 2, _("groter")
        LARGEST = 3, _("grootst")

    last_login = None

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sign_in_name = models.CharField(
        _("inlognaam"), max_length=NAME_MAX, null=True, blank=True, unique=True, validators=[ASCIIUsernameValidator()]
    )
    chosen_name = SealedTextField(_("naam"), max_length=NAME_MAX)
    language = models.CharField(_("taal"), max_length=8, default="nl")
    text_size = models.PositiveSmallIntegerField(_("letters"), choices=TextSize, default=TextSize.NORMAL)
    is_active = models.BooleanField(default=True)
    is_keeper = models.BooleanField(default=False, help_text="Keeps the platform; reads no person's data.")

    USERNAME_FIELD = "sign_in_name"

    objects = PersonManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(sign_in_name=""), name="a_sign_in_name_is_absent_or_real"),
            models.CheckConstraint(
                condition=Q(sign_in_name=models.functions.Lower("sign_in_name")) | Q(sign_in_name=None),
                name="sign_in_names_are_lower_case",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def clean(self) -> None:
        """Sign-in names are stored as they are compared; an absent one stays absent."""
        if self.sign_in_name is not None:
            self.sign_in_name = self.sign_in_name.strip().lower()

    @property
    def language_in_words(self) -> str:
        return str(dict(settings.LANGUAGES).get(self.language, self.language))

    @cached_property
    def positions_today(self) -> list[Position]:
        """Her current positions with their houses: one query a request."""
        return list(self.positions.current().select_related("house"))

    @cached_property
    def stay_today(self) -> Stay | None:
        """Her current stay, if she lives somewhere today."""
        return self.stays.current().select_related("house").first()

    @property
    def is_colleague(self) -> bool:
        """Does she work in some house today, and not only as its guest?"""
        from house.models.facts import Role

        return any(position.role != Role.GUEST for position in self.positions_today)

    def holds(self, *roles: str) -> bool:
        """Does one of her current positions have one of these roles?"""
        return any(position.role in roles for position in self.positions_today)


def by_name(people: Iterable[Person]) -> list[Person]:
    """In the order of their names, which are sealed: the database cannot sort them."""
    return sorted(people, key=lambda person: person.chosen_name.casefold())
