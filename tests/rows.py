"""A row of every kind that points to one person, for tests that must not miss any."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.apps import apps
from django.utils import timezone

from house.models import (
    Addressee,
    Card,
    Coaching,
    Device,
    Emergency,
    Erasure,
    Introduction,
    LogKey,
    Maker,
    Making,
    NamedReader,
    Person,
    Position,
    Return,
    Role,
    Stay,
    Subscription,
    Vouch,
    Walk,
    Worry,
)
from house.sign_in.services import second_factor
from peergroups.models import Agreements, FormerLook, Freeze, Hiding, Message, PeerGroup, Report, Seat, SeatQuestion
from programs.importing.readers.lines import ProgrammeLine, Reading
from programs.models import (
    Answer,
    Appointment,
    Assignment,
    Attendance,
    Audience,
    Away,
    Change,
    Chore,
    Draft,
    Duty,
    Edit,
    Enrolment,
    Feed,
    HouseNote,
    Joining,
    Needs,
    Notice,
    Origin,
    Overlap,
    OwnWord,
    Reminder,
    Reminding,
    Series,
    Session,
    Swap,
    Training,
    Visit,
    Vote,
    Welcome,
    Wish,
)  # fmt: skip
from programs.recurrence.rhythm import Rhythm
from tests.cast import days, give_app


def fields_to_people():
    """Each field of each table that points to somebody: model, name."""
    return [
        (model, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is Person
    ]


def label(model, name):
    return f"{model._meta.label}.{name}"


def make_every_row(hers, other, house, words):
    """All that can name `hers`, of the week and of the house, with `other` where it takes two. `words` are hers."""
    now = timezone.now()
    told = SimpleNamespace(hers=hers, other=other, house=house, words=words, now=now, soon=now + timedelta(hours=2))
    told.session = _make_session(told)
    for make in (
        _of_the_door,
        _of_her_place,
        _of_her_week,
        _of_her_own,
        _of_her_work,
        _of_her_acts,
        _of_talk,
    ):
        make(told)
    return told


def _make_session(told):
    training = Training.objects.create(house=told.house, theme="body", title="Boksen", quiet_title="Sport")
    rule = Rhythm(weekdays=frozenset(range(7)), from_on=days(0)).to_recurrence()
    held = {"recurrence": rule, "start_time": "10:00", "length_minutes": 60}
    series = Series.objects.create(house=told.house, training=training, audience=Audience.CHOSEN, **held)
    on = timezone.localdate(told.now)
    return Session.objects.create(
        series=series, original_on=on, held_on=on, starts_at=told.now + timedelta(minutes=1), ends_at=told.soon
    )


def _of_the_door(told):
    hers, other, house = told.hers, told.other, told.house
    EmailAddress.objects.create(user=hers, email="zz@example.org")
    if not hers.authenticator_set.exists():
        second_factor.add_passkey(person=hers, name=told.words, credential={})
        give_app(hers)
    card = {"house": house, "role": "resident", "expires_at": told.soon}
    Card.objects.create(person=hers, code_hash="of her card", **card)
    Card.objects.create(person=other, made_by=hers, code_hash="of another card", **card)
    back = {"house": house, "expires_at": told.soon}
    Return.objects.create(person=hers, code_hash="of her return", **back)
    Return.objects.create(person=other, asked_by=hers, code_hash="asked", **back)
    Return.objects.create(person=other, stopped_by=hers, stopped_at=told.now, code_hash="stopped", **back)
    Return.objects.create(person=other, confirmed_by=hers, confirmed_at=told.now, code_hash="confirmed", **back)
    Erasure.objects.get_or_create(person=hers, defaults={"due_on": days(14)})
    Erasure.objects.create(person=other, due_on=days(14), stopped_by=hers, stopped_at=told.now)
    device = Device.objects.create(person=hers, session_hash="of another device of hers")
    Subscription.objects.create(device=device, endpoint="https://push.example/hers", keys="none of a browser")
    Vouch.objects.get_or_create(person=hers, defaults={"by": other, "how": Vouch.How.MET})
    Vouch.objects.update_or_create(person=other, defaults={"by": hers, "how": Vouch.How.MET})
    Walk.objects.create(house=house, by=hers, code_hash="of her walk", expires_at=told.soon)
    Introduction.objects.create(person=hers, code_hash="of her code", expires_at=told.soon)
    for maker, made in ((hers, other), (other, hers)):
        Making.objects.create(person=made, maker=Maker.objects.get_or_create(person=maker)[0])
    LogKey.objects.get_or_create(person=hers, defaults={"key": "of her log"})


def _of_her_place(told):
    hers, other, house = told.hers, told.other, told.house
    if not hers.stays.exists():
        Stay.objects.create(person=hers, house=house, arrived_on=days(-60))
    Position.objects.create(person=hers, house=house, role=Role.TRAINER, from_on=days(-9))
    Coaching.objects.create(resident=hers, coach=other, house=house, from_on=days(-9))
    Coaching.objects.create(resident=other, coach=hers, house=house, from_on=days(-9))
    open_now = {"house": house, "reason": told.words, "ends_at": told.soon}
    Emergency.objects.create(person=hers, opened_by=other, **open_now)
    Emergency.objects.create(person=other, opened_by=hers, **open_now | {"reason": "Zij staat buiten"})
    Emergency.objects.create(person=other, read_by=hers, read_at=told.now, **open_now | {"reason": "Zij staat buiten"})

    Worry.objects.create(house=house, sender=hers, words=told.words)
    answered = {"house": house, "sender": other, "words": "Ze eet niet", "state": Worry.State.CLOSED}
    answer = Worry.objects.create(**answered, answered_by=hers, answer="Ik ging langs", closed_at=told.now)
    Addressee.objects.create(worry=answer, person=hers)
    NamedReader.objects.create(house=house, person=hers, rank=NamedReader.Rank.FIRST, hours=told.words)


def _of_her_week(told):
    hers, session = told.hers, told.session
    Needs.objects.create(person=hers, interpreter="ti", words=told.words)
    Enrolment.objects.create(person=hers, series=session.series, from_on=days(-9))
    Welcome.objects.create(person=hers, session=session, from_on=days(-9))
    Answer.objects.create(person=hers, session=session)
    Attendance.objects.create(person=hers, session=session, state="present")
    OwnWord.objects.create(person=hers, session=session, was_there=False)
    Joining.objects.create(person=hers, session=session, has_place=True)


def _of_her_own(told):
    hers, other, session = told.hers, told.other, told.session
    Appointment.objects.create(person=hers, on=days(0), words=told.words)
    Feed.objects.create(person=hers, stay=hers.stays.first(), key_hash="of her calendar")
    Notice.objects.create(person=hers, session=session, kind="moved")
    Visit.objects.create(person=hers, seen_until=told.now, looked_at=told.now)
    Reminding.objects.create(person=hers, an_hour_before=True, evening_before=True)
    Reminder.objects.create(person=hers, session=session, starts_at=session.starts_at, ahead="hour")
    Wish.objects.create(asked_by=hers, house=told.house, text=told.words)
    Vote.objects.create(person=hers, wish=Wish.objects.create(asked_by=other, house=told.house, text="Zwemmen"))
    chore = Chore.objects.create(house=told.house, name="koken", weekdays="6")
    chore.people.add(hers)
    Swap.objects.create(chore=chore, asked_by=hers, week_on=days(7))
    Swap.objects.create(chore=chore, asked_by=other, taken_by=hers, week_on=days(14), in_return_on=days(21))


def _of_her_work(told):
    hers, session, house = told.hers, told.session, told.house
    given = Assignment.objects.create(person=hers, series=session.series, from_on=days(-9))
    Duty.objects.create(person=hers, session=session, state="declined", word=told.words)
    Away.objects.create(person=hers, from_on=days(3), until_on=days(5))
    Overlap.objects.create(person=hers, session=session, why=told.words)
    Draft.objects.create(made_by=hers, house=house, kind="sheet", fingerprint="hers", words="")
    draft = Draft(made_by=told.other, house=house, kind="sheet", fingerprint="of another")
    draft.reading = Reading(
        [ProgrammeLine(key="1", where="1", title="Boksen", trainers=(hers.chosen_name, "Dewi"))], []
    )
    draft.answers["person"] = str(hers.pk)
    draft.write()
    draft.save()
    kept = {"id": str(given.pk), "person_id": str(hers.pk), "from_on": days(-9).isoformat(), "until_on": None}
    _make_edit(told, by=hers, new={"trainer_ids": [str(hers.pk)]}, assignments=[kept])
    put = {"trainers": [str(hers.pk)]}
    Origin.objects.create(source=uuid4(), key="k", was="w", put=put, series=session.series)


def _make_edit(told, **more):
    series = told.session.series
    as_it_was = {"was_recurrence": series.recurrence, "was_start_time": "10:00", "was_length_minutes": 60}
    told_of = {"number": series.edits.count() + 1, "key": uuid4(), "from_on": days(0), "why": "Zo past het beter."}
    return Edit.objects.create(series=series, **as_it_was, **told_of, **more)


def _of_her_acts(told):
    hers, other, session = told.hers, told.other, told.session
    moments = {
        f"{when}_{end}_at": getattr(session, f"{end}_at") for when in ("was", "now") for end in ("starts", "ends")
    }
    Change.objects.create(session=session, kind="moved", by=hers, why="De kamer is bezet.", **moments)
    _make_edit(told, new={}, undone_by=hers, undone_at=told.now)
    Attendance.objects.create(person=other, session=session, state="present", noted_by=hers)
    Duty.objects.create(person=other, session=session, state="asked", by=hers)
    Overlap.objects.create(person=other, session=session, why="Dat kan net.", by=hers)
    HouseNote.objects.create(house=told.house, words="De monteur komt.", by=hers, from_on=days(0), until_on=days(1))


def _of_talk(told):
    """A group of its own: she holds it and she takes part."""
    hers, other = told.hers, told.other
    group = PeerGroup.objects.create(house=told.house, name="Balkon")
    group.seats.bulk_create(
        Seat(group=group, person=person, alias=alias, from_number=1, opened_at=told.now, dye="moss", figure=figure)
        for person, alias, figure in ((hers, "Zzrijstzz", "owl"), (other, "Peper", "hen"))
    )
    seats = [group.seats.get(person=person) for person in (hers, other)]
    Message.objects.create(group=group, seat=seats[0], author=hers, number=1, version=1, key=uuid4(), text=told.words)
    PeerGroup.objects.filter(pk=group.pk).update(head=1, newest=1)
    FormerLook.objects.create(seat=seats[0], alias="Zzpapzz", dye="moss", figure="hen")
    Hiding.objects.create(seat=seats[0], peer=seats[1])
    Hiding.objects.create(seat=seats[1], peer=seats[0])
    let_know = {"group": group, "number": 1, "words": "Hoi"}
    Report.objects.create(about=seats[1], reporter=hers, reason=told.words, **let_know)
    Report.objects.create(about=seats[1], reporter=other, answered_by=hers, **let_know)
    group.seats.filter(pk=seats[1].pk).update(asked_by=hers)
    elsewhere = PeerGroup.objects.create(house=told.house, name="Erker")
    seen = Seat.objects.create(
        group=elsewhere, person=other, from_number=1, dye="moss", alias="Peper", opened_by=hers, opened_at=told.now
    )
    SeatQuestion.objects.create(seat=seen, asked_by=hers, answered_by=hers, answered_at=told.now, answer="Ja.")
    Agreements.objects.create(group=elsewhere, number=1, words="\tStil zijn mag.", written_by=hers)
    Freeze.objects.create(seat=seats[1], frozen_by=hers, thawed_by=hers, thawed_at=told.now)
