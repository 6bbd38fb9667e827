"""How long a thing is kept is said in one place: change it there, and ticks, pages and the document follow."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from house import retention as of_the_house
from house.forgetting import forget_old_emergencies, forget_old_sessions_and_cards
from house.models import Card, Device, Emergency, Worry
from house.privacy.services.emergencies import open_emergency
from house.retention import in_words
from house.settings import BASE_DIR
from house.upkeep.models import Sent
from house.upkeep.services.once import forget_what_was_sent
from house.worries.services import forget_worries
from peergroups.forgetting import fade
from peergroups.models import Report
from programs import retention as of_the_programme
from programs.feedback.models.feedback import FeedbackBatch
from programs.feedback.services.feedback import open_batches
from programs.forgetting import fade_notices, forget_drafts, forget_swaps, forget_what_passed
from programs.models import Appointment, Draft, HouseNote, Notice, Series, Swap
from tests.house import retention_table
from tests.rows import make_every_row

OF_THE_HOUSE = ("CARDS", "EMERGENCIES", "SUBSCRIPTIONS", "TALK", "WORRIES", "WORRIES_WAITING", "BACKUPS")
OF_THE_PROGRAMME = ("NOTES", "SWAPS", "NOTICES", "DRAFTS")
TERMS = [(of_the_house, name) for name in OF_THE_HOUSE] + [(of_the_programme, name) for name in OF_THE_PROGRAMME]
AGE = timedelta(days=23)


def test_a_term_is_said_in_hours_days_or_weeks():
    spans = [timedelta(hours=1), timedelta(days=1), timedelta(weeks=1), timedelta(days=23), timedelta(weeks=4)]

    assert [in_words(span) for span in spans] == ["1 uur", "1 dag", "1 week", "23 dagen", "4 weken"]
    assert in_words(timedelta(weeks=5)) == "35 dagen"


@pytest.mark.parametrize(("module", "name"), TERMS)
def test_her_own_page_says_the_term(as_, amal, bo, house, monkeypatch, module, name):
    make_every_row(amal, bo, house, "zij")
    monkeypatch.setattr(module, name, AGE)

    page = as_(amal).get(reverse("house:kept")).content.decode()

    assert "23 dagen" in page


def test_the_desk_says_how_long_an_emergency_stays(as_, eva, amal, hanne, monkeypatch):
    open_emergency(actor=hanne, person_id=amal.pk, reason="Zij staat buiten.")
    monkeypatch.setattr(of_the_house, "EMERGENCIES", AGE)

    assert "23 dagen" in as_(eva).get(reverse("house:emergencies")).content.decode()


def test_her_devices_say_how_long_they_are_remembered(as_, amal, monkeypatch):
    browser = as_(amal)
    browser.get(reverse("house:me"))
    Device.objects.update(is_remembered=True)
    monkeypatch.setattr(of_the_house, "DEVICES", AGE)

    assert "23 dagen" in browser.get(reverse("house:devices")).content.decode()


def test_the_door_says_how_long_a_card_works(client, db, monkeypatch):
    monkeypatch.setattr(of_the_house, "CARD_WORKS", AGE)

    assert "23 dagen" in client.get(reverse("house:card")).content.decode()


def test_what_is_written_of_a_card_names_its_term():
    told = [Card.__doc__, (BASE_DIR / "docs" / "security.md").read_text()]

    assert [("retention.CARD_WORKS" in text, "72 hours" in text) for text in told] == [(True, False)] * 2


def _old(hers, other, its_house):
    """One row of each kind, for which the term of each began 23 days ago."""
    now, today = timezone.now(), timezone.localdate()
    make_every_row(hers, other, its_house, "zij")
    Card.objects.update(expires_at=now - AGE)
    Emergency.objects.update(began_at=now - AGE, ends_at=now, read_at=now)
    Sent.objects.create(mark="mark")
    Sent.objects.update(at=now - AGE)
    Report.objects.update(answered_at=now - AGE)
    Worry.objects.exclude(closed_at=None).update(closed_at=now - AGE)
    Worry.objects.filter(closed_at=None).update(written_at=now - AGE)
    HouseNote.objects.update(from_on=today - AGE - timedelta(days=1), until_on=today - AGE)
    Appointment.objects.update(on=today - AGE)
    Swap.objects.exclude(pk=Swap.objects.first().pk).delete()
    Swap.objects.update(week_on=today - AGE, taken_by=None, in_return_on=None)
    Notice.objects.update(at=now - AGE)
    Draft.objects.update(made_at=now - AGE, put_at=None)
    training = Series.objects.first().training
    FeedbackBatch.objects.create(training=training, first_on=today - AGE, last_on=today - AGE, opened_on=today)


CLOSED = SimpleNamespace(objects=Worry.objects.exclude(closed_at=None), __name__="closed worries")
WAITING = SimpleNamespace(objects=Worry.objects.filter(closed_at=None), __name__="waiting worries")
TICKS = [
    (of_the_house, "CARDS", forget_old_sessions_and_cards, Card),
    (of_the_house, "EMERGENCIES", forget_old_emergencies, Emergency),
    (of_the_house, "SENT_FORMS", forget_what_was_sent, Sent),
    (of_the_house, "TALK", fade, Report),
    (of_the_house, "WORRIES", forget_worries, CLOSED),
    (of_the_house, "WORRIES_WAITING", forget_worries, WAITING),
    (of_the_programme, "NOTES", forget_what_passed, Appointment),
    (of_the_programme, "NOTES", forget_what_passed, HouseNote),
    (of_the_programme, "SWAPS", forget_swaps, Swap),
    (of_the_programme, "NOTICES", fade_notices, Notice),
    (of_the_programme, "DRAFTS", forget_drafts, Draft),
    (of_the_programme, "FEEDBACK", open_batches, FeedbackBatch),
]


@pytest.mark.parametrize(("module", "name", "tick", "model"), TICKS, ids=lambda item: getattr(item, "__name__", item))
def test_a_tick_keeps_it_so_long_and_no_longer(amal, bo, house, monkeypatch, module, name, tick, model):
    _old(amal, bo, house)
    left = []
    for term in (AGE + timedelta(days=1), AGE - timedelta(days=1)):
        monkeypatch.setattr(module, name, term)
        tick()
        left.append(model.objects.all().exists())

    assert left == [True, False]


def test_every_term_is_tried():
    terms = {
        (module.__name__, name)
        for module in (of_the_house, of_the_programme)
        for name, value in vars(module).items()
        if isinstance(value, timedelta) and name not in ("HOUR", "DAY", "WEEK", "IN_WEEKS_MAX")
    }
    tried = {(module.__name__, name) for module, name in TERMS} | {
        (module.__name__, name) for module, name, *_ in TICKS
    }
    others = {
        ("house.retention", "DEVICES"),
        ("house.retention", "CARD_WORKS"),
        ("programs.retention", "LOOSE_FILES"),
    }

    assert terms == tried | others


def test_the_document_says_what_the_page_says(amal):
    assert retention_table.DOCUMENT.read_text() == retention_table.written(amal), (
        "python -m tests.house.retention_table > docs/retention.md"
    )
