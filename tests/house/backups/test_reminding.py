"""The keeper is reminded of back-ups that are not made or tried; old ones go by themselves."""

import os
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from house import retention
from house.backups.services.make import NAME, throw_away_old
from house.backups.services.overdue import MADE_EVERY, TRIED_EVERY, look_what_is_overdue
from house.door.services.opening import prove_keys
from house.models import BackUpRun, House, Overdue
from house.privacy.services import marks
from house.sealing import new_key, ring
from tests.cast import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def backups(settings, tmp_path):
    settings.BACKUPS_DIR = tmp_path / "backups"
    settings.BACKUPS_DIR.mkdir(mode=0o700)
    return settings.BACKUPS_DIR


@pytest.fixture
def old_house(house):
    House.objects.update(opened_at=timezone.now() - timedelta(days=400))


def run(kind, ago):
    at = timezone.now() - ago
    BackUpRun.objects.create(kind=kind, at=at, of_at=at, row_count=1, size_bytes=1)


def overdue():
    look_what_is_overdue()
    return set(Overdue.objects.values_list("what", flat=True))


def test_a_house_without_back_ups_is_overdue(old_house):
    assert overdue() == {"make", "try"}


def test_a_new_house_is_not_overdue_yet(house):
    assert overdue() == set()


def test_where_there_is_no_house_nothing_is_overdue():
    assert overdue() == set()


@pytest.mark.parametrize(("kind", "every", "what"), [("made", MADE_EVERY, "make"), ("tried", TRIED_EVERY, "try")])
def test_it_is_overdue_when_the_last_is_too_long_ago(old_house, kind, every, what):
    run(kind, every + timedelta(minutes=1))
    assert what in overdue()

    run(kind, every - timedelta(minutes=1))
    assert what not in overdue()


def test_the_output_of_the_server_says_it_once_a_day(old_house, caplog):
    for _ in range(3):
        look_what_is_overdue()
    assert len(caplog.records) == 2

    Overdue.objects.update(said_at=timezone.now() - timedelta(days=1, minutes=1))
    look_what_is_overdue()
    assert len(caplog.records) == 4


def test_marks_that_cannot_be_written_are_overdue(house, backups):
    (backups / marks.FILE).mkdir()
    assert overdue() == {"marks"}

    (backups / marks.FILE).rmdir()
    assert overdue() == set()


def test_the_keeper_reads_what_is_overdue_and_what_was_done(as_, old_house):
    run("made", timedelta(days=3))
    look_what_is_overdue()
    desk = as_(make_person("Otis", is_keeper=True))

    page = desk.get("/desk/keeping/").content.decode()

    assert "Er is al te lang geen reservekopie gemaakt." in page
    assert "Reservekopie gemaakt" in page
    assert "3 dagen geleden" in page.replace("\xa0", " ")


def test_back_ups_go_when_they_are_too_old_and_nothing_else_does(backups):
    now = timezone.now()
    old, young = (
        backups / (now - retention.BACKUPS + late).strftime(NAME) for late in (-timedelta(hours=1), timedelta(hours=1))
    )
    others = [backups / "erased.txt", backups / "20200101.age", backups / "van-vroeger.age", backups / ".7.part"]
    stopped = backups / ".8.part"
    for path in (old, young, stopped, *others):
        path.write_text("x")
    os.utime(stopped, (0, 0))

    throw_away_old()

    assert set(backups.iterdir()) == {young, *others}


def test_a_key_pair_is_made_once_and_its_secret_half_is_stored_nowhere(settings, tmp_path, capsys):
    settings.BACKUP_RECIPIENTS, settings.BACKUP_RECIPIENTS_FILE = (), tmp_path / "keys" / "backup.recipients"

    call_command("make_backup_key")

    secret = next(word for word in capsys.readouterr().out.split() if word.startswith("AGE-SECRET-KEY-1"))
    stored = settings.BACKUP_RECIPIENTS_FILE.read_text()
    assert stored.startswith("age1")
    assert secret not in stored
    settings.BACKUP_RECIPIENTS = (stored.strip(),)
    with pytest.raises(CommandError, match="There is a public key already"):
        call_command("make_backup_key")


def test_without_a_key_no_back_up_is_made(settings, backups, monkeypatch):
    monkeypatch.setattr("os.nice", lambda by: None)  # it would be so for all tests after this one
    prove_keys()
    settings.BACKUP_RECIPIENTS = ()

    with pytest.raises(CommandError, match="There is no key to seal a back-up to"):
        call_command("back_up")


def test_the_keys_for_paper_are_all_keys_with_their_names(settings, capsys):
    settings.SEALING_KEYS = [new_key(), new_key()]

    call_command("print_keys")

    told = capsys.readouterr().out
    assert all(key in told for key in [*settings.SEALING_KEYS, settings.SECRET_KEY, *ring().names])
