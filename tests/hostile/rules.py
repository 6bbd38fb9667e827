"""What a coordinator can try, verb by verb, and which verbs cannot bring her nearer."""

from __future__ import annotations

from functools import partial

from house.desk import services
from house.door.services import cards, returns, vouches
from house.models import Background, Coaching, Person, Phase, Position, Return, Role, Stay
from house.people.services import people
from house.privacy.services import emergencies, erasure
from house.sign_in.services import devices
from peergroups.care.services import answer_report
from peergroups.groups import services as groups_services
from peergroups.meetings import services as meetings_services
from peergroups.models import PeerGroup, Report, Seat
from peergroups.seats.services import lifecycle
from peergroups.seats.services.admission import answer_about_seat, open_seat
from peergroups.seats.services.lifecycle import end_seat, give_seat, open_group, resume_seat, thaw_seat
from tests.cast import days
from tests.hostile.walk import BREAKING, RULES, Walk, breaks, builds, fresh, one_of

__all__ = ["BREAKING", "RULES"]


def _position(role):
    return {"role": role, "background": Background.PROFESSIONAL, "from_on": days(0), "until_on": None}


# What gives her more


@builds("house.desk.services.add_person")
def add_people(walk: Walk):
    """An invented colleague, coordinator, facilitator and woman; and one more by whom she invented."""
    kinds = {role.value: _position(role) for role in (Role.TRAINER, Role.COORDINATOR, Role.FACILITATOR)}
    kinds["resident"] = {"phase": Phase.TRAINING, "arrived_on": days(0), "planned_until": None}
    kinds["colleague of another hand"] = _position(Role.TRAINER)
    for kind, first in kinds.items():
        actor = walk.coordinators()[-1 if "another" in kind else 0]
        if kind not in walk.invented and ("another" not in kind or actor != walk.eva):
            told = {"house_id": walk.house_id, "chosen_name": f"invented {kind}", "language": "nl"}
            add = partial(services.add_person, actor=actor, **told, **first)
            yield f"{walk.name_of(actor)} adds an {told['chosen_name']}", walk.keeping_person(kind, add)


@builds("house.desk.services.give_position")
def give_positions(walk: Walk):
    """Every role to everybody of hers, herself first."""
    for person in walk.owned:
        for role in Role:
            told = {"person_id": person.pk, "house_id": walk.house_id} | _position(role)
            give = partial(services.give_position, actor=walk.eva, **told)
            yield f"Eva makes {walk.name_of(person)} {role}", give


@builds("house.desk.services.put_back_stay", "house.desk.services.put_back_position")
def put_places_back(walk: Walk):
    """Whatever ended today, of everybody."""
    for stay in Stay.objects.over().filter(house=walk.house_id):
        yield "Eva puts a stay back", partial(services.put_back_stay, actor=walk.eva, stay_id=stay.pk)
    for post in Position.objects.over().filter(house=walk.house_id):
        back = partial(services.put_back_position, actor=walk.eva, position_id=post.pk)
        yield f"Eva puts a {post.role} back", back


@builds("house.desk.services.begin_stay")
def begin_stays(walk: Walk):
    """An account of hers comes to live here too, and so may have a peer's seat."""
    for person in walk.owned:
        told = {"house_id": walk.house_id, "phase": Phase.TRAINING, "arrived_on": days(0)}
        begin = partial(services.begin_stay, actor=walk.eva, person_id=person.pk, **told)
        yield f"{walk.name_of(person)} comes to live here", begin


@builds("house.desk.services.begin_coaching")
def begin_coachings(walk: Walk):
    for person in walk.owned:
        told = {"house_id": walk.house_id, "resident_id": walk.honest["amal"].pk, "from_on": days(0)}
        begin = partial(services.begin_coaching, actor=walk.eva, coach_id=person.pk, **told)
        yield f"{walk.name_of(person)} coaches Amal", begin


@builds("house.door.services.cards.make_card")
def make_cards(walk: Walk):
    """For everyone whom she sees."""
    for actor in walk.coordinators():
        for person in [*walk.invented.values(), *walk.victims()]:
            make = partial(cards.make_card, actor=actor, person_id=person.pk)
            yield f"{walk.name_of(actor)} makes a card for {walk.name_of(person)}", walk.keeping_card(make)


@builds("peergroups.seats.services.lifecycle.make_card")
def make_cards_as_facilitator(walk: Walk):
    for actor in walk.owned:
        for seat in walk.group.seats.not_ended():
            make = partial(lifecycle.make_card, actor=actor, seat_id=seat.pk)
            yield f"{walk.name_of(actor)} makes a card for a seat", walk.keeping_card(make)


@builds("house.door.services.cards.come_in")
def come_in(walk: Walk):
    for code in list(walk.card_codes):
        yield f"somebody of hers comes in with the card {code[:4]}", partial(walk.come_in, code)


@builds(
    "house.door.services.returns.ask_return",
    "house.door.services.returns.find_return",
    "house.door.services.returns.confirm_return",
    "house.door.services.returns.make_card",
)
def bring_back(walk: Walk):
    """Each coordinator of hers asks for each of the others, and each account of hers tries to confirm it."""
    for asks in walk.coordinators():
        for victim in walk.victims():
            for is_farewell in walk.farewells:
                label = f"{walk.name_of(asks)} asks, {victim.chosen_name} {'leaves' if is_farewell else 'comes back'}"
                yield label, partial(_bring_back, walk, asks, victim, is_farewell=is_farewell)


def _bring_back(walk: Walk, asks: Person, victim: Person, *, is_farewell: bool) -> None:
    asked, code = returns.ask_return(actor=fresh(asks), person_id=victim.pk, is_farewell=is_farewell)
    one_of(walk.owned, lambda person: returns.confirm_return(actor=fresh(person), code=code))
    if not is_farewell:
        walk.card_codes.append(returns.make_card(actor=fresh(asks), return_id=asked.pk)[1])
        walk.come_in(walk.card_codes[-1])


@builds("peergroups.seats.services.lifecycle.give_seat")
def give_seats(walk: Walk):
    """A peer's and a facilitator's seat for everybody of hers."""
    for actor in walk.coordinators():
        for person in [*walk.owned, *walk.invented.values()]:
            for kind in reversed(Seat.Kind.values):  # who may hold the group does, and nobody has two seats
                give = partial(give_seat, actor=actor, group_id=walk.group.pk, person_id=person.pk, kind=kind)
                yield f"{walk.name_of(actor)} gives {walk.name_of(person)} a seat ({kind})", partial(walk.give, give)


@builds("peergroups.seats.services.admission.open_seat")
def open_seats(walk: Walk):
    for actor in walk.owned:
        for seat in walk.group.seats.waiting().select_related("person"):
            opens = partial(open_seat, actor=fresh(actor), seat_id=seat.pk)
            yield f"{walk.name_of(actor)} opens the seat of {walk.name_of(seat.person)}", opens


@builds("peergroups.seats.services.admission.answer_about_seat")
def answer_about_seats(walk: Walk):
    for actor in walk.owned:
        for seat in walk.group.seats.waiting().select_related("person"):
            told = {"seat_id": seat.pk, "answer": "Zij is goed."}
            answer = partial(answer_about_seat, actor=fresh(actor), **told)
            yield f"{walk.name_of(actor)} answers who {walk.name_of(seat.person)} is", answer


@builds("peergroups.seats.services.lifecycle.thaw_seat", "peergroups.seats.services.lifecycle.resume_seat")
def let_seats_go_on(walk: Walk):
    for actor in walk.owned:
        for seat in walk.group.seats.not_ended():
            yield f"{walk.name_of(actor)} thaws a seat", partial(thaw_seat, actor=fresh(actor), seat_id=seat.pk)
        resume = partial(resume_seat, actor=fresh(actor), group_id=walk.group.pk)
        yield f"{walk.name_of(actor)} resumes", resume


@builds("peergroups.groups.services.wake_group")
def wake_group(walk: Walk):
    yield "Eva wakes the group", partial(groups_services.wake_group, actor=walk.eva, group_id=walk.group.pk)


@builds("peergroups.seats.services.lifecycle.open_group")
def open_groups(walk: Walk):
    """A group of her own, once: does sitting in one let her into the other?"""
    if PeerGroup.objects.filter(house=walk.house_id).count() == 1:
        for person in walk.owned:
            told = {"house_id": walk.house_id, "name": "Schijn", "facilitator_id": person.pk, "promise": "week"}
            told["review_on"] = days(90)
            opens = partial(open_group, actor=walk.eva, **told)
            yield f"Eva opens a group that {walk.name_of(person)} holds", opens


@builds("peergroups.meetings.services.hold_meetings", "peergroups.meetings.services.start_meetings")
def hold_meetings(walk: Walk):
    """A series for a group is no seat in it."""
    series = walk.group.series_id
    if series:
        told = {"group_id": walk.group.pk, "series_id": series}
        yield "Eva holds the meetings", partial(meetings_services.hold_meetings, actor=walk.eva, **told)


@builds("peergroups.care.services.answer_report")
def answer_reports(walk: Walk):
    for actor in walk.owned:
        for report in Report.objects.filter(group=walk.group):
            answer = partial(answer_report, actor=fresh(actor), report_id=report.pk, answer="Ja.")
            yield f"{walk.name_of(actor)} answers a report", answer


@builds("house.privacy.services.emergencies.open_emergency", "house.privacy.services.emergencies.sign_out_everywhere")
def open_emergencies(walk: Walk):
    for actor in walk.owned:
        told = {"person_id": walk.honest["amal"].pk, "reason": "Zij staat buiten zonder sleutel"}
        yield f"{walk.name_of(actor)} breaks the glass", partial(_break_glass, fresh(actor), told)


def _break_glass(actor: Person, told: dict) -> None:
    emergency = emergencies.open_emergency(actor=actor, **told)
    emergencies.sign_out_everywhere(actor=actor, emergency_id=emergency.pk)


@builds(
    "house.door.services.vouches.introduce",
    "house.door.services.vouches.find_introduction",
    "house.door.services.vouches.vouch",
)
def vouch(walk: Walk):
    """Each of hers shows a code, and each of the others types it."""
    for shows in walk.owned:
        for types in walk.owned:
            yield f"{walk.name_of(types)} vouches for {walk.name_of(shows)}", partial(_vouch, shows, types)


def _vouch(shows: Person, types: Person) -> None:
    _, code = vouches.introduce(actor=fresh(shows))
    vouches.vouch(actor=fresh(types), code=code)


# What takes something away


@breaks("house.desk.services.end_position")
def end_positions(walk: Walk):
    """Of everybody honest who works here."""
    for post in Position.objects.current().filter(person__in=list(walk.honest.values())).select_related("person"):
        end = partial(services.end_position, actor=walk.eva, position_id=post.pk, on=days(0))
        yield f"Eva ends {post.person.chosen_name} as {post.role}", end


@breaks("house.desk.services.end_stay")
def end_stays(walk: Walk):
    for stay in Stay.objects.current().filter(person__in=list(walk.honest.values())):
        end = partial(services.end_stay, actor=walk.eva, stay_id=stay.pk, on=days(0))
        yield "Eva ends the stay of Amal", end


@breaks("house.desk.services.change_stay")
def change_stays(walk: Walk):
    for stay in Stay.objects.current().filter(person__in=list(walk.honest.values())):
        told = {"stay_id": stay.pk, "phase": Phase.AFTERCARE, "planned_until": days(0)}
        yield "Eva changes the stay of Amal", partial(services.change_stay, actor=walk.eva, **told)


@breaks("house.desk.services.cancel_arrival")
def cancel_arrivals(walk: Walk):
    for stay in Stay.objects.filter(house=walk.house_id):
        yield "Eva cancels an arrival", partial(services.cancel_arrival, actor=walk.eva, stay_id=stay.pk)


@breaks("house.desk.services.end_coaching")
def end_coachings(walk: Walk):
    for coaching in Coaching.objects.current():
        end = partial(services.end_coaching, actor=walk.eva, coaching_id=coaching.pk, on=days(0))
        yield "Eva ends a coaching", end


@breaks("peergroups.seats.services.lifecycle.end_seat")
def end_seats(walk: Walk):
    for seat in walk.group.seats.not_ended().select_related("person"):
        end = partial(end_seat, actor=walk.eva, seat_id=seat.pk)
        yield f"Eva ends the seat of {walk.name_of(seat.person)}", end


@breaks("peergroups.groups.services.rest_group")
def rest_group(walk: Walk):
    yield "Eva lets the group rest", partial(groups_services.rest_group, actor=walk.eva, group_id=walk.group.pk)


@breaks("peergroups.groups.services.close_group")
def close_group(walk: Walk):
    yield "Eva closes the group", partial(groups_services.close_group, actor=walk.eva, group_id=walk.group.pk)


@breaks("peergroups.groups.services.describe_group")
def describe_group(walk: Walk):
    told = {"name": "x", "promise": "day", "review_on": days(90)}
    yield (
        "Eva renames the group",
        partial(groups_services.describe_group, actor=walk.eva, group_id=walk.group.pk, **told),
    )


@breaks("house.people.services.people.describe_person")
def rename(walk: Walk):
    for person in walk.honest.values():
        told = {"person_id": person.pk, "chosen_name": "Vreemde", "language": "nl"}
        yield f"Eva renames {person.chosen_name}", partial(people.describe_person, actor=walk.eva, **told)


@breaks("house.sign_in.services.devices.end_devices")
def end_devices(walk: Walk):
    for person in walk.honest.values():
        end = partial(devices.end_devices, actor=walk.eva, person_id=person.pk)
        yield f"Eva signs {person.chosen_name} out", end


@breaks("house.door.services.returns.stop")
def stop_returns(walk: Walk):
    for asked in Return.objects.all():
        yield "Eva stops a return", partial(returns.stop, actor=walk.eva, return_id=asked.pk)


@breaks("house.privacy.services.erasure.stop")
def stop_erasing(walk: Walk):
    for person in walk.honest.values():
        stop = partial(erasure.stop, actor=walk.eva, person_id=person.pk)
        yield f"Eva stops the erasing of {person.chosen_name}", stop
