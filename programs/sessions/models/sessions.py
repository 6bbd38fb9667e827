"""One time that a training is held, and what became of the plan."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.errors import NotHere
from house.models import House, Person, Position, Room
from house.sealing import SealedTextField
from programs.sessions.models.closures import Closure
from programs.sessions.models.duties import Duty
from programs.sessions.models.interpreters import NEEDS_MAX, Language
from programs.sessions.models.series import OF_THE_HOUSE, Assignment, Audience, Series
from programs.sessions.models.standing import Either, Rule, SessionRules, rules_for

SENTENCE_MAX = 200


def _has_giver() -> Q:
    """Does somebody give it who works in its house on that day?"""
    posts = Position.objects.filter(person=OuterRef("person"))
    on_day, on_its_day = OuterRef("session__held_on"), OuterRef(OuterRef("held_on"))
    to_take = posts.current(on_day).filter(house=OuterRef("session__series__house"))  # type: ignore[arg-type]
    took_it_on = Duty.objects.filter(Exists(to_take), session=OuterRef("pk"), state=Duty.State.ACCEPTED)
    in_post = posts.current(on_its_day).filter(house=OuterRef("series__house"))  # type: ignore[arg-type]
    duties = Duty.objects.filter(session=OuterRef(OuterRef("pk")), person=OuterRef("person"))
    assigned = Assignment.objects.current(OuterRef("original_on")).filter(  # type: ignore[arg-type]
        Exists(in_post), ~Exists(duties), series=OuterRef("series")
    )
    return Q(Exists(took_it_on)) | Q(Exists(assigned))


def _was_left() -> Q:
    return Q(Exists(Duty.objects.filter(session=OuterRef("pk"), state=Duty.State.LEFT)))


def touching(start: date, end: date) -> Q:
    return Q(held_on__gte=start, held_on__lt=end) | Q(original_on__gte=start, original_on__lt=end)


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, person: Person | AnonymousUser) -> SessionQuerySet:
        """Sessions that are meant for her or that she leads. The house's own list is `for_staff`."""
        rules = rules_for(person)
        return self._under(rules.meant, rules.led)

    def meant_for(self, person: Person | AnonymousUser) -> SessionQuerySet:
        """Sessions that count her in: she can say that she does not come, or where places are counted that she does."""
        return self._under(rules_for(person).meant)

    def in_week_of(self, person: Person | AnonymousUser) -> SessionQuerySet:
        """Sessions on her own week: what counts her in and what she gives, not all that she could change."""
        rules = rules_for(person)
        return self._under(rules.meant, rules.given)

    def given_by(self, person: Person | AnonymousUser) -> SessionQuerySet:
        """Sessions that she gives herself."""
        return self._under(rules_for(person).given)

    def led_by(self, person: Person | AnonymousUser) -> SessionQuerySet:
        """Sessions that are hers to change: what she gives, and everything in a house that she runs."""
        return self._under(rules_for(person).led)

    def run_by(self, person: Person | AnonymousUser) -> SessionQuerySet:
        """Sessions of the houses where she is coordinator today."""
        return self._under(rules_for(person).run)

    def staffed_by(self, person: Person | AnonymousUser) -> SessionQuerySet:
        """Sessions that she gives, was asked for or said that she cannot give: hers to answer, not all hers to see."""
        rules = rules_for(person)
        return self._under(rules.given, rules.offered)

    def for_staff(self, person: Person | AnonymousUser) -> SessionQuerySet:
        """The whole week of the houses where she works, for planning. A guest has no such list.

        Of another's talk for two she may know only that the time is taken: see `unveiled_to` and `is_veiled`.
        """
        return self._under(rules_for(person).of_colleagues)

    def unveiled_to(self, person: Person | AnonymousUser) -> SessionQuerySet:
        """`for_staff` without what is veiled to her."""
        return self.for_staff(person).filter(~Q(series__audience=Audience.PERSONAL) | rules_for(person).led.where())

    def _under(self, *rules: Rule) -> SessionQuerySet:
        return self.filter(Either(rules).where())

    def with_open_place(self, now: datetime | None = None) -> SessionQuerySet:
        """Sessions to come that somebody left, or that nobody gives who works in the house on that day."""
        return self.to_come(now).filter(_was_left() | ~_has_giver())

    def later_open(self, session: Session) -> SessionQuerySet:
        """Sessions of the same series after this one that want somebody, the first of them first."""
        later = self.filter(series=session.series_id, starts_at__gt=session.starts_at)
        return later.with_open_place().order_by("starts_at", "pk")

    def left_open(self, now: datetime | None = None) -> SessionQuerySet:
        """Sessions to come in which the place of who would have given it is open."""
        return self.to_come(now).filter(_was_left())

    def with_giver(self) -> SessionQuerySet:
        """Sessions that somebody gives who works in the house on that day."""
        return self.filter(_has_giver())

    def to_come(self, now: datetime | None = None) -> SessionQuerySet:
        """Sessions that go on as planned and are not over."""
        return self.filter(state=Session.State.PLANNED, ends_at__gt=now or timezone.now())

    def on_poster(self, house: House) -> SessionQuerySet:
        """What everyone who lives there may know, visitors too: not what is for one or for some."""
        open_to_all = self.filter(series__house=house, series__audience__in=[Audience.HOUSE, Audience.GROUP])
        return open_to_all.select_related("series__training", "room")

    def between(self, start: date, end: date) -> SessionQuerySet:
        """Held on local days in [start, end)."""
        return self.filter(held_on__gte=start, held_on__lt=end)

    def touching(self, start: date, end: date) -> SessionQuerySet:
        """Held on local days in [start, end), or laid out for one of them and moved to another day."""
        return self.filter(touching(start, end))

    def filling(self, *days: date) -> SessionQuerySet:
        """Those that take the place of one of these days in their series."""
        return self.annotate(fills=Coalesce("slot_on", "original_on")).filter(fills__in=days)

    def planned_between(self, starts_at: datetime, ends_at: datetime) -> SessionQuerySet:
        """Sessions that go on at some moment in [starts_at, ends_at)."""
        return self.filter(state=Session.State.PLANNED, starts_at__lt=ends_at, ends_at__gt=starts_at)

    def told_to(self, person: Person, *, has_proved: bool = False) -> list[Session]:
        """With all that her pages tell of a session, in five queries whatever their number: see `Session`.

        `has_proved` when she gave her code, so that on the day itself she may know the place.
        """
        from programs.sessions.models.story import read_marks, read_story

        sessions: list[Session] = list(self.with_series())
        read_story(sessions)
        read_marks(person, sessions)
        return noted(sessions, rules_for(person), has_proved=has_proved)

    def get_told_to(self, person: Person, session_id: UUID, *, has_proved: bool = False) -> Session:
        """One of these sessions, as `told_to` tells of it. Raises NotHere."""
        for session in self.filter(pk=session_id).told_to(person, has_proved=has_proved):
            return session
        raise NotHere

    def with_rights_of(self, person: Person) -> list[Session]:
        """With what each session is to her by her rights: see `Session`. Read them with their series."""
        rules = rules_for(person)
        sessions: list[Session] = list(self)
        if rules.standing.houses_in_post:
            prefetch_related_objects(sessions, "duties")
        return noted(sessions, rules)

    def with_series(self) -> SessionQuerySet:
        """With training, room and what made it lapse."""
        return self.select_related("series__training", "room", "closure")

    def with_story(self) -> SessionQuerySet:
        """With training, room, who gives it, what changed and what made it lapse."""
        givers = Assignment.objects.select_related("person")
        changes = Change.objects.select_related("by", "was_room", "now_room")
        return self.with_series().prefetch_related(
            Prefetch("series__assignments", givers),
            Prefetch("duties", Duty.objects.in_order()),
            Prefetch("changes", changes),
        )


def noted(sessions: list[Session], rules: SessionRules, *, has_proved: bool = False) -> list[Session]:
    """These, each with what it is to the person of these rules: see `Session`."""
    today = timezone.localdate()
    for session in sessions:
        session.note_rights(rules, has_proved=has_proved and session.held_on == today)
    return sessions


class Session(models.Model):
    """One time that a series is held, named for ever by its series and `original_on`.

    `slot_on` is the day of the rhythm whose place it takes, if that is another: since an edit of the series left it
    where it was. `is_by_hand` once somebody changed this one alone; an edit of its series leaves it alone then.
    `held_on` is the local day of `starts_at`. `takes_room` lets the database keep others out of its room: not when it
    is cancelled or lapsed, has no room, or has a room that was shared when it got it. `lacks_room` when the room of its
    series was taken as it was laid out or came back.
    It lapses on a closed day of its house and in a pause of its series; `closure` is which, while that stands. Once it
    was restored it goes on, whatever closes its day.
    `places` and what is needed are what this one has otherwise than its series: see `place_count`.
    `revision` counts how often something changed that people should notice, and `changed_at` is when it last did, or
    was made: what a calendar elsewhere goes by.

    To somebody, read by `with_rights_of`: `is_meant` counts her in, `is_welcome` when that is as an alumna who may
    come; `is_given` by herself, `is_led` is hers to change, `is_visible` when she may open it, as `visible_to` says,
    `is_run` when its house is hers to run, `leads_series` when its whole series is hers to change; `names_people` when
    she may know on any day whom its series is for, `is_veiled` what she may know only as taken: another's talk for two.
    `knows_place` while she lives in its house today or leads it, else on the day itself once she gave her code.
    Read by `told_to`: `has_said_no` when she does not come; `has_place` is None until she says that she joins and False
    while she waits, `offered_at` when her place came free, `taken_count` places have gone; `is_new` when she was told
    of it since her visit before this one; `was_wished` when its series came of a wish.
    """

    is_meant: bool
    is_welcome: bool
    is_given: bool
    is_led: bool
    is_visible: bool
    is_run: bool
    leads_series: bool
    names_people: bool
    is_veiled: bool
    knows_place: bool
    has_said_no: bool
    has_place: bool | None
    offered_at: datetime | None
    taken_count: int
    was_wished: bool
    is_new: bool

    class State(models.TextChoices):
        PLANNED = "planned", _("gaat door")
        CANCELLED = "cancelled", _("gaat niet door")
        LAPSED = "lapsed", _("vervalt")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="sessions")
    original_on = models.DateField(editable=False)
    slot_on = models.DateField(null=True, editable=False)
    is_by_hand = models.BooleanField(default=False, editable=False)
    held_on = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.RESTRICT, related_name="sessions")
    takes_room = models.BooleanField(default=False)
    lacks_room = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)
    places = models.PositiveSmallIntegerField(_("aantal plekken"), null=True, blank=True)
    interpreter = models.CharField(_("tolk"), max_length=3, choices=Language, blank=True, default="")
    needs = SealedTextField(_("wat er nodig is"), max_length=NEEDS_MAX, null=True, blank=True)
    closure = models.ForeignKey(Closure, null=True, on_delete=models.SET_NULL, related_name="sessions")
    restored_at = models.DateTimeField(null=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["held_on", "series"], name="sessions_by_day"),
            models.Index(fields=["room", "starts_at"], condition=Q(state="planned"), name="sessions_planned_in_a_room"),
        ]
        constraints = [
            models.UniqueConstraint(
                "series", Coalesce("slot_on", "original_on"), name="one_session_per_series_and_day"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_session_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(takes_room=False) | Q(room__isnull=False, state="planned"),
                name="only_a_planned_session_takes_a_room",
            ),
            models.CheckConstraint(
                condition=Q(lacks_room=False) | Q(room=None), name="a_session_with_a_room_lacks_none"
            ),
            models.CheckConstraint(condition=Q(places=None) | Q(places__gte=1), name="a_counted_session_has_a_place"),
            models.CheckConstraint(
                condition=Q(closure=None) | Q(state="lapsed", restored_at=None), name="only_what_lapsed_names_a_closure"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def training(self):
        return self.series.training

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def is_lapsed(self) -> bool:
        return self.state == self.State.LAPSED

    @property
    def goes_on(self) -> bool:
        """Is it neither cancelled nor lapsed?"""
        return self.state == self.State.PLANNED

    def touches(self, first: date, end: date) -> bool:
        """`touching`, of this one."""
        return first <= self.held_on < end or first <= self.original_on < end

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        """Can it still be changed, or answered?"""
        return self.goes_on and not self.is_over

    @property
    def place_count(self) -> int | None:
        """So many may join; None where nobody counts, and silence means nothing."""
        return self.places or self.series.places

    @property
    def is_of_the_house(self) -> bool:
        return self.series.audience in OF_THE_HOUSE

    def note_rights(self, rules: SessionRules, *, has_proved: bool = False) -> None:
        """Note what it is to the person of these rules."""
        standing, house_id = rules.standing, self.series.house_id
        is_counted_in = rules.counted_in.covers(self)
        self.is_welcome = not is_counted_in and rules.welcome.covers(self)
        self.is_meant = is_counted_in or self.is_welcome
        self.is_given = rules.given.covers(self)
        self.is_run = rules.run.covers(self)
        self.is_led = self.is_given or self.is_run
        self.is_visible = self.is_meant or self.is_led
        self.leads_series = self.is_run or self.series_id in rules.series_given
        self.names_people = self.leads_series and house_id in standing.houses_of_colleagues
        self.is_veiled = not self.is_led and self.series.audience == Audience.PERSONAL
        self.knows_place = self.is_led or house_id in standing.homes or has_proved

    @property
    def is_quiet(self) -> bool:
        """Read `told_to` first. Must its name stay unsaid, for who may hold her phone?"""
        return not self.knows_place and self.series.audience != Audience.PERSONAL

    @property
    def asks_who_joins(self) -> bool:
        """Read `told_to` first. Does she come only when she says so?"""
        return self.place_count is not None or self.is_welcome

    @property
    def is_full(self) -> bool:
        """Read `told_to` first. Will the next who joins wait?"""
        return self.place_count is not None and self.taken_count >= self.place_count

    @property
    def fills_on(self) -> date:
        """The day of the rhythm whose place it takes."""
        return self.slot_on or self.original_on

    @property
    def length_minutes(self) -> int:
        return (self.ends_at - self.starts_at) // timedelta(minutes=1)

    @property
    def is_moved_away(self) -> bool:
        """Does it take place on another day than the one it was laid out for?"""
        return self.held_on != self.original_on

    @property
    def told_changes(self) -> list[Change]:
        """What to tell beside it: that it is cancelled, else what last became of its day, its time and its room."""
        last = {change.kind: change for change in self.changes.all()}
        return [last[kind] for kind in _TOLD[self.State(self.state)] if kind in last]

    @property
    def has_story(self) -> bool:
        """Is there something to tell of how it became otherwise than it was planned?"""
        return bool(self.is_lapsed or self.told_changes or self.left_by())

    def givers(self) -> list[Person]:
        """Who gives it. Read `with_story()` for more than one session."""
        duties = list(self.duties.all())
        spoken = {duty.person_id for duty in duties}
        assigned = [person for person in self.series.givers(self.original_on) if person.pk not in spoken]
        return assigned + [duty.person for duty in duties if duty.gives]

    def planned_givers(self) -> list[Person]:
        """Who would have given it: those who left, and those of its series who still do."""
        left = self.left_by()
        return left + [person for person in self.series.givers(self.original_on) if person not in left]

    def left_by(self) -> list[Person]:
        """Who would have given it and does not, whether or not somebody gives it in her place."""
        return [duty.person for duty in self.duties.all() if duty.is_open_place or duty.was_replaced]

    def shift_to(self, starts_at: datetime) -> None:
        """Take another moment; the length stays."""
        self.ends_at += starts_at - self.starts_at
        self.starts_at = starts_at
        self.held_on = timezone.localdate(starts_at)
        self._mind_room()

    def go_to(self, room: Room | None) -> None:
        """Take another room, or none."""
        self.room = room
        self.lacks_room = False
        self._mind_room()

    def cancel(self) -> None:
        self.state = self.State.CANCELLED
        self._mind_room()

    def lapse(self, closure: Closure) -> None:
        self.state, self.closure = self.State.LAPSED, closure
        self._mind_room()

    def come_back(self) -> None:
        """Lapse no more. Its room may be taken since: see `clash`."""
        self.state, self.closure = self.State.PLANNED, None
        self._mind_room()

    def restore(self, at: datetime) -> None:
        """Go on after all, and stay, whatever else may close its day."""
        self.restored_at = at
        self.come_back()

    def lose_room(self) -> None:
        """The room that it would have is taken."""
        self.room, self.lacks_room = None, True
        self._mind_room()

    def note_change(self, at: datetime) -> None:
        """Something changed that people should notice. Save it after this; for many at once see `change_noted`."""
        self.changed_at = at
        self.revision += 1

    @staticmethod
    def change_noted(at: datetime) -> dict[str, Any]:
        """The same for `.update(..., **Session.change_noted(at))`."""
        return {"changed_at": at, "revision": F("revision") + 1}

    def _mind_room(self) -> None:
        self.takes_room = self.room is not None and not self.room.is_shared and self.goes_on

    def clash(self) -> Session | None:
        """The session that already holds this one's room at this one's moment. Hold the room first."""
        if self.room is None or not self.takes_room:
            return None
        others = Session.objects.planned_between(self.starts_at, self.ends_at).filter(room=self.room)
        return others.exclude(pk=self.pk).first()


class Change(models.Model):
    """What was, what is now, and why: read by everyone who may see the session.

    `edit` is the edit of the series that it was a part of, if it was; `is_back` when it puts back what that changed.
    `revision` is that of its session since, so of one session they stand in the order in which they were made, whatever
    the clock did; what was made before this was kept has 0.
    """

    class Kind(models.TextChoices):
        MOVED = "moved", _("Andere tijd")
        ROOM = "room", _("Andere kamer")
        CANCELLED = "cancelled", _("Gaat niet door")
        RESTORED = "restored", _("Gaat toch door")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=12, choices=Kind)
    was_starts_at = models.DateTimeField()
    was_ends_at = models.DateTimeField()
    was_room = models.ForeignKey(Room, null=True, on_delete=models.RESTRICT, related_name="+")
    now_starts_at = models.DateTimeField()
    now_ends_at = models.DateTimeField()
    now_room = models.ForeignKey(Room, null=True, on_delete=models.RESTRICT, related_name="+")
    why = SealedTextField(_("waarom"), max_length=SENTENCE_MAX)
    and_now = SealedTextField(_("en nu"), max_length=SENTENCE_MAX, blank=True, default="")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    edit = models.ForeignKey("programs.Edit", null=True, on_delete=models.CASCADE, related_name="changes")
    is_back = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["revision", "at", "kind"]

    @property
    def is_of_length(self) -> bool:
        """Does it last longer or shorter now?"""
        return self.was_ends_at - self.was_starts_at != self.now_ends_at - self.now_starts_at

    @property
    def is_to_another_day(self) -> bool:
        return timezone.localdate(self.was_starts_at) != timezone.localdate(self.now_starts_at)


_TOLD = {
    Session.State.PLANNED: [Change.Kind.RESTORED, Change.Kind.MOVED, Change.Kind.ROOM],
    Session.State.CANCELLED: [Change.Kind.CANCELLED],
    Session.State.LAPSED: [],
}
