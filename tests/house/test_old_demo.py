"""An old house is brought to what the code is now: nothing is lost, and what is somebody's stands where she read it."""

import json
import lzma
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import polib
import psycopg
import pytest
from django.db import connection

from tests.built import ROOT, database, environment

pytestmark = pytest.mark.long

DUMPS = Path(__file__).parent / "dumps"
WORD = re.compile(r"\w+(?::\w+)*")
SAID_ONCE = "vier negentig"
LOOKED_FOR = re.compile(
    r"(?:Staat er een telefoonnummer|Op deze woorden let hij:|Hieronder staat waar hij op let\.)"
    r".*?(?=Het gesprek is op de computer)",
    re.DOTALL,
)
"""The words that lead out of a group: since then in eight languages."""
OF_A_CHANGE = re.compile(r"\bWaarom\b.*?\bWie\b.*?\d+(:\d\d| oktober)", re.DOTALL)
"""Why, who and when: in a week a change is one line since, and the page of the session says the rest."""
WEEKS = ("week/", "week/2026-W43/", "sessions/", "sessions/week/")
RENAMED = {
    "house_turn.": "house_tickrun.",
    "programs_box.": "programs_feedbackbatch.",
    "programs_heard.box_id": "programs_heard.batch_id",
    "programs_voice.box_id": "programs_voice.batch_id",
}
GONE = {
    "programs_series.started_with": "A page that is sent twice is known by its token, as every page.",
    "peergroups_peergroup.agreements": "What a group agreed has versions, each a row of its own.",
}
REPLACED = {"peergroups_peergroup.answer_time": "Words that say just what a promise says became that promise."}


def unpacked(name):
    return lzma.decompress((DUMPS / f"ec28c8d.{connection.vendor}.{name}.xz").read_bytes()).decode()


def put_back(url):
    """The dump as a database."""
    sql = unpacked("sql")
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as line:
            line.executescript(sql)
    else:
        words_for_psql = re.compile(r"^\\(un)?restrict .*$", re.MULTILINE)
        with psycopg.connect(url) as line:
            line.execute(words_for_psql.sub("", sql))


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """What people read and what is kept: `then`, and `now` that it was migrated."""
    folder = tmp_path_factory.mktemp("old-demo")
    with database(folder) as url:
        put_back(url)
        done = subprocess.run(
            [sys.executable, "-m", "tests.house.old_demo", "migrate"],
            cwd=ROOT,
            env=environment(folder) | {"DATABASE_URL": url},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    return SimpleNamespace(then=json.loads(unpacked("json")), now=json.loads(done.stdout))


def name_now(column):
    """`table.column` as it is called since."""
    for old, new in RENAMED.items():
        column = column.replace(old, new)
    return column


def words_in(text):
    return set(WORD.findall(text))


@pytest.fixture(scope="module")
def of_the_house():
    """The words that the house says or said once. Those may change; a word that is not among them is somebody's."""
    sentences = [entry.msgid for entry in polib.pofile(str(ROOT / "house/locale/en/LC_MESSAGES/django.po"))]
    return {word.lower() for word in words_in(" ".join([*sentences, (ROOT / "docs/words.md").read_text(), SAID_ONCE]))}


def lost(page, then, now, of_the_house):
    """What is not there any more of words that are somebody's; a number alone is a count or a day."""
    then = LOOKED_FOR.sub("", then)
    then = OF_A_CHANGE.sub("", then) if page.split(" /")[1] in WEEKS else then
    gone = words_in(then) - words_in(now)
    return {word for word in gone if word.lower() not in of_the_house and not word.isdigit()}


@pytest.mark.process
def test_what_somebody_read_of_people_and_their_week_still_stands_there(house, of_the_house):
    then, now = house.then["pages"], house.now["pages"]

    assert then.keys() == now.keys()
    assert {page: found for page in then if (found := lost(page, then[page], now[page], of_the_house))} == {}


@pytest.mark.process
def test_a_name_that_is_lost_is_found(house, of_the_house):
    page = "eva /desk/people/"
    text = house.then["pages"][page]

    assert lost(page, text, text.replace("Amal", ""), of_the_house) == {"Amal"}


@pytest.mark.process
def test_no_value_of_a_column_is_lost_or_changed_and_all_that_is_sealed_opens(house):
    then, now = house.then["columns"], house.now["columns"]

    assert set(GONE) <= set(then) - set(now)
    then = {column: values for column, values in then.items() if column not in GONE | REPLACED}
    assert {column: now.get(name_now(column)) for column in then} == then
