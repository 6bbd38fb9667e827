"""Notices: news of sessions and series for one person; and visits: when she last looked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.models import Person
from programs.sessions.models.series import Series
from programs.sessions.models.sessions import Session


class NoticeQuerySet(models.QuerySet["Notice"]):
    def new_to(self, people: Collection[UUID]) -> NoticeQuerySet:
        """Notices since each one's visit before this one. Does not check that she may still see the session."""
        seen_until = Visit.objects.filter(person=OuterRef("person")).values("seen_until")
        return self.filter(person__in=people, at__gt=Subquery(seen_until))

    def unseen_since(self, at: datetime) -> NoticeQuerySet:
        """Notices of people who did not look since then, nor had it fetched to their calendar that day."""
        unseen = self.exclude(person__visit__looked_at__gte=at).exclude(person__visit__shown_at__gte=at)
        return unseen.exclude(person__feed__last_fetched_on__gte=timezone.localdate(at))


class Notice(models.Model):
    """News for one person: something happened to a session or a series that concerns her.

    It holds no text, and no mark that she read it. The same thing again is the same row at a later moment. Only she
    reads it. `kind` is a `Kind`; a kind that the code no longer has is shown no longer.
    """

    class Kind(models.TextChoices):
        """The kinds of news, with the words that she reads. The facts are read from the session as it is now.

        PROGRAMME is one line for a whole new programme. A new kind needs one line here, and one in `_ICONS` if the
        clock does not suit it.
        """

        MOVED = "moved", _("Andere tijd")
        ROOM = "room", _("Andere kamer")
        CANCELLED = "cancelled", _("Gaat niet door")
        LAPSED = "lapsed", _("Gaat die dag niet door")
        RESTORED = "restored", _("Gaat toch door")
        NEW = "new", _("Nieuw in je week")
        PROGRAMME = "programme", _("Nieuw in je week")
        WELCOME = "welcome", _("Je bent welkom")
        JOIN = "join", _("Doe je mee? Zeg het even")
        PLACE = "place", _("Er is plaats voor jou")
        MATERIAL = "material", _("Er is iets om te lezen of te bekijken")
        WISH = "wish", _("Jullie vroegen dit")
        ACCEPTED = "accepted", _("Iemand geeft dit")
        DECLINED = "declined", _("Nog niemand geeft dit")
        GIVER = "giver", _("Andere trainer")
        WRITTEN = "written", _("De trainer vulde dit aan")

        @property
        def icon(self) -> str:
            return _ICONS.get(self, "clock")

        @property
        def is_true_of_going_on(self) -> bool:
            """Does this kind belong to sessions that take place? It is not shown once the session is called off."""
            return self not in (Notice.Kind.CANCELLED, Notice.Kind.LAPSED)

        @property
        def outlives_session(self) -> bool:
            """Is it still shown when the session is over?"""
            return self == Notice.Kind.MATERIAL

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=16)
    session = models.ForeignKey(Session, null=True, on_delete=models.CASCADE, related_name="notices")
    series = models.ForeignKey(Series, null=True, on_delete=models.CASCADE, related_name="notices")
    at = models.DateTimeField(default=timezone.now)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "at"], name="notices_of_a_person"),
            models.Index(fields=["at"], name="notices_that_fade"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "session", "kind"], name="one_notice_per_person_session_and_kind"
            ),
            models.UniqueConstraint(fields=["person", "series", "kind"], name="one_notice_per_person_series_and_kind"),
            models.CheckConstraint(
                condition=Q(session=None, series__isnull=False) | Q(session__isnull=False, series=None),
                name="a_notice_is_about_a_session_or_a_series",
            ),
        ]


_ICONS: dict[str, str] = {
    Notice.Kind.ROOM: "map-pin",
    Notice.Kind.CANCELLED: "calendar-off",
    Notice.Kind.LAPSED: "calendar-off",
    Notice.Kind.RESTORED: "check",
    Notice.Kind.NEW: "calendar-plus",
    Notice.Kind.PROGRAMME: "calendar-plus",
    Notice.Kind.WELCOME: "door-open",
    Notice.Kind.JOIN: "hand",
    Notice.Kind.PLACE: "user-plus",
    Notice.Kind.MATERIAL: "file-text",
    Notice.Kind.WISH: "hand",
    Notice.Kind.ACCEPTED: "check",
    Notice.Kind.DECLINED: "user-round",
    Notice.Kind.GIVER: "user-round",
    Notice.Kind.WRITTEN: "pencil",
}


class Visit(models.Model):
    """The last times that she looked at her own pages. Only used to mark what is new for her; nobody else reads it.

    Looks less than half an hour apart are one visit; `seen_until` is the last look of the visit before this one.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="visit")
    seen_until = models.DateTimeField()
    looked_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)
    """The last moment when any page showed her a change that could still be undone."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(seen_until__lte=F("looked_at")), name="nobody_saw_more_than_she_looked"),
        ]
