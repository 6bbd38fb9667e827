"""Seats in a group, and which of them let their holder in."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.models import Person, Position, Role
from house.people.models.quiet import is_quiet_now
from house.people.models.standing import standing_of
from house.sealing import SealedTextField

LETS_IN = Q(state="active", opened_at__isnull=False)
"""A seat that lets its holder in while she is in post."""
ALIAS_MAX = 40


def _is_quiet() -> Q:
    return Q(muted_until__gt=Now()) | Q(is_quiet_now(person="person__", house="group__house__"))


class SeatQuerySet(models.QuerySet["Seat"]):
    def counting(self) -> Self:
        """Seats that let their holder in today: active and opened; a facilitator's only while her position lasts."""
        return self.in_post().filter(LETS_IN)

    def letting_in(self, person: Person | AnonymousUser) -> Self:
        """Her own seats that count today."""
        return self.counting().filter(person=person) if person.is_authenticated else self.none()

    def belonging_to(self, person: Person | AnonymousUser) -> Self:
        """Her own seats that have not ended, whatever their state; a facilitator's while in post."""
        if not person.is_authenticated:
            return self.none()
        return self.in_post().not_ended().filter(person=person)

    def in_post(self) -> Self:
        """Every peer's seat, and those of facilitators with a current position in the house of the group."""
        posts = Position.objects.current().filter(
            person=OuterRef("person"), house=OuterRef("group__house"), role=Role.FACILITATOR
        )
        return self.filter(Q(kind=Seat.Kind.PEER) | Exists(posts))

    def not_ended(self) -> Self:
        return self.exclude(state=Seat.State.ENDED)

    def opened(self) -> Self:
        """Seats that are open; a seat that is paused, frozen or asleep still counts as opened."""
        return self.not_ended().filter(opened_at__isnull=False)

    def awake(self) -> Self:
        return self.exclude(state=Seat.State.ASLEEP)

    def asleep(self) -> Self:
        """Seats that somebody may wake; who comes back to one with a new card has one that waits."""
        return self.opened().filter(state=Seat.State.ASLEEP)

    def waiting(self) -> Self:
        """Seats that are not open yet, or not again after their holder came back with a new card. They read nothing."""
        return self.not_ended().filter(opened_at=None)

    def named(self) -> Self:
        """Seats whose holders chose how they are called; a facilitator has the name by which the house knows her."""
        return self.exclude(kind=Seat.Kind.PEER, figure="")

    def peers(self) -> Self:
        return self.filter(kind=Seat.Kind.PEER)

    def facilitators(self) -> Self:
        return self.filter(kind=Seat.Kind.FACILITATOR)

    def with_quiet(self) -> Self:
        """Annotate each seat with `is_quiet`: its holder muted the group, or it is one of her quiet hours."""
        return self.annotate(is_quiet=ExpressionWrapper(_is_quiet(), models.BooleanField()))

    def not_quiet(self) -> Self:
        return self.filter(~_is_quiet())

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """All seats of the groups in which she holds a seat that counts."""
        return self.filter(group__in=Seat.objects.letting_in(person).values("group"))

    def around(self, person: Person | AnonymousUser) -> Self:
        """The seats of others in the houses where she works today, as more than a guest."""
        if not person.is_authenticated:
            return self.none()
        posts = Position.objects.current().filter(person=person).exclude(role=Role.GUEST)
        return self.filter(group__house__in=posts.values("house")).exclude(person=person)

    def run_by(self, person: Person | AnonymousUser) -> Self:
        """The seats that she may give and end as coordinator."""
        return self.filter(group__house__in=standing_of(person).houses_run)

    def facilitated_by(self, person: Person | AnonymousUser) -> Self:
        """The peers' seats in the groups that she facilitates."""
        return self.peers().filter(group__in=Seat.objects.letting_in(person).facilitators().values("group"))


class Seat(models.Model):
    """One person's place in one group. It outlives her stay in the house.

    She sees messages from `from_number` on. `read_number`, how far she read, is shown to her alone. While `opened_at`
    is empty she reads nothing; `peergroups/seats/services/admission.py` says who may open it. `asked_by` gave the seat,
    or asked that she comes back, and may never open it. `closed_at` is set when a seat that was open closed because its
    holder came back with a new card. A facilitator's new seat opens by itself at `opens_at`. `agreed_number` is the
    version of the group's agreements to which she said yes last. Until `muted_until` nothing of the group calls for
    her. A peer chooses her alias, dye and figure herself; until then she has no alias and no figure. `awake_on` is the
    last day on which a peer opened the group, or could not: `seats/services/sleeping.py` counts from it, and nobody
    else is ever shown it. `has_left` says that she ended it herself; `takes_words` that words of hers are still to be
    taken back, because she left with them.
    """

    class Kind(models.TextChoices):
        PEER = "peer", _("lid")
        FACILITATOR = "facilitator", _("begeleider")

    class State(models.TextChoices):
        ACTIVE = "active", _("erbij")
        PAUSED = "paused", _("even niet")
        FROZEN = "frozen", _("even dicht")
        ASLEEP = "asleep", _("slaapt")
        ENDED = "ended", _("gestopt")

    class Dye(models.TextChoices):
        PINE = "pine", _("dennengroen")
        MOSS = "moss", _("mosgroen")
        OCHRE = "ochre", _("oker")
        BRICK = "brick", _("steenrood")
        PLUM = "plum", _("pruim")
        INDIGO = "indigo", _("indigo")
        SEA = "sea", _("zeeblauw")
        NUT = "nut", _("nootbruin")

    class Figure(models.TextChoices):
        DAISY = "daisy", _("madelief")
        TULIP = "tulip", _("tulp")
        UMBEL = "umbel", _("fluitenkruid")
        LINDEN = "linden", _("linde")
        POPLAR = "poplar", _("populier")
        FIR = "fir", _("den")
        ROBIN = "robin", _("roodborst")
        OWL = "owl", _("uil")
        HEN = "hen", _("kip")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    group = models.ForeignKey("peergroups.PeerGroup", on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="seats")
    kind = models.CharField(_("plek"), max_length=12, choices=Kind, default=Kind.PEER)
    state = models.CharField(_("staat"), max_length=8, choices=State, default=State.ACTIVE)
    from_number = models.PositiveBigIntegerField(_("leest vanaf bericht"))
    read_number = models.PositiveBigIntegerField(_("las tot en met bericht"), default=0)
    alias = SealedTextField(_("naam in de groep"), max_length=ALIAS_MAX, blank=True, default="")
    dye = models.CharField(_("kleur"), max_length=8, choices=Dye)
    figure = models.CharField(_("plaatje"), max_length=8, choices=Figure, blank=True, default="")
    agreed_number = models.PositiveIntegerField(default=0, editable=False)
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    asked_by = models.ForeignKey(Person, null=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    opens_at = models.DateTimeField(null=True, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    opened_by = models.ForeignKey(Person, null=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(null=True, editable=False)
    muted_until = models.DateTimeField(null=True, editable=False)
    awake_on = models.DateField(default=timezone.localdate, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    has_left = models.BooleanField(default=False, editable=False)
    takes_words = models.BooleanField(default=False, editable=False)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"], condition=~Q(state="ended"), name="one_seat_per_person_and_group"
            ),
            models.UniqueConstraint(
                fields=["group", "dye", "figure"],
                condition=~Q(state="ended") & ~Q(figure=""),
                name="no_two_faces_alike_in_a_group",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False) | ~Q(state="ended") & Q(ended_at=None),
                name="an_ended_seat_knows_when",
            ),
            models.CheckConstraint(condition=Q(has_left=False) | Q(state="ended"), name="who_left_has_an_ended_seat"),
            models.CheckConstraint(
                condition=Q(takes_words=False) | Q(has_left=True), name="only_who_left_takes_her_words_along"
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(kind="facilitator"), name="only_who_holds_a_group_waits_for_a_moment"
            ),
            models.CheckConstraint(
                condition=Q(opened_by=None)
                | ~Q(opened_by=F("person")) & (Q(asked_by=None) | ~Q(opened_by=F("asked_by"))),
                name="nobody_opens_a_seat_of_her_own_or_that_she_asked_for",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_facilitator(self) -> bool:
        return self.kind == self.Kind.FACILITATOR

    @property
    def is_nameless(self) -> bool:
        """Did its holder not choose yet how she is called here?"""
        return is_nameless(self.kind, self.figure)

    @property
    def is_frozen(self) -> bool:
        return self.state == self.State.FROZEN

    @property
    def is_muted(self) -> bool:
        return self.muted_until is not None and self.muted_until > timezone.now()

    @property
    def is_asleep(self) -> bool:
        return self.state == self.State.ASLEEP

    @property
    def is_waiting(self) -> bool:
        """Is the seat not open yet, or not again? Then its holder reads nothing."""
        return self.opened_at is None and self.state != self.State.ENDED

    @property
    def waits_for_a_moment(self) -> bool:
        """Does the seat open by itself at `opens_at`, after the group could read for long enough who comes?"""
        return self.is_waiting and self.is_facilitator and self.closed_at is None


def is_nameless(kind: str, figure: str) -> bool:
    """Did the holder of a seat of this kind and figure not choose yet how she is called there?"""
    return kind != Seat.Kind.FACILITATOR and not figure
