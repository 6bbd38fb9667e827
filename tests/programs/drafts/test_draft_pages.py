"""A coordinator brings a file, reads what was understood, mends it and puts it in the week."""

from datetime import date, time
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from house.models import Role, Room
from programs.errors import AlreadyPut
from programs.forgetting import forget_drafts
from programs.importing.services.put import put_draft
from programs.models import Draft, Series, Theme, Training
from programs.sessions.models.series import by_training
from programs.trainings.services import start_training
from tests import cast
from tests.programs.conftest import TU, TUESDAY
from tests.programs.drafts.conftest import BRING, SHEET


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


def test_a_name_of_who_lives_here_stays_out_unless_she_says_so(bring, as_, eva, amal):
    path = bring("Training;Thema;Dag;Tijd\nTaart voor Amal;koken;di;10:30\nTaart;koken;wo;10:30")["Location"]

    page = as_(eva).get(path)

    assert [told.takes for told in page.context["overview"].lines] == [False, True]
    assert "Hier staat misschien de naam van een bewoonster" in page.content.decode()


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
