"""A coordinator brings a file, reads what was understood, mends it and puts it in the week."""

from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from house.models import Room
from programs.models import Draft, Series, Theme, Training
from tests.programs.conftest import TU, TUESDAY

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

    assert "“elke zonneschijn” begrijp ik niet als een dag." in told
    assert [question in told for question in ("Yoga", "zolder", "Marieke")] == [True] * 3
    assert "regel 4" in told


def test_it_goes_into_the_week_with_what_she_answered(say, draft, house, training, room, dewi):
    response = say(Yoga="new:body", zolder="new", Marieke=str(dewi.pk), put="1")

    assert response["Location"] == "/sessions/series/"
    staan, yoga = Series.objects.order_by("training__title")
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
