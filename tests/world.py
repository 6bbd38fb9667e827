"""Two houses with everything in them, for tests that try every door."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from http.cookies import SimpleCookie
from uuid import uuid4

from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone

from house.door.services.returns import ask_return
from house.models import Coaching, Device, Person, Role, Stay, Subscription
from house.privacy.services import erasure
from house.privacy.services.emergencies import open_emergency
from house.sign_in.services import devices, second_factor
from house.worries.queries import readers_in
from house.worries.services import name_readers, write_worry
from peergroups.care.services import answer_report, report_message
from peergroups.meetings.services import start_meetings
from peergroups.models import Seat
from peergroups.seats.services.admission import ask_about_seat
from peergroups.seats.services.lifecycle import end_seat, freeze_seat, give_seat
from peergroups.talk.services.store import post_message
from programs.feedback.services.wishes import ask_wish
from programs.feeds import services
from programs.household.services.chores import ask_swap, rota_for, start_chore
from programs.household.services.notes import add_appointment, write_note
from programs.importing.services.drafts import bring_sheet
from programs.materials.services import add_paper, tell_training_in
from programs.models import Audience, Duty, Session, Theme
from programs.planning.edits.services.apply import edit_series
from programs.planning.edits.services.request import EditRequest
from programs.planning.services.change import cancel_session
from programs.planning.services.start import start_series
from programs.recurrence.months import Month
from programs.recurrence.rhythm import DAY, Rhythm, moment
from programs.recurrence.weeks import Week
from programs.staffing.services.duties import ask, stay_away
from programs.trainings.services import start_training
from tests import cast

CAST = {
    "visitor": "has no account",
    "amal": "lives here and has a seat",
    "bo": "lives here and has a seat",
    "cleo": "has moved out and kept her seat",
    "dewi": "gives trainings here",
    "eva": "runs this house",
    "fay": "lives in the other house",
    "gina": "holds the group",
    "hanne": "coaches Amal",
    "ida": "runs the other house",
    "jip": "gave trainings here until yesterday",
    "kim": "has moved out and never had a seat",
    "lena": "lives here; her seat was ended",
    "mia": "lives here; her seat is frozen",
    "noor": "a guest who gives one training",
    "otis": "keeps the platform",
    "pia": "is the second pair of eyes of this house",
}


@dataclass
class World:
    cast: dict[str, Person | None]
    things: dict[str, object] = field(default_factory=dict)
    cookies: dict[str, SimpleCookie] = field(default_factory=dict)
    handler: ClientHandler = field(default_factory=lambda: ClientHandler(enforce_csrf_checks=False))
    """The middleware, made once for all browsers: to make it takes a fifteenth of a request."""

    def about(self, route: str, argument: str) -> object:
        """What a path of this route is about: named by route and argument, or by the argument alone."""
        return self.things.get(f"{route} {argument}", self.things.get(argument))

    def sign_in(self) -> None:
        """Everybody signs in once, for all tests of this world.

        They gave their proof tomorrow, and were there then: a slow machine takes longer than these last.
        """
        tomorrow = cast.soon()
        for name, person in self.cast.items():
            client = Client()
            if person is not None:
                client.force_login(person)
                cast.prove(client, minutes_ago=-24 * 60)
                key = client.session.session_key
                device = devices.find_or_begin(person=person, session_key=key, agent="", is_remembered=False)
                Device.objects.filter(pk=device.pk).update(opened_at=tomorrow, there_at=tomorrow)
                if name == "amal":
                    sealed = {"endpoint": "https://push.example/amal", "keys": "none of a browser"}
                    Subscription.objects.create(device=device, **sealed)
            self.cookies[name] = client.cookies

    def browser_of(self, name: str, *, raise_request_exception: bool = True) -> Client:
        """A browser in which she signed in, and did nothing yet. What another did meanwhile must not have ended it."""
        client = Client(raise_request_exception=raise_request_exception)
        client.handler = self.handler
        client.cookies = SimpleCookie(self.cookies[name])
        assert name == "visitor" or SESSION_KEY in client.session, f"{name} was signed out"
        return client


def build_world() -> World:
    house, other = cast.open_house(), cast.open_house("Het andere huis")
    people: dict[str, Person | None] = {"visitor": None}
    for name in ("Amal", "Bo", "Lena", "Mia"):
        people[name.lower()] = cast.make_resident(name, house)
    for name in ("Cleo", "Kim"):
        people[name.lower()] = cast.make_alumna(name, house)
    people["fay"] = cast.make_resident("Fay", other)
    roles = {"Dewi": Role.TRAINER, "Eva": Role.COORDINATOR, "Gina": Role.FACILITATOR, "Hanne": Role.COACH}
    for name, role in roles.items():
        people[name.lower()] = cast.make_worker(name, house, role)
    people["noor"] = cast.make_worker("Noor", house, Role.GUEST)
    people["ida"] = cast.make_worker("Ida", other, Role.COORDINATOR)
    people["jip"] = cast.make_worker("Jip", house, Role.TRAINER, until=0)
    people["pia"] = cast.make_worker("Pia", house, Role.WITNESS)
    people["otis"] = cast.make_person("Otis", is_keeper=True)
    world = World({name: people[name] for name in CAST})
    _furnish_house(world, house)
    _plan_week(world, house)
    _live_together(world, house)
    _let_talk(world, house)
    return world


def _furnish_house(world, house):
    amal, hanne = world.cast["amal"], world.cast["hanne"]
    name_readers(actor=world.cast["eva"], house_id=house.pk, first_id=hanne.pk, first_hours="op werkdagen")
    mark = readers_in(house.pk, sender=amal).mark
    worry = write_worry(actor=amal, house_id=house.pk, words="Bo eet niet meer.", mark=mark)
    coaching = Coaching.objects.create(resident=amal, coach=hanne, house=house, from_on=cast.days(-60))
    stay = Stay.objects.get(person=amal)
    told = {"person_id": world.cast["bo"].pk, "reason": "Zij staat buiten zonder sleutel"}
    emergency = open_emergency(actor=hanne, **told)
    erasure.ask(actor=amal)
    second_factor.add_passkey(person=amal, name="telefoon", credential={})
    world.things |= {
        "key": second_factor.factors_of(amal).passkeys[0].key,
        "emergency_id": emergency.pk,
        "worry_id": worry.pk,
        "house_id": house.pk,
        "room_id": cast.make_room(house).pk,
        "return_id": ask_return(actor=world.cast["eva"], person_id=amal.pk)[0].pk,
        "person_id": amal.pk,
        "device_id": Device.objects.create(person=amal, session_hash="of a phone that she left somewhere").pk,
        "stay_id": stay.pk,
        "house:end_stay fact_id": stay.pk,
        "house:put_back_stay fact_id": stay.pk,
        "house:put_back_position fact_id": world.cast["dewi"].positions.get().pk,
        "house:end_position fact_id": world.cast["dewi"].positions.get().pk,
        "house:end_coaching fact_id": coaching.pk,
    }


def _plan_week(world, house):
    """Two trainings of today by Dewi and a guest: for all, and for Amal and Bo. Hanne is asked, Gina cannot come."""
    people, today = world.cast, timezone.localdate()
    training = start_training(
        actor=people["eva"], house_id=house.pk, theme=Theme.BOUNDARIES, title="Sterk staan", recap="Nee zeggen mag."
    )
    told = {"actor": people["eva"], "training_id": training.pk}
    tell_training_in(**told, language="en", title="Standing strong")
    paper = add_paper(**told, title="Het stoplicht", data=cast.picture())
    series = start_series(
        actor=people["eva"],
        training_id=training.pk,
        rhythm=Rhythm(weekdays=frozenset({today.weekday()}), from_on=today),
        start_time=time(0),
        length_minutes=720,
        trainer_ids=[people["dewi"].pk, people["noor"].pk],
    )
    wish = ask_wish(actor=people["amal"], text="Leren fietsen")
    sheet = b"Training;Dag;Tijd\nKoken;di;10:30\n"
    session = series.sessions.get(original_on=today)
    Duty.objects.create(session=session, person=people["hanne"], state=Duty.State.ASKED)
    Duty.objects.create(session=session, person=people["gina"], state=Duty.State.LEFT)
    later = series.sessions.filter(original_on__gt=today).first()
    ask(actor=people["eva"], session_id=later.pk, person_ids=[people["hanne"].pk])
    away = stay_away(actor=people["dewi"], from_on=cast.days(200), until_on=cast.days(210))
    chosen = start_series(
        actor=people["eva"],
        training_id=training.pk,
        rhythm=Rhythm(weekdays=frozenset({today.weekday()}), from_on=today),
        start_time=time(13),
        length_minutes=60,
        trainer_ids=[people["dewi"].pk, people["noor"].pk],
        audience=Audience.CHOSEN,
        person_ids=[people["amal"].pk, people["bo"].pk],
    )
    cancelled = chosen.sessions.filter(original_on__gt=today).last()
    cancel_session(actor=people["eva"], session_id=cancelled.pk, why="De kamer is bezet.")
    world.things |= {
        "programs:undo_change session_id": cancelled.pk,
        "programs:move session_id": later.pk,  # that of today is over in the afternoon
        "change_id": cancelled.changes.get().pk,
        "away_id": away.pk,
        "programs:can_all series_id": series.pk,
        "programs:relieve person_id": people["dewi"].pk,
        "programs:withdraw person_id": people["hanne"].pk,
        "programs:give_back person_id": people["gina"].pk,
        "programs:close_place person_id": people["gina"].pk,
        "week": Week.of(today),
        "month": Month.of(today),
        "series_id": chosen.pk,
        "programs:end_enrolment person_id": people["amal"].pk,
        "draft_id": bring_sheet(actor=people["eva"], house_id=house.pk, data=sheet).pk,
        "programs:draft_line number": 0,
        "training_id": training.pk,
        "wish_id": wish.pk,
        "language": "en",
        "paper_id": paper.pk,
        "programs:how_it_was session_id": _held_yesterday(series).pk,
        "year": today.year + 1,
        "closure_id": house.closures.create(kind="own", name="Uitje", from_on=today + DAY, until_on=today + 2 * DAY).pk,
        "programs:calendar key": services.make_feed(actor=people["amal"]),
        "session_id": session.pk,
        "edit_id": _edit_series(people["eva"], series, today).pk,
    }


def _live_together(world, house):
    """A note of the house, something of Amal's own, and a chore by turns of Amal and Bo; Amal asks who swaps."""
    amal, bo, eva = world.cast["amal"], world.cast["bo"], world.cast["eva"]
    told = {"actor": eva, "house_id": house.pk}
    note = write_note(**told, words="De monteur komt.", from_on=cast.days(0), until_on=cast.days(1))
    chore = start_chore(**told, name="koken", weekdays={6}, person_ids=[amal.pk, bo.pk])
    rota = rota_for(amal)
    hers, others = (rota.turns_of(person)[0] for person in (amal, bo))
    world.things |= {
        "appointment_id": add_appointment(actor=amal, on=cast.days(0), at=None, words="Tandarts").pk,
        "note_id": note.pk,
        "chore_id": chore.pk,
        "swap_id": ask_swap(actor=amal, chore_id=chore.pk, week=hers.week).pk,
        "programs:ask_swap week": Week(others.week),
        "programs:take_turn week": Week(others.week),
    }


def _held_yesterday(series):
    """No verb plans the past."""
    yesterday = cast.days(-1)
    starts_at = moment(yesterday, time(10), timezone.get_default_timezone())
    told = {"original_on": yesterday, "held_on": yesterday, "starts_at": starts_at}
    return Session.objects.create(series=series, ends_at=starts_at + timedelta(hours=1), **told)


def _edit_series(eva, series, today):
    """Eva said that it ends in a year."""
    edit_request = EditRequest(from_on=today, new={"until_on": today + timedelta(days=365)})
    return edit_series(actor=eva, series_id=series.pk, edit_request=edit_request, why="Dan is het klaar.", key=uuid4())


def _let_talk(world, house):
    """Bo says something, Amal reports it; Lena's seat is ended and Mia's is frozen.

    Hanne is named as one who comes to hold the group, and Bo waits for a seat in another.
    """
    people = world.cast
    told = {"name": "Keukentafel", "promise": "workday", "agreements": "Wat we zeggen, blijft hier."}
    group = cast.open_group(actor=people["eva"], house_id=house.pk, facilitator_id=people["gina"].pk, **told)
    start_meetings(
        actor=people["gina"],
        group_id=group.pk,
        title="Bijeenkomst",
        rhythm=Rhythm(weekdays=frozenset({cast.days(1).weekday()}), from_on=cast.days(1)),
        start_time=time(19, 30),
        length_minutes=90,
        room_id=None,
    )
    seats = {
        name: cast.take_seat(actor=people["eva"], group_id=group.pk, person_id=people[name].pk)
        for name in ("amal", "bo", "cleo", "lena", "mia")
    }
    coming = Seat.objects.create(
        group=group,
        person=people["hanne"],
        kind="facilitator",
        alias="Hanne",
        dye="nut",
        from_number=1,
        opens_at=cast.soon(),
    )
    ask_about_seat(actor=people["cleo"], seat_id=coming.pk)
    table = {"name": "Theepot", "facilitator_id": people["gina"].pk, "promise": "day"}
    other = cast.open_group(actor=people["eva"], house_id=house.pk, **table)
    waiting = give_seat(actor=people["eva"], group_id=other.pk, person_id=people["bo"].pk)
    said = post_message(actor=people["bo"], group_id=group.pk, text="Hoi", key=uuid4())
    about = {"actor": people["amal"], "group_id": group.pk, "number": said.number}
    answered = answer_report(actor=people["gina"], report_id=report_message(**about).pk, answer="Wij spraken erover.")
    report = report_message(**about)
    end_seat(actor=people["eva"], seat_id=seats["lena"].pk)
    freeze_seat(actor=people["gina"], seat_id=seats["mia"].pk)
    world.things |= {
        "group_id": group.pk,
        "number": said.number,
        "report_id": report.pk,
        "peergroups:put_away report_id": answered.pk,
        "seat_id": seats["bo"].pk,
        "peergroups:thaw seat_id": seats["mia"].pk,
        "peergroups:open_seat seat_id": waiting.pk,
        "peergroups:ask_about_seat seat_id": coming.pk,
        "peergroups:answer_about_seat seat_id": coming.pk,
    }
