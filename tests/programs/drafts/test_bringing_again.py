"""A sheet or an agenda that is imported again changes only what its source changed."""

from datetime import date, time
from pathlib import Path
from uuid import uuid4

from programs.importing.services.corrections import answer_draft
from programs.importing.services.overview import look_over
from programs.importing.services.put import put_draft
from programs.models import Closure, Draft, Series, Session
from programs.planning.edits.services.apply import edit_series
from programs.planning.edits.services.request import EditRequest
from programs.planning.services.change import move_session
from programs.trainings.services import start_training
from tests.programs.conftest import TUESDAY, local
from tests.programs.drafts.conftest import again


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


def test_an_agenda_is_brought_and_known_again_by_its_events(bring, as_, eva, training):
    google = (Path(__file__).parents[1] / "ics" / "google.ics").read_bytes()
    bring(google)
    draft = Draft.objects.get()
    answer_draft(actor=eva, draft_id=draft.pk, answers=answers_to(draft), taken={})
    put_draft(actor=eva, draft_id=draft.pk)

    bring(google.replace(b"T103000", b"T110000"))

    newer = Draft.objects.waiting().get()
    assert newer.source == draft.source
    assert [told.state for told in look_over(newer).lines if told.line.key == "0a1b2c3d4e5f@google.com"] == ["changed"]
    assert [(closure.told_name, closure.from_on, closure.until_on) for closure in Closure.objects.all()] == [
        ("Kerstvakantie", date(2026, 12, 21), date(2027, 1, 4))
    ]


def answers_to(draft):
    usual = {"training": "new:cooking", "room": "new", "person": "none"}
    return {question.mark: usual[question.kind] for question in look_over(draft).questions}
