"""A coordinator brings a file, reads what was understood, mends it and puts it in the week."""

from datetime import date, time
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from house.models import Role, Room
from programs.errors import AlreadyPut
from programs.importing.services.clashes import clashes_of
from programs.importing.services.copies import copy_week
from programs.importing.services.corrections import answer_draft
from programs.importing.services.drafts import bring_sheet
from programs.importing.services.overview import look_over
from programs.importing.services.put import put_draft
from programs.models import Closure, Draft, Origin, Series, Session, Theme, Training
from programs.planning.closures.services import close_days
from programs.planning.edits.services.apply import edit_series
from programs.planning.edits.services.request import EditRequest
from programs.planning.services.change import move_session
from programs.retention import forget_drafts
from programs.sessions.models.series import by_training
from programs.sessions.services.notices import note_visit
from programs.staffing.services.duties import stay_away
from programs.trainings.services import start_training
from tests import cast
from tests.news import news_for
from tests.programs.conftest import TU, TUESDAY, local
from tests.programs.test_changing import run_together
from tests.programs.test_week_page import read

BRING = "/sessions/series/bring/"
SHEET = """Training;Dag;Tijd;Duur;T/m;Kamer;Trainer
Sterk staan;di;10.30;1,5 uur;18-12-2026;Grote kamer;Dewi
Yoga;do;half elf;60 min;;zolder;Marieke
Wandelen;elke zonneschijn;14:00;1 uur;;;
"""


def a_file(text=SHEET, name="ons programma.csv"):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


@pytest.fixture
def bring(as_, eva):
    browser = as_(eva)
    return lambda text=SHEET, **words: browser.post(BRING, {"file": a_file(text), **words})


@pytest.fixture
def draft(bring, training, room, dewi):
    bring()
    return Draft.objects.get()


@pytest.fixture
def say(as_, eva, draft):
    """Answer the questions of the draft; what is not said otherwise goes along as it is."""
    browser, path = as_(eva), f"/sessions/series/drafts/{draft.pk}/"

    def say(**words):
        form = browser.get(path).context["form"]
        marks = {form.fields[name].label: name for name in form.fields}
        first = {name: "on" for name, field in form.fields.items() if name.startswith("line-") and field.initial}
        return browser.post(path, first | {marks.get(name, name): said for name, said in words.items()})

    return say


def test_a_file_becomes_a_draft_and_nothing_else(bring, training, room):
    response = bring()

    draft = Draft.objects.get()
    assert response["Location"] == f"/sessions/series/drafts/{draft.pk}/"
    assert [line.title for line in draft.reading.lines] == ["Sterk staan", "Yoga", "Wandelen"]
    assert not Series.objects.exists()


def test_the_page_says_line_by_line_what_was_not_understood(as_, eva, draft):
    told = as_(eva).get(f"/sessions/series/drafts/{draft.pk}/").content.decode()

    assert "“elke zonneschijn” begrijpen we niet als een dag." in told
    assert [question in told for question in ("Yoga", "zolder", "Marieke")] == [True] * 3
    assert "regel 4" in told


def test_it_goes_into_the_week_with_what_she_answered(say, draft, house, training, room, dewi):
    response = say(Yoga="new:body", zolder="new", Marieke=str(dewi.pk), put="1")

    assert response["Location"] == "/sessions/series/"
    staan, yoga = by_training(Series.objects.all())
    assert (staan.training, staan.room, staan.start_time, staan.length_minutes) == (training, room, time(10, 30), 90)
    assert (staan.rhythm.weekdays, staan.rhythm.until_on, staan.givers()) == ({TU}, date(2026, 12, 18), [dewi])
    assert (yoga.training.theme, yoga.room.name, yoga.givers()) == (Theme.BODY, "zolder", [dewi])
    assert staan.sessions.first().original_on == TUESDAY


def test_with_an_open_question_nothing_goes_in(say):
    response = say(Yoga="new:body", zolder="new", put="1")

    assert (response.status_code, "Beantwoord eerst" in response.content.decode()) == (422, True)
    assert (Series.objects.count(), Training.objects.count(), Room.objects.count()) == (0, 1, 1)


def test_what_is_left_out_is_not_asked_for(say, draft):
    say(**{"line-1": ""}, put="1")

    assert [series.training.title for series in Series.objects.all()] == ["Sterk staan"]


# Brought again


@pytest.fixture
def put(bring, as_, eva, training, room, dewi):
    """Bring one training and put it in the week; again with other words for its day and time."""

    def put(row="Sterk staan;di;10.30;90;18-12-2026;Grote kamer;Dewi;", *more, then="put", **words):
        head = "Training;Dag;Tijd;Duur;T/m;Kamer;Trainer;Niet op"
        bring("\n".join([head, row, *more]), **words)
        draft = Draft.objects.waiting().get()
        page = as_(eva).get(f"/sessions/series/drafts/{draft.pk}/")
        form = page.context["form"]
        first = {name: "on" for name, field in form.fields.items() if field.initial}
        as_(eva).post(f"/sessions/series/drafts/{draft.pk}/", first | {then: "1"})
        return [told.state for told in page.context["overview"].lines]

    return put


def again():
    return {"source": str(Draft.objects.exclude(put_at=None).first().source)}


def test_the_same_again_changes_nothing(put):
    put()
    before = list(Session.objects.values())

    assert put(**again()) == ["same"]
    assert (Series.objects.count(), list(Session.objects.values())) == (1, before)


def test_another_time_moves_what_nobody_touched(put, eva):
    put()
    moved = Session.objects.get(original_on=date(2026, 10, 27))
    move_session(actor=eva, session_id=moved.pk, starts_at=local(2026, 10, 28, 16), why="Trein.")

    assert put("Sterk staan;di;11.00;90;18-12-2026;Grote kamer;Dewi;", **again()) == ["changed"]

    series = Series.objects.get()
    moments = dict(series.sessions.values_list("original_on", "starts_at"))
    assert (series.start_time, moments[date(2026, 10, 20)]) == (time(11), local(2026, 10, 20, 11))
    assert moments[date(2026, 10, 27)] == local(2026, 10, 28, 16)


def test_what_was_changed_in_the_house_stays_and_the_page_says_so(put, eva, as_):
    put()
    edit_request = EditRequest(from_on=TUESDAY, new={"start_time": time(15)})
    edit_series(actor=eva, series_id=Series.objects.get().pk, edit_request=edit_request, why="Beter zo.", key=uuid4())

    states = put("Sterk staan;di;11.00;90;18-12-2026;Grote kamer;Dewi;", then="keep", **again())

    told = as_(eva).get(f"/sessions/series/drafts/{Draft.objects.waiting().get().pk}/").content.decode()
    assert (states, Series.objects.get().start_time) == (["kept"], time(15))
    assert "Wat hier staat, blijft." in told


def test_a_day_that_is_skipped_now_is_cancelled_and_one_that_is_held_again_comes_back(put):
    put("Sterk staan;di;10.30;90;18-12-2026;Grote kamer;Dewi;27-10-2026")

    put("Sterk staan;di;10.30;90;18-12-2026;Grote kamer;Dewi;3-11-2026", **again())

    sessions = Series.objects.get().sessions
    assert sessions.get(original_on=date(2026, 11, 3)).is_cancelled
    assert sessions.get(original_on=date(2026, 10, 27)).starts_at == local(2026, 10, 27, 10, 30)


def test_what_she_answered_is_not_asked_again(put, house, dewi):
    other = start_training(
        actor=house.positions.get(role="coordinator").person, house_id=house.pk, theme="work", title="Cv"
    )
    row = "Sollicitatie;di;{};90;;hok;Marieke;"
    draft_of(put, row.format("10.30"), {"Sollicitatie": str(other.pk), "hok": "none", "Marieke": str(dewi.pk)})

    assert put(row.format("11.00"), **again()) == ["changed"]

    series = Series.objects.get()
    assert (series.training, series.room, series.givers(), series.start_time) == (other, None, [dewi], time(11))


def draft_of(put, row, answers):
    """Bring this row, answer its questions and put it in the week."""
    put(row, then="keep")
    draft = Draft.objects.waiting().get()
    marks = {question.name: question.mark for question in look_over(draft).questions}
    said = {marks[name]: answer for name, answer in answers.items()}
    answer_draft(actor=draft.made_by, draft_id=draft.pk, answers=said, taken={})
    put_draft(actor=draft.made_by, draft_id=draft.pk)


def test_what_is_no_longer_in_it_is_told_and_stays(put, as_, eva):
    put("Sterk staan;di;10.30;90;;Grote kamer;Dewi;", "Sterk staan;do;14.00;60;;Grote kamer;Dewi;")

    put(then="keep", **again())

    page = as_(eva).get(f"/sessions/series/drafts/{Draft.objects.waiting().get().pk}/")
    assert [one.start_time for one in page.context["overview"].gone] == [time(14)]
    assert Series.objects.count() == 2


def test_the_same_file_without_a_word_is_seen_to_be_there_already(put):
    put()

    assert put() == ["there"]
    assert Series.objects.count() == 1


# An agenda


def test_an_agenda_is_brought_and_known_again_by_its_events(bring, as_, eva, training):
    google = (Path(__file__).parent / "ics" / "google.ics").read_bytes()
    bring(google)
    draft = Draft.objects.get()
    answer_draft(actor=eva, draft_id=draft.pk, answers=answers_to(draft), taken={})
    put_draft(actor=eva, draft_id=draft.pk)

    bring(google.replace(b"T103000", b"T110000"))

    again = Draft.objects.waiting().get()
    assert again.source == draft.source
    assert [told.state for told in look_over(again).lines if told.line.key == "0a1b2c3d4e5f@google.com"] == ["changed"]
    assert [(closure.told_name, closure.from_on, closure.until_on) for closure in Closure.objects.all()] == [
        ("Kerstvakantie", date(2026, 12, 21), date(2027, 1, 4))
    ]


def answers_to(draft):
    usual = {"training": "new:cooking", "room": "new", "person": "none"}
    return {question.mark: usual[question.kind] for question in look_over(draft).questions}


def test_a_name_of_who_lives_here_stays_out_unless_she_says_so(bring, as_, eva, amal):
    path = bring("Training;Thema;Dag;Tijd\nTaart voor Amal;koken;di;10:30\nTaart;koken;wo;10:30")["Location"]

    page = as_(eva).get(path)

    assert [told.takes for told in page.context["overview"].lines] == [False, True]
    assert "Hier staat misschien de naam van een bewoonster" in page.content.decode()


# What may go wrong


@pytest.mark.parametrize("data", [b"", b"\x00\xff", b"PK\x03\x04", b"BEGIN:VCALENDAR", b"x" * (3 << 20)], ids=range(5))
def test_a_file_that_is_nothing_gets_a_sentence(bring, data):
    response = bring(data)

    assert (response.status_code, Draft.objects.exists()) == (422, False)
    assert response.context["form"].errors


def test_two_of_the_same_are_one_draft(bring, training):
    assert bring()["Location"] == bring()["Location"]


def test_put_twice_is_put_once(say, draft, dewi):
    answers = {"Yoga": "new:body", "zolder": "new", "Marieke": "none", "put": "1"}
    say(**answers)

    with pytest.raises(AlreadyPut):
        put_draft(actor=draft.made_by, draft_id=draft.pk)
    assert Series.objects.count() == 2


def test_the_text_of_a_draft_is_deleted_once_it_is_in_the_week(say, draft, as_, eva):
    say(Yoga="new:body", zolder="new", Marieke="none", put="1")

    draft.refresh_from_db()
    assert draft.words == ""
    assert "Dit staat in de week" in as_(eva).get(f"/sessions/series/drafts/{draft.pk}/").content.decode()


def test_a_refusal_on_the_way_leaves_nothing_half(say, draft, room, training):
    other = start_training(actor=draft.made_by, house_id=draft.house_id, theme=Theme.COOKING, title="Anders")
    room.is_closed = True
    room.save()

    response = say(Yoga=str(other.pk), zolder=str(uuid4()), Marieke="none", put="1")

    assert (response.status_code, Series.objects.count()) == (422, 0)


def test_a_line_is_mended_by_hand(as_, eva, draft):
    words = {"title": "Wandelen", "weekdays": ["6"], "every_weeks": "1", "start_time": "14:00", "length_minutes": "60"}
    words |= {"from_on": "2026-10-13", "until_on": "", "room": "", "trainers": "Dewi"}

    response = as_(eva).post(f"/sessions/series/drafts/{draft.pk}/2/", words)

    draft = Draft.objects.get()
    assert response["Location"].endswith("#l-2")
    assert (draft.reading.lines[2].rhythm.weekdays, draft.taken[2]) == ({6}, True)


def test_nobody_else_sees_a_draft_not_even_who_runs_the_house_too(as_, draft, house):
    other = cast.make_worker("Ivy", house, Role.COORDINATOR)

    assert as_(other).get(f"/sessions/series/drafts/{draft.pk}/").status_code == 404


def test_a_draft_is_thrown_away(as_, eva, draft):
    response = as_(eva).post(f"/sessions/series/drafts/{draft.pk}/away/")

    assert (response["Location"], Draft.objects.exists()) == (BRING, False)


def test_a_draft_that_nobody_wants_fades_after_three_weeks(draft, clock):
    clock.set(2026, 11, 3, 7)
    forget_drafts()
    assert Draft.objects.exists()

    clock.set(2026, 11, 4, 9)
    forget_drafts()
    assert not Draft.objects.exists()


def test_a_page_asks_as_much_of_sixty_lines_as_of_three(as_, eva, bring):
    def asked(count):
        rows = [f"Training {number};di;10:30;60;;Kamer {number};Iemand {number}" for number in range(count)]
        path = bring("\n".join([SHEET.splitlines()[0], *rows]))["Location"]
        with CaptureQueriesContext(connection) as queries:
            browser.get(path)
        return len(queries)

    browser = as_(eva)
    browser.get(BRING)

    assert asked(60) == asked(3) < 45


def test_a_large_programme_is_put_in_the_week(put, training, house, eva):
    rows = [f"Sterk staan;{day};{hour}:00;30;18-12-2026;;;" for day in ("di", "wo", "do") for hour in range(8, 20)]

    put(*rows)

    assert Series.objects.count() == 36


# In the way


@pytest.fixture
def warned(bring, as_, eva, training, room, dewi):
    """For each of these rows, the words in which the page of its draft says what is in its way."""

    def warned(*rows):
        bring("\n".join(["Training;Dag;Tijd;Duur;T/m;Kamer;Trainer", *rows]))
        page = as_(eva).get(f"/sessions/series/drafts/{Draft.objects.waiting().get().pk}/")
        lines = page.context["form"].lines()
        return [[(one.kind, one.name, len(one.moments)) for one in clashes] for _told, _field, clashes in lines]

    return warned


def test_a_room_that_is_taken_and_who_is_busy_are_told_beforehand(warned, session, hanne):
    rows = "Yoga;di;11:00;60;27-10-2026;Grote kamer;Hanne", "Thee;di;11:30;60;27-10-2026;;Dewi"

    assert warned(*rows) == [[("room", "Grote kamer", 3)], [("busy", "Dewi", 3)]]


def test_the_page_says_what_happens_if_she_goes_on(bring, as_, eva, session):
    bring("Training;Dag;Tijd;Duur;T/m;Kamer;Trainer\nThee;di;11:00;60;27-10-2026;Grote kamer;Dewi")

    text = read(as_(eva).get(f"/sessions/series/drafts/{Draft.objects.get().pk}/"))

    assert "Grote kamer is 3 keer al bezet, voor het eerst op dinsdag 13 oktober." in text
    assert "Dewi geeft 3 keer al iets anders, voor het eerst op dinsdag 13 oktober." in text


def test_two_lines_of_one_draft_are_in_each_others_way(warned):
    rows = "Sterk staan;wo;9:00;60;28-10-2026;Grote kamer;Dewi", "Yoga;wo;9:30;60;21-10-2026;Grote kamer;Dewi"

    assert warned(*rows) == [[], [("room", "Grote kamer", 2), ("busy", "Dewi", 2)]]


def test_where_one_ends_the_next_may_begin_and_on_a_closed_day_nothing_is_held(warned, session, eva, house):
    days = {"from_on": date(2026, 10, 20), "until_on": date(2026, 10, 21)}
    close_days(actor=eva, house_id=house.pk, kind=Closure.Kind.OWN, name="Schoonmaak", **days)
    rows = "Yoga;di;12:00;60;20-10-2026;Grote kamer;Dewi", "Thee;di;11:00;60;20-10-2026;Grote kamer;"

    assert warned(*rows) == [[], [("room", "Grote kamer", 1)]]


def test_a_shared_room_holds_more_at_once(warned, session, room):
    Room.objects.filter(pk=room.pk).update(is_shared=True)

    assert warned("Thee;di;11:00;60;20-10-2026;Grote kamer;") == [[]]


def test_days_on_which_somebody_cannot_come_are_told_too(warned, dewi):
    stay_away(actor=dewi, from_on=date(2026, 10, 20), until_on=date(2026, 10, 22))

    assert warned("Thee;wo;11:00;60;28-10-2026;;Dewi") == [[("away", "Dewi", 1)]]


def test_what_is_brought_again_is_not_in_its_own_way(put, warned, as_, eva):
    put()
    again_rows = "Sterk staan;di;11.00;90;18-12-2026;Grote kamer;Dewi;"

    put(again_rows, then="keep", **again())

    lines = as_(eva).get(f"/sessions/series/drafts/{Draft.objects.waiting().get().pk}/").context["form"].lines()
    assert [(told.state, clashes) for told, _field, clashes in lines] == [("changed", [])]


def test_one_more_day_of_a_series_is_warned_of_too(plan, house, eva, as_):
    plan([2], from_on=date(2026, 10, 14), until_on=date(2026, 10, 14))
    plan([2], from_on=date(2026, 10, 21), until_on=date(2026, 10, 21))

    draft = copy_week(actor=eva, house_id=house.pk, from_on=TUESDAY, to_on=date(2026, 10, 19))

    [(_told, _field, clashes)] = as_(eva).get(f"/sessions/series/drafts/{draft.pk}/").context["form"].lines()
    assert [(one.kind, len(one.moments)) for one in clashes] == [("room", 1), ("busy", 1)]


def test_what_she_said_comes_true(put, session, eva):
    """The rooms that the page tells are taken are just those that are missing in the week."""
    put("Sterk staan;di;11:00;60;27-10-2026;Grote kamer;Dewi;", then="keep")
    draft = Draft.objects.waiting().get()
    told = clashes_of(look_over(draft))[0][0].moments

    put_draft(actor=eva, draft_id=draft.pk)

    roomless = Session.objects.filter(lacks_room=True).values_list("starts_at", flat=True)
    assert (len(told), told) == (3, list(roomless))


# Told


@pytest.fixture
def looked(amal, dewi, clock):
    """They looked an hour ago."""
    for person in (amal, dewi):
        note_visit(actor=person)
    clock.set(2026, 10, 13, 9)


def test_a_whole_programme_is_one_line_of_news(put, as_, looked, amal, dewi):
    put(*[f"Sterk staan;{day};{hour}:00;30;18-12-2026;;Dewi;" for day in ("wo", "do") for hour in range(8, 20)])

    text = read(as_(amal).get("/week/"))

    assert "Nieuw sinds je laatste bezoek Er is een nieuw programma Kijk in je week. Vandaag" in text
    assert [line.is_programme for line in news_for(dewi)] == [True]


def test_one_series_alone_is_told_by_its_name(put, as_, looked, amal):
    put()

    text = read(as_(amal).get("/week/"))

    assert ("Sterk staan Nieuw in je week: elke dinsdag" in text, "nieuw programma" in text) == (True, False)


def test_what_changes_in_it_later_is_told_by_itself(put, looked, amal, eva):
    put("Sterk staan;di;10.30;90;18-12-2026;;;", "Sterk staan;wo;10.30;90;18-12-2026;;;")
    moved = Session.objects.get(original_on=date(2026, 10, 27))

    move_session(actor=eva, session_id=moved.pk, starts_at=local(2026, 10, 27, 16), why="Trein.")

    [programme, change] = news_for(amal)
    assert (programme.is_programme, change.in_words, change.sessions) == (True, "Andere tijd", [moved])


def test_a_copied_week_is_one_line_too(plan, house, eva, clock, amal):
    for hour in (9, 11, 13):
        plan([2], time(hour), from_on=date(2026, 10, 14), until_on=date(2026, 10, 14))
    clock.set(2026, 10, 13, 9)
    note_visit(actor=amal)
    clock.set(2026, 10, 13, 10)

    draft = copy_week(actor=eva, house_id=house.pk, from_on=TUESDAY, to_on=date(2026, 10, 19))
    put_draft(actor=eva, draft_id=draft.pk)

    assert [(line.is_programme, len(line.sessions)) for line in news_for(amal)] == [(True, 3)]


# At once

ROW = "Training;Dag;Tijd;Duur\nSterk staan;di;{};60\n"


def put_or_refused(draft, eva):
    return lambda: put_draft(actor=eva, draft_id=draft.pk)


@pytest.mark.django_db(transaction=True)
def test_a_draft_that_is_put_twice_at_once_is_put_once(eva, house, training):
    draft = bring_sheet(actor=eva, house_id=house.pk, data=ROW.format("10:30").encode())

    outcomes = run_together(put_or_refused(draft, eva), put_or_refused(draft, eva))

    assert (sorted(outcomes), Series.objects.count()) == (["AlreadyPut", "int"], 1)


@pytest.mark.django_db(transaction=True)
def test_two_versions_that_are_put_at_once_are_one_series(eva, house, training):
    source = uuid4()
    drafts = [
        bring_sheet(actor=eva, house_id=house.pk, data=ROW.format(at).encode(), source=source)
        for at in ("10:30", "11:00")
    ]

    outcomes = run_together(*[put_or_refused(draft, eva) for draft in drafts])

    assert (outcomes, Series.objects.count(), Origin.objects.count()) == (["int", "int"], 1, 1)


@pytest.mark.django_db(transaction=True)
def test_one_week_that_is_copied_twice_at_once_is_held_once(eva, house, plan):
    series = plan([2], from_on=date(2026, 10, 14), until_on=date(2026, 10, 14))
    colleague = cast.make_worker("Ivy", house, Role.COORDINATOR)
    words = {"house_id": house.pk, "from_on": TUESDAY, "to_on": date(2026, 10, 20)}
    drafts = {actor: copy_week(actor=actor, **words) for actor in (eva, colleague)}

    run_together(*[put_or_refused(draft, actor) for actor, draft in drafts.items()])

    assert sorted(series.sessions.values_list("original_on", flat=True)) == [date(2026, 10, 14), date(2026, 10, 21)]
