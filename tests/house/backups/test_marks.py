"""The marks of who was erased, and the file with them beside the back-ups."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from house.models import ErasureMark
from house.privacy.services import erasure, marks
from house.privacy.services.marks import MarksBroken, MarksFile
from tests.house.at_once import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(settings, tmp_path):
    settings.BACKUPS_DIR = tmp_path / "backups"
    return settings.BACKUPS_DIR / marks.FILE


@pytest.fixture
def three(file):
    """The lines of a file with three marks."""
    for _ in range(3):
        marks.add(uuid4())
    marks.write_out()
    return file.read_text().splitlines()


def read(lines):
    return MarksFile.of(lines, marks.key())


def test_a_file_says_who_was_erased_and_until_when_that_is_known(amal, bo, file):
    marked = [marks.mark_of(amal.pk), marks.mark_of(bo.pk)]
    with transaction.atomic():
        erasure.erase(amal)
        erasure.erase(bo)

    marks.write_out()

    found = marks.read(file, marks.key())
    assert (found.marks, found.known_until) == (marked, timezone.localdate())
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_mark_tells_nothing_of_whose_it_is(amal, file):
    with transaction.atomic():
        erasure.erase(amal)
    marks.write_out()

    assert not any(part in file.read_text() for part in str(amal.pk).split("-"))


def test_nobody_is_marked_twice(amal):
    marks.add(amal.pk)
    marks.add(amal.pk)

    assert ErasureMark.objects.count() == 1


def test_an_erasure_that_is_rolled_back_leaves_no_mark(amal):
    with transaction.atomic():
        erasure.erase(amal)
        transaction.set_rollback(True)

    assert not ErasureMark.objects.exists()


def test_a_day_on_which_nobody_was_erased_is_written_too(three, file, monkeypatch):
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)

    marks.write_out()

    assert file.read_text().splitlines()[:3] == three[:3]
    assert marks.read(file, marks.key()).known_until == tomorrow


def test_a_file_that_is_as_it_must_be_is_left_alone(three, file):
    before = file.stat()

    marks.write_out()

    assert file.stat().st_ino == before.st_ino


@pytest.mark.parametrize("left_out", range(3))
def test_nobody_can_take_a_mark_out(three, left_out):
    assert len(read(three).marks) == 3

    with pytest.raises(MarksBroken):
        read(three[:left_out] + three[left_out + 1 :])


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[:1] + lines[2:0:-1] + lines[3:],  # another order
        lambda lines: [lines[0].replace("mark 1 ", "mark 1 0"), *lines[1:]],
        lambda lines: [*lines[:3], lines[3].replace(" 3 ", " 2 ")],
        lambda lines: [*lines[:3], f"day 2099-01-01 {lines[3].partition(' 3 ')[2]}"],
        lambda lines: [*lines[:3], lines[3].replace("day 2", "day 3")],
        lambda lines: [*lines, "and more"],
        lambda lines: [*lines, ""],
        lambda lines: ["day 2026-02-31 0 x"],
    ],
)
def test_a_file_that_was_changed_is_not_believed(three, change):
    with pytest.raises(MarksBroken):
        read(change(three))


@pytest.mark.parametrize("left", range(4))
def test_a_file_that_was_cut_is_not_believed(three, left):
    with pytest.raises(MarksBroken):
        read(three[:left])


@pytest.mark.parametrize("copied", [lambda text: text.replace("\n", "\r\n"), lambda text: f"\ufeff{text}"])
def test_a_copy_of_another_system_is_believed(three, file, copied):
    file.write_bytes(copied(file.read_text()).encode())

    assert len(marks.read(file, marks.key()).marks) == 3


def test_a_file_of_another_house_is_not_believed(three):
    with pytest.raises(MarksBroken):
        MarksFile.of(three, b"another key")


def test_the_file_is_not_written_over_one_that_knows_more(three, file):
    """A copy of the database was put back without us: the file alone says who was erased since."""
    ErasureMark.objects.latest("number").delete()

    with pytest.raises(MarksBroken):
        marks.write_out()

    assert file.read_text().splitlines() == three


def test_what_a_found_file_knows_comes_after_what_happened_without_it(three, file, tmp_path):
    """The house was put back without the third mark, somebody else was erased since, and then the file was found."""
    found = file.rename(tmp_path / "found.txt")
    ErasureMark.objects.latest("number").delete()
    marks.add(uuid4())
    marks.write_out()

    assert len(marks.take_over(found)) == 3

    marks.write_out()
    known = marks.read(file, marks.key()).marks
    assert (len(known), set(marks.read(found, marks.key()).marks) < set(known)) == (4, True)


def test_a_file_that_is_gone_is_written_again(three, file):
    file.unlink()

    marks.write_out()

    assert file.read_text().splitlines() == three


def test_processes_that_write_it_at_once_do_not_hinder_each_other(transactional_db, file):
    marks.key()

    def write():
        for _ in range(50):
            file.unlink(missing_ok=True)
            marks.write_out()
        return "written"

    assert at_once(write, write, write) == ["written"] * 3
    assert marks.read(file, marks.key()).known_until == timezone.localdate()
