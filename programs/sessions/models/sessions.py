"""Sessions: each time that a series is held."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.cached_sql import rows_beside
from house.errors import NotHere
from house.later import once_read
from house.models import House, Person, Position, Room
from house.sealing import SealedTextField
from programs.sessions.models.changes import UNDONE_WITHIN, Change
from programs.sessions.models.closures import Closure
from programs.sessions.models.duties import Duty, gives_it
from programs.sessions.models.interpreters import NEEDS_MAX, Language
from programs.sessions.models.series import OF_THE_HOUSE, Assignment, Audience, Series
from programs.sessions.models.standing import Either, Rule, SessionRules, rules_for


def _has_giver() -> Q:
    """Condition: somebody gives the session. The rule is `gives_it`, of anybody."""
    posts = Position.objects.filter(person=OuterRef("person"))
    day_of_duty, day_of_session = OuterRef("session__held_on"), OuterRef(OuterRef("held_on"))
    post_of_duty = posts.current(day_of_duty).filter(house=OuterRef("session__series__house"))  # type: ignore[arg-type]
    accepted = Duty.objects.filter(Exists(post_of_duty), session=OuterRef("pk"), state=Duty.State.ACCEPTED)
    post_of_assignment = posts.current(day_of_session).filter(house=OuterRef("series__house"))  # type: ignore[arg-type]
    duties = Duty.objects.filter(session=OuterRef(OuterRef("pk")), person=OuterRef("person"))
    assigned = Assignment.objects.current(OuterRef("original_on")).filter(  # type: ignore[arg-type]
        Exists(post_of_assignment), ~Exists(duties), series=OuterRef("series")
    )
    return Q(Exists(accepted)) | Q(Exists(assigned))


def _was_left() -> Q:
    return Q(Exists(Duty.objects.filter(session=OuterRef("pk"), state=Duty.State.LEFT)))


def touching(start: date, end: date) -> Q:
    return Q(held_on__gte=start, held_on__lt=end) | Q(original_on__gte=start, original_on__lt=end)


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, person: Person | AnonymousUser) -> SessionQuerySet:
        """Sessions that are meant for her, and those that she leads. The list of a whole house is `for_staff`."""
        rules = rules_for(person)
        return self._under(rules.meant, rules.led)

    def meant_for(self, person: Person | AnonymousUser) -> SessionQuerySet:
        """Sessions that count her in. She can decline these, or join where places are counted."""
        return self._under(rules_for(person).meant)

    def in_week_of(self, person: Person | AnonymousUser) -> SessionQuerySet:
        """Sessions of her own week: those that count her in and those that she gives, not all that she may change."""
        rules = rules_for(person)
        return self._under(rules.meant, rules.given)

    def given_by(self, person: Person | AnonymousUser) -> SessionQuerySet:
        """Sessions that she gives and may act on: see `SessionRules.given`."""
        return self._under(rules_for(person).given)

    def led_by(self, person: Person | AnonymousUser) -> SessionQuerySet:
        """Sessions that she may change: those that she gives, and all of a house where she is coordinator."""
        return self._under(rules_for(person).led)

    def run_by(self, person: Person | AnonymousUser) -> SessionQuerySet:
        """Sessions of the houses where she is coordinator today."""
        return self._under(rules_for(person).run)

    def staffed_by(self, person: Person | AnonymousUser) -> SessionQuerySet:
        """Sessions that she gives, was asked to give, or said that she cannot give.

        She may answer these, not always see them.
        """
        rules = rules_for(person)
        return self._under(rules.given, rules.offered)

    def for_staff(self, person: Person | AnonymousUser) -> SessionQuerySet:
        """All sessions of the houses where she works, for planning. A guest has no such list.

        Of a personal session of somebody else she may know only that the time is taken: see `unveiled_to` and
        `is_veiled`.
        """
        return self._under(rules_for(person).of_colleagues)

    def unveiled_to(self, person: Person | AnonymousUser) -> SessionQuerySet:
        """`for_staff` without the sessions that are veiled to her."""
        return self.for_staff(person).filter(~Q(series__audience=Audience.PERSONAL) | rules_for(person).led.where())

    def _under(self, *rules: Rule) -> SessionQuerySet:
        return self.filter(Either(rules).where())

    def with_open_place(self, now: datetime | None = None) -> SessionQuerySet:
        """Sessions to come that a facilitator left, or that nobody gives."""
        return self.to_come(now).filter(_was_left() | ~_has_giver())

    def later_open(self, session: Session) -> SessionQuerySet:
        """Later sessions of the same series that need somebody, in order of time."""
        later = self.filter(series=session.series_id, starts_at__gt=session.starts_at)
        return later.with_open_place().order_by("starts_at", "pk")

    def left_open(self, now: datetime | None = None) -> SessionQuerySet:
        """Sessions to come that a facilitator left."""
        return self.to_come(now).filter(_was_left())

    def with_giver(self) -> SessionQuerySet:
        """Sessions that somebody gives."""
        return self.filter(_has_giver())

    def to_come(self, now: datetime | None = None) -> SessionQuerySet:
        """Sessions that go on as planned and are not over."""
        return self.filter(state=Session.State.PLANNED, ends_at__gt=now or timezone.now())

    def on_poster(self, house: House) -> SessionQuerySet:
        """Sessions that all residents and visitors may know of: not those for one or for some people."""
        sessions = self.filter(series__house=house, series__audience__in=[Audience.HOUSE, Audience.GROUP])
        return sessions.select_related("series__training", "room")

    def between(self, start: date, end: date) -> SessionQuerySet:
        """Sessions held on local days in [start, end)."""
        return self.filter(held_on__gte=start, held_on__lt=end)

    def touching(self, start: date, end: date) -> SessionQuerySet:
        """Sessions held on local days in [start, end), or planned for one of them and moved to another day."""
        return self.filter(touching(start, end))

    def filling(self, *days: date) -> SessionQuerySet:
        """Sessions that take the place of one of these days in their series."""
        return self.annotate(fills=Coalesce("slot_on", "original_on")).filter(fills__in=days)

    def planned_between(self, starts_at: datetime, ends_at: datetime) -> SessionQuerySet:
        """Sessions that go on at some moment in [starts_at, ends_at)."""
        return self.filter(state=Session.State.PLANNED, starts_at__lt=ends_at, ends_at__gt=starts_at)

    def told_to(self, person: Person, *, has_proved: bool = False) -> list[Session]:
        """Sessions with everything that pages show to this person. Three queries, whatever their number. See `Session`.

        `has_proved`: she gave her code, so that on the day itself she may know the place.
        """
        from programs.sessions.models.story import read_marks

        sessions: list[Session] = list(self.with_series())
        read_marks(person, sessions, story_of=sessions)
        return noted(sessions, rules_for(person), has_proved=has_proved)

    def get_told_to(self, person: Person, session_id: UUID, *, has_proved: bool = False) -> Session:
        """One of these sessions, as from `told_to`. Raises NotHere."""
        for session in self.filter(pk=session_id).told_to(person, has_proved=has_proved):
            return session
        raise NotHere

    def with_rights_of(self, person: Person) -> list[Session]:
        """Sessions with her rights to each: see `Session`. The caller selects their series."""
        rules = rules_for(person)
        sessions: list[Session] = list(self)
        if rules.standing.houses_in_post:
            prefetch_related_objects(sessions, "duties")
        return noted(sessions, rules)

    def with_series(self) -> SessionQuerySet:
        """Sessions with training, room and closure."""
        return self.select_related("series__training", "room", "closure")

    def with_story(self) -> SessionQuerySet:
        """Sessions with training, room, closure, facilitators and changes."""
        assignments = Assignment.objects.select_related("person")
        changes = Change.objects.select_related("by", "was_room", "now_room")
        return self.with_series().prefetch_related(
            Prefetch("series__assignments", assignments),
            "series__house__positions",
            Prefetch("duties", Duty.objects.in_order()),
            Prefetch("changes", changes),
        )


def noted(sessions: list[Session], rules: SessionRules, *, has_proved: bool = False) -> list[Session]:
    """The same sessions, each with the rights of the person of these rules: see `Session`.

    Where one of them was changed so lately that it may be undone, it is noted that she was shown that.
    """
    today, just_now = timezone.localdate(), timezone.now() - UNDONE_WITHIN
    shows_change = False
    for session in sessions:
        session.note_rights(rules, has_proved=has_proved and session.held_on == today)
        shows_change |= session.changed_at > just_now and session.is_visible and session.revision > 0
    if shows_change and (person := rules.standing.person_id):
        once_read(("shown", person), partial(note_shown, person))
    return sessions


def note_shown(person: UUID) -> None:
    """Note that a page showed her a change that may still be undone."""
    from programs.sessions.models.notices import Visit

    Visit.objects.filter(person=person).update(shown_at=timezone.now())


class Session(models.Model):
    """One time that a series is held. Its series and `original_on` identify it and never change.

    `slot_on` is the day of the rhythm that it takes the place of, when that is another day than `original_on`: an edit
    of the series can leave a session in place. `is_by_hand` is set once somebody changed this session alone; edits of
    the series then leave it alone. `held_on` is the local day of `starts_at`. `takes_room` lets the database keep other
    sessions out of its room. It is False when the session is cancelled or lapsed, has no room, or has a room that was
    shared when it got it. `lacks_room`: the room of its series was taken when the session was made or came back. A
    session lapses on a closed day of its house and in a pause of its series; `closure` is the closure, as long as it
    stands. After it was restored (`restored_at`) it goes on, whatever closes its day. `places`, `interpreter` and
    `needs` are those of this session where they differ from its series: see `place_count`. `revision` counts changes
    that people should notice; `changed_at` is the moment of the last, or of its making. Calendar feeds use both.

    Facts for one person, set by `with_rights_of`: `is_meant`: it counts her in; `is_welcome`: as an alumna who may
    come; `is_given`: she gives it and may act on it; `is_led`: she may change it; `is_visible`: she may open it, as in
    `visible_to`; `is_run`: she is coordinator of its house; `leads_series`: she may change its whole series;
    `names_people`: she may know the people of its series on any day; `is_veiled`: she may know only that the time is
    taken, because it is somebody else's personal session; `knows_place`: she lives in its house today, or leads it, or
    it is the day itself and she gave her code.

    Facts set by `told_to`: `has_said_no`: she does not come; `has_place`: None until she joins, False while she waits;
    `offered_at`: when a place came free for her; `taken_count`: the number of taken places; `is_new`: there is a notice
    for her since her visit before this one; `was_wished`: its series came from a wish.
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
        """Is this session in `touching(first, end)`?"""
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
        """The number of places; None when they are not counted, and silence means nothing."""
        return self.places or self.series.places

    @property
    def is_of_the_house(self) -> bool:
        return self.series.audience in OF_THE_HOUSE

    def note_rights(self, rules: SessionRules, *, has_proved: bool = False) -> None:
        """Set the facts of this session for the person of these rules."""
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
        """Must its name stay hidden from somebody who may hold her phone? Needs `told_to`."""
        return not self.knows_place and self.series.audience != Audience.PERSONAL

    @property
    def asks_who_joins(self) -> bool:
        """Does she come only when she says so? Needs `told_to`."""
        return self.place_count is not None or self.is_welcome

    @property
    def is_full(self) -> bool:
        """Does the next person who joins have to wait? Needs `told_to`."""
        return self.place_count is not None and self.taken_count >= self.place_count

    @property
    def fills_on(self) -> date:
        """The day of the rhythm that it takes the place of."""
        return self.slot_on or self.original_on

    @property
    def length_minutes(self) -> int:
        return (self.ends_at - self.starts_at) // timedelta(minutes=1)

    @property
    def is_moved_away(self) -> bool:
        """Is it held on another day than it was planned for?"""
        return self.held_on != self.original_on

    @property
    def told_changes(self) -> list[Change]:
        """The changes to show beside it: the cancellation, or else the last change of its day, time and room."""
        last = {change.kind: change for change in rows_beside(self, "changes")}
        return [last[kind] for kind in _KINDS_TO_SHOW[self.State(self.state)] if kind in last]

    def givers(self) -> list[Person]:
        """Its facilitators: see `gives_it`. Use `with_story()` for more than one session."""
        working = self.series.working(self.held_on)
        return self._giving(lambda person_id: person_id in working)

    def gone_givers(self) -> list[Person]:
        """Those who would give it, if they still worked in its house on that day."""
        working = self.series.working(self.held_on)
        return self._giving(lambda person_id: person_id not in working)

    def _giving(self, is_in_post: Callable[[UUID], bool]) -> list[Person]:
        duties = {duty.person_id: duty for duty in rows_beside(self, "duties")}
        assigned = {person.pk: person for person in self.series.assigned(self.original_on)}
        people = assigned | {pk: duty.person for pk, duty in duties.items()}
        return [
            person
            for pk, person in people.items()
            if gives_it(duties.get(pk), is_assigned=pk in assigned, is_in_post=is_in_post(pk))
        ]

    def planned_givers(self) -> list[Person]:
        """Its facilitators as planned: those who left, and those of its series who still give it."""
        left, assigned = self.left_by(), self.series.assigned(self.original_on)
        return left + [person for person in self.givers() if person in assigned]

    @property
    def somebody_declined(self) -> bool:
        """Does somebody who was asked for it not come?"""
        return any(duty.has_declined for duty in rows_beside(self, "duties"))

    @property
    def has_open_place(self) -> bool:
        """Did a facilitator leave it, in whose place nobody came?"""
        return any(duty.is_open_place for duty in rows_beside(self, "duties"))

    def left_by(self) -> list[Person]:
        """Facilitators who would have given it and do not, also when somebody gives it in their place."""
        return [duty.person for duty in rows_beside(self, "duties") if duty.is_open_place or duty.was_replaced]

    def shift_to(self, starts_at: datetime) -> None:
        """Move to another moment; the length stays."""
        self.ends_at += starts_at - self.starts_at
        self.starts_at = starts_at
        self.held_on = timezone.localdate(starts_at)
        self._update_takes_room()

    def go_to(self, room: Room | None) -> None:
        """Move to another room, or to none."""
        self.room = room
        self.lacks_room = False
        self._update_takes_room()

    def cancel(self) -> None:
        self.state = self.State.CANCELLED
        self._update_takes_room()

    def lapse(self, closure: Closure) -> None:
        self.state, self.closure = self.State.LAPSED, closure
        self._update_takes_room()

    def come_back(self) -> None:
        """Stop lapsing. Its room may be taken meanwhile: see `clash`."""
        self.state, self.closure = self.State.PLANNED, None
        self._update_takes_room()

    def restore(self, at: datetime) -> None:
        """Go on after all, and stay, whatever else may close its day."""
        self.restored_at = at
        self.come_back()

    def lose_room(self) -> None:
        """Give up its room, because it is taken."""
        self.room, self.lacks_room = None, True
        self._update_takes_room()

    def note_change(self, at: datetime) -> None:
        """Count a change that people should notice.

        Save the session after this; for many at once see `change_noted`.
        """
        self.changed_at = at
        self.revision += 1

    @staticmethod
    def change_noted(at: datetime) -> dict[str, Any]:
        """The same as fields for `.update(..., **Session.change_noted(at))`."""
        return {"changed_at": at, "revision": F("revision") + 1}

    def _update_takes_room(self) -> None:
        self.takes_room = self.room is not None and not self.room.is_shared and self.goes_on

    def clash(self) -> Session | None:
        """The session that already has this one's room at this one's time. Lock the room first."""
        if self.room is None or not self.takes_room:
            return None
        others = Session.objects.planned_between(self.starts_at, self.ends_at).filter(room=self.room)
        return others.exclude(pk=self.pk).first()


_KINDS_TO_SHOW = {
    Session.State.PLANNED: [Change.Kind.RESTORED, Change.Kind.MOVED, Change.Kind.ROOM],
    Session.State.CANCELLED: [Change.Kind.CANCELLED],
    Session.State.LAPSED: [],
}
