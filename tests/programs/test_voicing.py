"""How it was: said once, read by the right people, and never traced to anybody."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from house.errors import NotHere
from programs.errors import AlreadyCancelled, AlreadySaid, NoLongerNoted, NotYet
from programs.feedback.services.feedback import may_speak, open_batches, say_how_it_was
from programs.models import FeedbackBatch, Heard, Session, Spoken, Voice
from programs.planning.services.change import cancel_session
from tests import cast
from tests.programs.conftest import TUESDAY


@pytest.fixture
def residents(house, amal, bo):
    return [amal, bo, *(cast.make_resident(name, house) for name in ("Nina", "Pia", "Roos", "Saar"))]


@pytest.fixture
def held(session, clock):
    """The session of this Tuesday, an hour after it was over."""
    clock.set(2026, 10, 13, 13)
    return session


def speak(person, session, face="good", words=""):
    say_how_it_was(actor=person, session_id=session.pk, face=face, words=words)


def read_by(person):
    """What this person reads, batch by batch."""
    batches = FeedbackBatch.objects.visible_to(person).prefetch_related("voices")
    return [Counter((voice.face, voice.words) for voice in batch.voices.all()) for batch in batches]


def test_four_voices_stay_closed(held, residents, dewi, eva):
    for person in residents[:4]:
        speak(person, held)

    open_batches()

    assert read_by(dewi) == read_by(eva) == []


def test_five_people_are_read_together(held, residents, dewi):
    for person, words in zip(residents, ["fijn", "goed", "", "te lang", "mooi"], strict=False):
        speak(person, held, words=words)

    open_batches()

    assert read_by(dewi) == [Counter({("good", words): 1 for words in ["fijn", "goed", "", "te lang", "mooi"]})]


def test_five_voices_of_three_people_are_not_five_people(held, residents, dewi, clock):
    later = Session.objects.get(series=held.series, original_on=TUESDAY + timedelta(weeks=1))
    for person in residents[:3]:
        speak(person, held)
    clock.set(2026, 10, 20, 13)
    for person in residents[:3]:
        speak(person, later)

    open_batches()

    assert read_by(dewi) == []


def test_a_batch_fills_over_several_sessions(held, residents, dewi, clock):
    for person in residents[:3]:
        speak(person, held)
    clock.set(2026, 10, 20, 13)
    for person in residents[3:5]:
        speak(person, Session.objects.get(series=held.series, original_on=TUESDAY + timedelta(weeks=1)))

    open_batches()

    batch = FeedbackBatch.objects.visible_to(dewi).get()
    assert (batch.first_on, batch.last_on, batch.voices.count()) == (date(2026, 10, 13), date(2026, 10, 20), 5)


def test_two_looks_never_differ_by_less_than_five_people(plan, residents, dewi, eva, clock):
    """The attack: look after each voice and each night, and hold every view against every other."""
    series, views = plan(), []
    for week in range(6):
        session = Session.objects.get(series=series, original_on=TUESDAY + timedelta(weeks=week))
        clock.set(2026, 10, 13, 13)
        clock.now += timedelta(weeks=week)
        for place, person in enumerate(residents[week % 3 :]):
            speak(person, session, words=f"{week} {place}")
            views.append(sum(read_by(eva), Counter()))
            assert read_by(eva) == read_by(dewi)
        open_batches()
        views.append(sum(read_by(eva), Counter()))

    assert {(one - other).total() for one in views for other in views} >= {0}
    assert all((one - other).total() == 0 or (one - other).total() >= 5 for one in views for other in views)


def test_nothing_is_added_to_an_opened_batch(held, residents, dewi):
    for person in residents[:5]:
        speak(person, held)
    open_batches()

    speak(residents[5], held, words="ik ook")
    open_batches()

    assert [batch.total() for batch in read_by(dewi)] == [5]


def test_opening_forgets_who_spoke(held, residents):
    for person in residents[:5]:
        speak(person, held)
    assert Heard.objects.count() == 5

    open_batches()

    assert Heard.objects.count() == 0


def test_she_says_how_a_session_was_once(held, amal):
    speak(amal, held)

    with pytest.raises(AlreadySaid):
        speak(amal, held, words="nog iets")
    assert (Voice.objects.count(), may_speak(amal, held)) == (1, False)


def test_a_voice_before_the_end_of_a_session_is_refused(session, amal):
    with pytest.raises(NotYet):
        speak(amal, session)


def test_a_voice_after_a_week_is_refused(held, amal, clock):
    clock.set(2026, 10, 21, 9)

    with pytest.raises(NoLongerNoted):
        speak(amal, held)


def test_a_voice_about_a_cancelled_session_is_refused(session, amal, dewi, clock):
    cancel_session(actor=dewi, session_id=session.pk, why="Dewi is ziek.")
    clock.set(2026, 10, 13, 13)

    with pytest.raises(AlreadyCancelled):
        speak(amal, session)


@pytest.mark.parametrize("who", ["cleo", "fay", "dewi", "eva"])
def test_a_voice_of_somebody_for_whom_it_was_not_is_refused(held, who, request):
    with pytest.raises(NotHere):
        speak(request.getfixturevalue(who), held)


def test_a_voice_about_a_talk_for_two_is_refused(coaching, amal, clock):
    clock.set(2026, 10, 14, 16)

    with pytest.raises(NotHere):
        speak(amal, coaching)


def test_who_did_not_give_it_reads_nothing(held, residents, gina, fay):
    for person in residents[:5]:
        speak(person, held)
    open_batches()

    assert read_by(gina) == read_by(fay) == read_by(residents[0]) == []


def test_the_database_holds_no_order_of_who_spoke(held, residents):
    """Rows as they lie: the order of voices does not follow the order in which people spoke."""
    orders = set()
    for _ in range(6):
        Voice.objects.all().delete()
        Heard.objects.all().delete()
        Spoken.objects.all().delete()
        for number, person in enumerate(residents):
            speak(person, held, words=str(number))
        column = "rowid" if connection.vendor == "sqlite" else "ctid"
        ids = {str(voice.pk): voice.words for voice in Voice.objects.all()}
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT CAST(id AS varchar(36)) FROM programs_voice ORDER BY {column}")
            lying = [row[0] for row in cursor.fetchall()]
        orders.add(
            tuple(
                next(words for pk, words in ids.items() if pk.replace("-", "") == one.replace("-", "")) for one in lying
            )
        )

    assert len(orders) > 1


def test_a_voice_is_sealed(held, amal):
    speak(amal, held, words="Dewi luisterde echt.")

    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM programs_voice")
        assert b"luisterde" not in bytes(cursor.fetchone()[0])


def test_old_boxes_and_marks_fade(held, amal, clock):
    speak(amal, held)
    clock.set(2026, 10, 22, 9)
    open_batches()
    assert (Spoken.objects.count(), FeedbackBatch.objects.count()) == (0, 1)

    clock.set(2027, 10, 15, 9)
    open_batches()

    assert FeedbackBatch.objects.count() == 0


def test_she_says_how_it_was_on_a_page_of_its_own(held, amal, as_):
    page = reverse("programs:how_it_was", args=[held.pk])
    assert "Je naam staat er niet bij" in as_(amal).get(page).content.decode()

    answer = as_(amal).post(page, {"face": "so_so", "words": "Een beetje lang."}, follow=True)

    assert "Dank je wel" in answer.content.decode()
    assert [(voice.face, voice.words) for voice in Voice.objects.all()] == [("so_so", "Een beetje lang.")]
    assert as_(amal).get(page).status_code == 404


def test_a_page_without_a_face_keeps_the_words(held, amal, as_):
    answer = as_(amal).post(reverse("programs:how_it_was", args=[held.pk]), {"words": "Ik weet het niet"})

    assert (answer.status_code, "Ik weet het niet" in answer.content.decode()) == (422, True)
