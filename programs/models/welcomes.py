"""Whom a session counts in: by living in the house, by name, or as an alumna who is welcome."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from house.models import Person, Stay
from house.models.facts import DatedFact
from programs.models.series import OF_THE_HOUSE, Audience, Enrolment, Series


class Welcome(DatedFact):
    """An alumna who may come, if she likes: to the sessions of a series on these days, or to one session.

    It shows her that session and nothing else of the house. She counts once she says that she joins.
    """

    series = models.ForeignKey(Series, null=True, on_delete=models.CASCADE, related_name="welcomes")
    session = models.ForeignKey("programs.Session", null=True, on_delete=models.CASCADE, related_name="welcomes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="welcomes")
    from_on = models.DateField(_("vanaf"))
    until_on = models.DateField(_("tot"), null=True, blank=True)

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "person"],
                condition=Q(until_on=None, session=None),
                name="one_open_welcome_per_person_and_series",
            ),
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(until_on=None, series=None),
                name="one_open_welcome_per_person_and_session",
            ),
            models.CheckConstraint(
                condition=Q(series=None, session__isnull=False) | Q(series__isnull=False, session=None),
                name="a_welcome_is_to_a_series_or_to_a_session",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="no_welcome_ends_before_it_begins"
            ),
        ]


def meant_for(person: Person) -> Q:
    """What counts her in, and where she is welcome.

    Once her stay is over nothing of the house is hers any more, not even what she took part in, but for the latter.
    """
    return counts_in(person) | welcome_to(person)


def counts_in(person: Person) -> Q:
    """On days within her stay what is for the house; on days within her enrolment what is for her or her group.

    What is for chosen people needs both.
    """
    lives_there, is_named = Exists(_stays(person)), Exists(_enrolments(person))
    return (
        Q(lives_there, series__audience=Audience.HOUSE)
        | Q(lives_there, is_named, series__audience=Audience.CHOSEN)
        | Q(is_named, series__audience__in=[Audience.PERSONAL, Audience.GROUP])
    )


def welcome_to(person: Person) -> Q:
    """Where she is welcome, having lived in that house."""
    hers = Welcome.objects.current(OuterRef("held_on")).filter(person=person)  # type: ignore[arg-type]
    lived_there = Stay.objects.over().filter(person=person, house=OuterRef("series__house"))
    return Q(
        Exists(hers.filter(Q(series=OuterRef("series")) | Q(session=OuterRef("pk")))),
        Exists(lived_there),
        series__audience__in=OF_THE_HOUSE,
    )


def _stays(person: Person):
    stays = Stay.objects.still_open().filter(person=person, house=OuterRef("series__house"))
    return stays.current(OuterRef("held_on"))  # type: ignore[arg-type]


def _enrolments(person: Person):
    return Enrolment.objects.current(OuterRef("held_on")).filter(  # type: ignore[arg-type]
        person=person, series=OuterRef("series")
    )
