"""Erasing a person: alone it waits, with two colleagues it is done at once; then nothing of her is left anywhere."""

import re
import subprocess
from contextlib import closing
from datetime import time, timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from house.access_log.services import checkpoints, log
from house.door.services import returns
from house.door.services.opening import SONG
from house.errors import AskAColleague, HasAnotherHouse, LastCoordinator, NotHere
from house.line import news as line_news
from house.models import Canary, Erasure, ErasureMark, Person, Position, Role, Stay
from house.privacy.services import erasure, marks
from house.privacy.services.emergencies import open_emergency
from house.sealing import SealedTextField
from house.sign_in.services import second_factor
from house.upkeep.services.once import send_once
from peergroups import news
from peergroups.care.services import report_message
from peergroups.models import Message
from peergroups.talk.queries import history
from peergroups.talk.services.change import react
from peergroups.talk.services.store import post_message
from programs.attendance.services.answers import say_not_coming
from programs.attendance.services.attendance import note_attendance
from programs.models import Answer, Assignment, Attendance, Audience, Session as Training
from programs.planning.edits.services.apply import edit_series
from programs.planning.edits.services.request import EditRequest
from programs.planning.edits.services.undo import undo_edit
from programs.planning.services.change import move_session
from programs.planning.services.start import start_series
from programs.recurrence.rhythm import Rhythm
from programs.trainings.services import start_training
from tests import cast
from tests.cast import PASSPHRASE, days, give_app, make_worker
from tests.house.test_lock import device_in, later, phone_of
from tests.rows import fields_to_people, label, make_every_row
from tests.tables import as_texts, every_value

HERS = {
    "name": "Zzamalzz", "sign_in_name": "zz-merel-zz", "alias": "Zzwilgzz", "said": "Zz ik zei dit zelf zz",
    "note": "zz let op zz", "reason": "zz waarom ik het zeg zz",
    "why": "zz zij kan dan niet zz", "emergency": "zz zij staat buiten zz",
}  # fmt: skip


@pytest.fixture
def amal(amal):
    """With a name and words that stand nowhere else."""
    amal.chosen_name, amal.sign_in_name = HERS["name"], HERS["sign_in_name"]
    amal.save()
    return amal


@pytest.fixture
def group(house, eva, gina, amal, bo):
    """Amal talks, is answered, answers, and lets something know; Bo did not hear from her before."""
    group = cast.open_group(
        actor=eva, house_id=house.pk, name="Keukentafel", facilitator_id=gina.pk, promise="workday",
        agreements="Wat we hier zeggen, blijft hier.",
    )  # fmt: skip
    cast.take_seat(actor=eva, group_id=group.pk, person_id=amal.pk, alias=HERS["alias"])
    cast.take_seat(actor=eva, group_id=group.pk, person_id=bo.pk, alias="Kaneel")
    where = {"group_id": group.pk}
    post_message(actor=bo, text="Hoi", key=uuid4(), **where)
    post_message(actor=amal, text=HERS["said"], note=HERS["note"], reply_to=1, key=uuid4(), **where)
    post_message(actor=bo, text="Fijn", reply_to=2, key=uuid4(), **where)
    react(actor=amal, number=1, name="sun", **where)
    react(actor=bo, number=2, name="sun", **where)
    report_message(actor=amal, number=1, reason=HERS["reason"], **where)
    report_message(actor=bo, number=2, **where)
    return group


@pytest.fixture
def week(house, eva, dewi, amal, bo):
    """A training at which Amal was noted, one that she does not come to, and a talk for her alone that was moved."""
    training = start_training(actor=eva, house_id=house.pk, theme="boundaries", title="Sterk staan")
    alone = start_training(actor=eva, house_id=house.pk, theme="boundaries", title="Praten")
    told = {
        "length_minutes": 60,
        "trainer_ids": [dewi.pk],
        "rhythm": Rhythm(weekdays=frozenset(range(7)), from_on=days(0)),
    }
    series = start_series(actor=eva, training_id=training.pk, start_time=time(0), **told)
    hers = start_series(
        actor=eva, training_id=alone.pk, start_time=time(5), audience=Audience.PERSONAL, person_ids=[amal.pk], **told
    )
    today, tomorrow = series.sessions.order_by("held_on")[:2]
    note_attendance(actor=dewi, session_id=today.pk, states={amal.pk: "present", bo.pk: "present"})
    say_not_coming(actor=amal, session_id=tomorrow.pk)
    talk = hers.sessions.order_by("-held_on").first()
    move_session(actor=dewi, session_id=talk.pk, starts_at=talk.starts_at + timedelta(hours=1), why=HERS["why"])
    return today


@pytest.fixture
def everything(amal, group, week, hanne, eva, as_):
    """All that the house may know of her; returns what it looks like."""
    returns.ask_return(actor=eva, person_id=amal.pk)
    as_(eva).post(f"/desk/people/{amal.pk}/devices/end/")  # what it says of her waits in Eva's session
    phone = phone_of(amal)
    device = device_in(phone)
    second_factor.add_passkey(person=amal, name="zz passkey zz", credential={"id": "zz-credential-zz"})
    give_app(amal)
    open_emergency(actor=hanne, person_id=amal.pk, reason=HERS["emergency"])
    as_(eva).get(f"/desk/people/{amal.pk}/")
    erasure.ask(actor=amal)
    send_once("a page that was sent", lambda: f"/desk/people/{amal.pk}/")
    halfway = Client()
    halfway.post("/in/", {"login": amal.sign_in_name, "password": PASSPHRASE})
    seats = [str(seat.pk) for seat in amal.seats.all()]
    ids = [str(amal.pk), str(device.pk), device.session_hash, phone.session.session_key, *seats]
    return [*HERS.values(), *ids, *[one.replace("-", "") for one in ids if "-" in one]]


def erase(person):
    erasure.erase(Person.objects.get(pk=person.pk))


def everything_in_the_database():
    """Each value of each column of each table, as text; and what lies below a seal, opened."""
    yield from ((table, text) for table, value in every_value() for text in as_texts(value))
    for model in apps.get_models():
        for field in (field for field in model._meta.concrete_fields if isinstance(field, SealedTextField)):
            yield from (
                (f"{model.__name__}.{field.name}", str(getattr(row, field.attname))) for row in model.objects.all()
            )
    yield from (("factors", str(one.user_id)) for one in Authenticator.objects.all())


def found(needles):
    return {(table, needle) for table, text in everything_in_the_database() for needle in needles if needle in text}


def test_nothing_of_her_is_left_in_any_table(amal, everything):
    assert {needle for _, needle in found(everything)} >= set(HERS.values())

    erase(amal)

    assert found(everything) == set()


@pytest.fixture
def every_row(amal, bo, house, everything):
    """A row of every table that can name her, each with words of hers; returns what all that looks like."""
    words = "zz dit is van haar alleen zz"
    make_every_row(amal, bo, house, words)
    return [*everything, words, "Zzrijstzz"]


def test_nothing_of_her_is_left_wherever_a_row_can_name_her(amal, every_row):
    lacking = [label(model, name) for model, name in fields_to_people() if not model.objects.filter(**{name: amal})]
    assert lacking == []

    erase(amal)

    assert found(every_row) == set()


def test_what_was_hers_to_give_can_still_be_taken_back(amal, eva, house, week):
    Position.objects.create(person=amal, house=house, role=Role.TRAINER, from_on=days(-9))
    new = {"trainer_ids": [amal.pk]}
    told = {"actor": eva, "series_id": week.series_id, "why": "Dewi is weg."}
    edit_series(**told, edit_request=EditRequest(from_on=days(0), new=new), key=uuid4())
    later = edit_series(**told, edit_request=EditRequest(from_on=days(0), new={"trainer_ids": [eva.pk]}), key=uuid4())

    erase(amal)
    undo_edit(actor=eva, edit_id=later.pk)

    assert not Assignment.objects.filter(series=week.series_id).current().filter(person=eva).exists()


@pytest.mark.only("sqlite")
@pytest.mark.django_db(transaction=True)
def test_nothing_of_her_is_left_in_the_file_of_the_database(amal, everything):
    erase(amal)
    with closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    # By another process: to close the file here would let go of SQLite's locks on it (sqlite.org/howtocorrupt.html).
    raw = subprocess.run(["cat", connection.settings_dict["NAME"]], capture_output=True, check=True).stdout

    assert [needle for needle in everything if needle.encode() in raw or needle.encode().hex().encode() in raw] == []


def test_the_talk_goes_on_without_a_gap_and_says_that_somebody_took_something_back(amal, bo, group, as_):
    versions = set(Message.objects.values_list("version", flat=True))

    erase(amal)

    told = history(actor=bo, group_id=group.pk).messages
    assert [(one["number"], one["state"], one["text"]) for one in told] == [
        (1, "said", "Hoi"), (2, "taken_back", ""), (3, "said", "Fijn"),
    ]  # fmt: skip
    assert told[0]["reactions"] == {}
    assert min(told[0]["version"], told[1]["version"]) > max(versions)
    page = as_(bo).get(f"/groups/{group.pk}/").content.decode()
    assert "Iemand van eerder haalde dit bericht terug." in page
    assert as_(bo).get(f"/groups/{group.pk}/2/").status_code == 200


def test_an_open_page_hears_of_it_and_she_does_not(amal, group, monkeypatch, django_capture_on_commit_callbacks):
    heard, hers = [], amal.seats.get().pk
    monkeypatch.setattr(line_news, "listeners", [heard.extend])

    with django_capture_on_commit_callbacks(execute=True):
        erase(amal)

    page = next(one for one in heard if isinstance(one, news.GroupChanges))
    assert [(one["number"], one["seat"]) for one in page.messages if one["state"] == "taken_back"] == [
        (2, "00000000-0000-0000-0000-000000000000")
    ]
    assert hers not in page.audience
    assert news.SeatsChanged(group.pk) in heard


def test_talk_that_was_taken_back_so_still_fades(amal, group):
    from peergroups.forgetting import fade

    erase(amal)
    fade(timezone.now() + timedelta(days=91))

    assert not Message.objects.exists()


def test_counts_stay_and_names_go(amal, week):
    before = Attendance.objects.filter(session=week, state="present").count()

    erase(amal)

    left = Attendance.objects.filter(session=week, state="present")
    assert left.count() == before
    assert left.filter(person=None).values("noted_by", "noted_at").get() == {"noted_by": None, "noted_at": None}
    assert not Answer.objects.exists()
    assert set(Training.objects.values_list("series__audience", flat=True)) == {Audience.HOUSE}


def test_the_page_of_a_training_shows_nothing_of_who_was_erased(amal, bo, dewi, week, as_):
    erase(amal)

    page = as_(dewi).get(f"/sessions/{week.pk}/")

    assert HERS["name"] not in page.content.decode()


def test_the_chain_of_looks_stays_whole(amal, house, everything):
    erase(amal)

    assert checkpoints.check_chain(house, []) is None
    assert log.lines_for(amal).days == []


def test_every_device_is_signed_out_and_her_name_is_free(amal):
    phone = phone_of(amal)

    erase(amal)

    assert phone.get("/week/").status_code == 302
    assert not Person.objects.signing_in_as(HERS["sign_in_name"]).exists()


# Alone: it waits.


def ask_on(client, passphrase=PASSPHRASE):
    return client.post("/me/kept/end/", {"passphrase": passphrase})


def test_alone_it_waits_for_two_weeks_and_she_reads_so(amal):
    phone = phone_of(amal)

    assert ask_on(phone).url == "/me/"

    assert Erasure.objects.get().due_on == days(14)
    assert "wordt alles gewist" in phone.get("/me/").content.decode()
    erasure.erase_who_is_due()
    assert Person.objects.filter(pk=amal.pk).exists()


def test_an_erasure_is_carried_out_on_its_day(amal):
    erasure.ask(actor=amal)
    Erasure.objects.update(due_on=days(0))

    erasure.erase_who_is_due()

    assert not Person.objects.filter(pk=amal.pk).exists()


def test_asking_again_does_not_move_the_day(amal):
    erasure.ask(actor=amal)
    Erasure.objects.update(due_on=days(3))

    assert erasure.ask(actor=amal).due_on == days(3)


def test_she_takes_her_erasure_back_on_any_device(amal):
    ask_on(phone_of(amal))

    assert phone_of(amal, code="").post("/me/kept/stay/").url == "/me/"

    assert not Erasure.objects.exists()


def test_who_holds_her_open_phone_cannot_ask_it(amal, monkeypatch):
    monkeypatch.setattr("house.throttle.time.sleep", lambda seconds: None)
    phone = phone_of(amal)

    assert ask_on(phone, "7305").status_code == 422
    later(phone, minutes=6)
    assert ask_on(phone).status_code == 423
    assert not Erasure.objects.exists()


def test_the_house_sees_it_and_may_stop_it_and_she_reads_by_whom(amal, eva, as_):
    erasure.ask(actor=amal)
    desk = as_(eva)
    assert "Zij was het niet" in desk.get(f"/desk/people/{amal.pk}/").content.decode()
    assert "1 nieuw" in desk.get("/more/").content.decode()

    desk.post(f"/desk/people/{amal.pk}/stays/")
    Erasure.objects.update(due_on=days(0))
    erasure.erase_who_is_due()

    assert "Eva hield dat tegen" in re.sub(r"\s+", " ", as_(amal).get("/me/").content.decode())
    assert erasure.ask(actor=amal).stopped_at is None


def test_who_stops_it_stands_in_her_log(amal, eva, as_):
    erasure.ask(actor=amal)
    erasure.stop(actor=eva, person_id=amal.pk)

    [(_, lines)] = log.lines_for(amal).days
    assert [(line.actor, line.what) for line in lines] == [
        (eva, "hield tegen dat iemand in jouw naam een kaart kreeg of alles liet wissen")
    ]


@pytest.mark.parametrize("name", ["bo", "dewi", "gina", "fay"])
def test_only_a_coordinator_of_her_house_stops_an_erasure(amal, name, request):
    erasure.ask(actor=amal)

    with pytest.raises(NotHere):
        erasure.stop(actor=request.getfixturevalue(name), person_id=amal.pk)


def test_who_runs_a_house_alone_is_not_erased(eva, house):
    with pytest.raises(LastCoordinator):
        erasure.ask(actor=eva)
    other = make_worker("Else", house, Role.COORDINATOR)
    erasure.ask(actor=eva)
    Erasure.objects.update(due_on=days(0))
    Position.objects.filter(person=other).update(until_on=days(0))

    erasure.erase_who_is_due()

    assert Person.objects.filter(pk=eva.pk).exists()


# With two who see her: at once.


def test_two_colleagues_who_see_her_erase_at_once(amal, eva, gina, as_):
    code = returns.ask_return(actor=eva, person_id=amal.pk, is_farewell=True)[1]
    colleague = as_(gina)
    page = colleague.post("/desk/back/", {"code": code}).content.decode()
    assert "Terug kan het niet." in page
    assert Person.objects.filter(pk=amal.pk).exists()

    done = colleague.post("/desk/back/", {"code": code, "is_her": "1"}).content.decode()

    assert "Alles van haar is gewist." in done
    assert not Person.objects.filter(pk=amal.pk).exists()


def test_one_colleague_alone_erases_nobody(amal, eva):
    code = returns.ask_return(actor=eva, person_id=amal.pk, is_farewell=True)[1]

    with pytest.raises(AskAColleague):
        returns.confirm_return(actor=eva, code=code)


def test_a_code_to_erase_makes_no_card(amal, eva, gina):
    asked, _ = returns.ask_return(actor=eva, person_id=amal.pk, is_farewell=True)
    type(asked).objects.update(confirmed_by=gina, confirmed_at=timezone.now())

    with pytest.raises(NotHere):
        returns.make_card(actor=eva, return_id=asked.pk)


def test_a_place_in_another_house_keeps_a_coordinator_from_erasing_her(amal, eva, gina, other_house, as_):
    Position.objects.create(person=amal, house=other_house, role=Role.TRAINER, from_on=days(-3))

    with pytest.raises(HasAnotherHouse):
        returns.ask_return(actor=eva, person_id=amal.pk, is_farewell=True)
    page = as_(eva).post(f"/desk/people/{amal.pk}/end/")
    assert (page.status_code, "ook een plek in een ander huis" in page.content.decode()) == (409, True)


def test_who_never_came_in_can_be_erased_too(house, eva, gina):
    new = Person.objects.create(chosen_name="Nieuw")
    Stay.objects.create(person=new, house=house, arrived_on=days(-1))

    returns.confirm_return(actor=gina, code=returns.ask_return(actor=eva, person_id=new.pk, is_farewell=True)[1])

    assert not Person.objects.filter(pk=new.pk).exists()


# After a copy was put back by other means than ours.


def test_who_came_back_with_a_copy_is_erased_again(amal, bo, tmp_path, capsys, settings):
    settings.BACKUPS_DIR = tmp_path
    marks.add(bo.pk)  # so long ago that the copy knows it
    erase(amal)
    marks.write_out()
    ErasureMark.objects.latest("number").delete()
    Canary.objects.create(song=SONG)
    Person.objects.create(pk=amal.pk, chosen_name="Amal")  # the copy

    call_command("forget_again", tmp_path / marks.FILE)

    assert "2 of 2 were there again" in capsys.readouterr().out
    assert not Person.objects.filter(pk__in=[amal.pk, bo.pk]).exists()
    assert [mark.number for mark in ErasureMark.objects.all()] == [1, 2]


# What is kept of her.


def test_she_reads_everything_that_is_kept(amal, everything, as_):
    page = as_(amal).get("/me/kept/").content.decode()

    told = {"name", "sign_in_name", "alias", "said", "reason"}
    assert {one for one in told if HERS[one] in page} == told
    assert "Reservekopieën vergeten het na 30 dagen." in page
    assert "Sterk staan" in page


def test_the_page_of_kept_data_holds_no_words_of_others(amal, group, as_):
    page = as_(amal).get("/me/kept/").content.decode()

    assert not any(word in page for word in ("Hoi", "Kaneel", "Fijn"))


def test_the_page_of_kept_data_asks_who_is_there_after_she_was_away(amal):
    phone = phone_of(amal, code="")
    later(phone, minutes=15)

    assert phone.get("/me/kept/").status_code == 423
