"""What must not be told to who should not know, found by trying. Each of these was open once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from house.errors import NotHere
from house.models import Device, Role
from house.throttle import RateLimit
from programs import uploads
from programs.attendance.services.enrolment import end_enrolment, enrol
from programs.errors import TooOften
from programs.feedback.services.wishes import answer_wish
from programs.importing.services.drafts import bring_sheet
from programs.materials.services import add_paper, tell_training_in
from programs.models import Assignment, Audience, Enrolment, Session, Wish
from programs.planning.services.change import cancel_session, move_session
from programs.staffing.services.duties import decline
from programs.trainings.services import change_training
from tests import cast


@pytest.fixture
def guest(house):
    return cast.make_worker("Noor", house, Role.GUEST)


@pytest.fixture
def chosen(session, guest, amal):
    """A series for Amal alone that a guest gives too."""
    series = session.series
    series.audience = Audience.CHOSEN
    series.save()
    Enrolment.objects.create(series=series, person=amal, from_on=cast.days(-9))
    Assignment.objects.create(series=series, person=guest, from_on=cast.days(-9))
    return series


@pytest.fixture
def meeting(session, cleo):
    """The session is a meeting of Cleo's group; she has moved out."""
    session.series.audience = Audience.GROUP
    session.series.save()
    Enrolment.objects.create(series=session.series, person=cleo, from_on=cast.days(-9))
    return session


def gone(browser):
    """She was away for a while; whose hand is her phone in?"""
    browser.get("/week/")
    Device.objects.update(there_at=timezone.now() - timedelta(minutes=16))
    return browser


# Names


@pytest.mark.parametrize("part", ["", "add/"])
def test_a_guest_reads_no_list_of_who_lives_here(as_, chosen, guest, part):
    assert as_(guest).get(f"/sessions/series/{chosen.pk}/people/{part}").status_code == 404


def test_a_guest_adds_and_removes_nobody(chosen, guest, amal, bo):
    about = {"actor": guest, "series_id": chosen.pk}

    with pytest.raises(NotHere):
        enrol(**about, person_id=bo.pk)
    with pytest.raises(NotHere):
        end_enrolment(**about, person_id=amal.pk)


def test_a_guest_is_not_led_to_that_list(as_, chosen, guest, session):
    page = as_(guest).get(f"/sessions/{session.pk}/").content.decode()

    assert f"/sessions/{session.pk}/places/" in page
    assert "/people/" not in page


def test_who_gives_it_and_is_no_guest_does(as_, chosen, dewi, amal):
    assert amal.chosen_name in as_(dewi).get(f"/sessions/series/{chosen.pk}/people/").content.decode()


# What an alumna's phone tells in another's hand


def test_why_a_meeting_moved_and_by_whom_is_read_after_her_code(as_, meeting, dewi, cleo):
    move_session(
        actor=dewi, session_id=meeting.pk, starts_at=meeting.starts_at + timedelta(hours=1), why="In de Rozenstraat."
    )
    hers = as_(cleo)

    week = hers.get("/week/").content.decode()
    assert "Andere tijd" in week
    assert "Rozenstraat" not in week
    assert "Dewi" not in week
    assert "Rozenstraat" in hers.get(f"/sessions/{meeting.pk}/").content.decode()
    page = gone(hers).get(f"/sessions/{meeting.pk}/").content.decode()
    assert "Andere tijd" in page
    assert "Rozenstraat" not in page
    assert "Dewi" not in page


def test_a_week_does_not_tell_why_a_meeting_was_called_off(as_, meeting, dewi, cleo):
    cancel_session(actor=dewi, session_id=meeting.pk, why="Wij zijn bij Fatima.", and_now="Kom naar het park.")

    week = as_(cleo).get("/week/").content.decode()

    assert "Gaat niet door" in week
    assert not any(word in week for word in ("Fatima", "park", "Dewi"))


def test_a_week_does_not_tell_who_left_a_meeting(as_, meeting, dewi, cleo):
    decline(actor=dewi, session_id=meeting.pk)

    assert "Dewi" not in as_(cleo).get("/week/").content.decode()


def test_asking_how_it_was_does_not_say_what_it_was(as_, meeting, cleo, clock):
    title = meeting.training.title
    clock.now = meeting.ends_at + timedelta(days=1)

    page = gone(as_(cleo)).get(f"/sessions/{meeting.pk}/how/").content.decode()

    assert "Hoe was het?" in page
    assert title not in page


@pytest.mark.parametrize("page", ["/week/learned/", "/week/learned/{training}/"])
def test_what_she_learned_is_read_after_her_code(as_, session, cleo, page):
    assert gone(as_(cleo)).get(page.format(training=session.training.pk)).status_code == 423


def test_what_she_reads_again_has_its_quiet_name_in_each_language(as_, session, amal, eva):
    told = {"theme": "sexuality", "title": "Seks", "quiet_title": "Thema 4", "recap": "Nee is nee."}
    change_training(actor=eva, training_id=session.training.pk, **told)
    tell_training_in(actor=eva, training_id=session.training.pk, language="en", title="Sex", recap="No is no.")
    ended = timezone.now() - timedelta(hours=20)
    passed = {"held_on": cast.days(-1), "starts_at": ended - timedelta(hours=1), "ends_at": ended}
    Session.objects.filter(pk=session.pk).update(**passed)

    page = as_(amal).get(f"/week/learned/{session.training.pk}/?lang=en").content.decode()

    assert "No is no." in page
    assert "Thema 4" in page
    assert "Sex" not in page


def test_a_paper_of_a_meeting_is_seen_after_her_code(as_, meeting, cleo, eva):
    training = {"training_id": meeting.training.pk, "title": "Blad"}
    paper = add_paper(actor=eva, **training, data=cast.picture())
    hers = as_(cleo)

    assert hers.get(f"/week/papers/{paper.pk}/").status_code == 200
    assert gone(hers).get(f"/week/papers/{paper.pk}/").status_code == 423


# Wishes


def test_a_wish_does_not_lead_to_what_is_for_one_person(session, amal, bo, house, eva):
    tess = cast.make_worker("Tess", house, Role.TRAINER)
    session.series.audience = Audience.PERSONAL
    session.series.save()
    wish = Wish.objects.create(house=house, asked_by=amal, text="Praten")

    for actor in (eva, tess):
        with pytest.raises(NotHere):
            answer_wish(actor=actor, wish_id=wish.pk, answer="Ja.", series_id=session.series_id)


# Files


def test_nobody_sends_files_without_end(session, eva, monkeypatch):
    monkeypatch.setattr(uploads, "files", RateLimit(burst=1, per_minute=1))
    add_paper(actor=eva, training_id=session.training.pk, title="Blad", data=cast.picture())

    with pytest.raises(TooOften):
        add_paper(actor=eva, training_id=session.training.pk, title="Blad", data=cast.picture())
    with pytest.raises(TooOften):
        bring_sheet(actor=eva, house_id=session.series.house_id, data=b"dag;tijd")
