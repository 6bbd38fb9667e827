"""A back-up that is put back: nothing is lost, nobody is signed in, and the house is shut."""

import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from threading import Event, Thread
from uuid import uuid4

import pytest

from house.backups.services.make import made_at
from tests.built import ROOT
from tests.house.backups.conftest import Place, on_sqlite
from tests.server import hear_ctrl_c, running_server
from tests.visitor import Visitor

pytestmark = [pytest.mark.process, pytest.mark.long]


def test_all_of_the_house_is_there_again(demo, backup, empty):
    told = empty.restore(backup)

    assert empty.everything() == demo.everything()
    assert "Each house is shut" in told


def test_from_one_engine_to_the_other_and_back_nothing_is_lost(demo, backup, empty, secret, tmp_path):
    with on_sqlite(tmp_path / "lite", secret) as lite:
        lite.restore(backup)
        empty.restore(lite.back_up())

    assert empty.everything() == demo.everything()


def test_new_rows_get_numbers_after_those_that_came_back(backup, empty):
    empty.restore(backup)

    told = empty.shell(
        "from programs.models import TrainingText; last = TrainingText.objects.latest('pk');"
        "new = TrainingText.objects.create(training=last.training, language='pl', title='Trening');"
        "print(new.pk > last.pk)"
    )

    assert told == "True\n"


def test_every_way_in_is_closed(demo, backup, empty):
    dewi = demo.shell("from house.models import Person; print(Person.objects.get_by_natural_key('dewi').pk, end='')")
    empty.shell(  # of a house that was in this database before
        "from house.sign_in.sessions import SessionStore; session = SessionStore();"
        f"session['_auth_user_id'] = {dewi!r}; session.save()"
    )

    empty.restore(backup)

    told = empty.shell(
        "from house.models import *; from programs.models import Feed;"
        "print(Card.objects.valid().count(), Return.objects.under_way().count(), Feed.objects.count(),"
        "BrowserSession.objects.count(), Device.objects.count(), House.objects.filter(shut_at=None).count())"
    )

    assert told == "0 0 0 0 0 0\n"


def test_who_was_erased_since_is_erased_again(house_of_today, empty):
    backup, marks = house_of_today.back_up(), house_of_today.backups / "erased.txt"
    before = marks.read_text()
    house_of_today.shell("from house.models import Person as P; from house.privacy.services import erasure, marks;"
               "from django.db import transaction\n"
               "with transaction.atomic(): erasure.erase(P.objects.get_by_natural_key('bo'))\n"
               "marks.write_out()")  # fmt: skip
    assert marks.read_text() != before

    told = empty.restore(backup)

    assert "erased again: 1." in told
    there = {row["id"] for row in house_of_today.everything()["house_person"]}
    assert {row["id"] for row in empty.everything()["house_person"]} == there
    assert empty.shell("from house.models import *; print(ErasureMark.objects.count())") == "1\n"


def test_files_stay_when_something_fails_after_the_rows_are_there(house_of_today, empty):
    backup, marks = house_of_today.back_up(), house_of_today.backups / "erased.txt"
    house_of_today.shell("from house.models import Person as P; from house.privacy.services import erasure, marks;"
               "from django.db import transaction\n"
               "with transaction.atomic(): erasure.erase(P.objects.get_by_natural_key('bo'))\n"
               "marks.write_out()")  # fmt: skip

    told = empty.shell("from pathlib import Path; from house.backups import stream\n"
               "from house.registry import registry\n"
               "from house.backups.services.restore import restore; from house.models import Person\n"
               f"identity = stream.identity_of({empty.secret.read_text()!r})\n"
               "registry.on_right_ended.append(lambda person_id: 1 / 0)\n"
               f"try: restore(Path({str(backup)!r}), identity, Path({str(marks)!r}), lambda what, count: None)\n"
               "except stream.BackUpRefused as refused: print(refused, Person.objects.exists())")  # fmt: skip

    assert told.startswith("The house is back, and shut.")
    assert told.endswith("True\n")
    files = [sorted(path.name for path in (place.folder / "files").rglob("*")) for place in (house_of_today, empty)]
    assert files[0] == files[1] != []


def test_a_house_is_not_put_over_another(demo, backup):
    before = demo.everything()

    said = demo.refused("restore", backup, "--key", demo.secret)

    assert "restore into an empty database" in said
    assert demo.everything() == before


def test_a_back_up_is_tried_without_a_trace(demo, backup, secret):
    before = demo.everything()

    told = demo.manage("restore", backup, "--try", "--key", secret)

    assert "This was a trial" in told
    assert demo.everything() == before
    shown = demo.shell("from house.models import *; run = BackUpRun.objects.get(kind='tried'); print(run.of_at)")
    assert shown.strip() == str(made_at(backup))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_trial_that_is_stopped_leaves_no_trace(demo, backup, tmp_path, number):
    command = [sys.executable, "manage.py", "restore", backup, "--try", "--key", demo.secret]
    env = demo.env | {"TMPDIR": str(tmp_path)}
    trying = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL, preexec_fn=hear_ctrl_c)
    while trying.poll() is None and not list(tmp_path.glob("*/house.sqlite3")):
        time.sleep(0.05)
    trying.send_signal(number)

    assert trying.wait() != 0
    assert list(tmp_path.iterdir()) == []


def test_a_restore_that_is_killed_leaves_an_empty_place(demo, backup, empty):
    command = [sys.executable, "manage.py", "restore", backup, "--key", empty.secret]
    restoring = subprocess.Popen(command, cwd=ROOT, env=empty.env | {"PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE)
    while b"peergroups_message:" not in restoring.stdout.readline():
        pass
    restoring.kill()
    restoring.communicate()

    assert empty.everything() == {}
    empty.restore(backup)
    assert empty.everything() == demo.everything()


def test_what_was_said_before_it_is_in_a_back_up_beside_the_talk(secret, empty):
    with running_server({"TALK_MESSAGES_BURST": "100000"}, demo=True) as server:
        place = Place(server.env["DATA_DIR"], server.env["DATABASE_URL"], secret)
        with talking(server) as said:
            time.sleep(2)
            before = len(said)
            backup = place.back_up()
            after = len(said)
        empty.restore(backup)

    rows = empty.everything()
    texts = [row["text"] for row in rows["peergroups_message"]]
    assert set(said[:before]) <= set(texts)
    assert 0 < before < after
    for group in rows["peergroups_peergroup"]:
        of_group = [row for row in rows["peergroups_message"] if row["group_id"] == group["id"]]
        assert max(int(row["number"]) for row in of_group) == int(group["newest"])
        assert max(int(row["version"]) for row in of_group) <= int(group["head"])


@contextmanager
def talking(server):
    """Amal says one thing after another in her group; the texts that were taken so far."""
    visitor, said, is_over = Visitor(server.url), [], Event()
    visitor.sign_in("amal", "samen-verder-lopen")
    (path,) = set(re.findall(r"/groups/[0-9a-f-]{36}/", visitor.get("/groups/")[1]))

    def talk():
        while not is_over.is_set():
            text = f"zin {len(said)}"
            if visitor.post(path, {"text": text, "key": uuid4()})[0] != 302:
                return
            said.append(text)

    speaker = Thread(target=talk)
    speaker.start()
    try:
        yield said
    finally:
        is_over.set()
        speaker.join()
