"""An old house is brought to what the code is now: nothing is lost, and everybody reads what she read."""

import json
import lzma
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from difflib import SequenceMatcher
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import psycopg
import pytest
from django.db import connection

from tests.built import ROOT, database, environment

pytestmark = pytest.mark.long

DUMPS = Path(__file__).parent / "dumps"
ANYWHERE = ""


class Added(NamedTuple):
    """What stands on pages since, on purpose. `words` is a pattern, `on` a part of the names of those pages."""

    words: str
    why: str
    on: str = ANYWHERE


ADDED = (
    Added(
        r"Geen verbinding Zodra die terug is, .* neemt op\. Probeer het nog eens$",
        "A page that is asked for without a connection says so itself, with the number of the house.",
    ),
    Added(r"(?<=Groep )nieuw(?= Ik Hulp)", "That something new waits in a group is told to who hears the menu too."),
    Added(r"(?<=Weer binnen )Ik heb haar gezien(?= Nood)", "Who works here says whom she met in person."),
    Added(r"Een seintje", "Her telephone may call her, and her own page leads to that.", on="/me/"),
    Added(r"Zonder internet", "Her own page leads to what her phone may keep for when there is no net.", on="/me/"),
    Added(r"Laat zien dat jij het bent", "Her own page leads to the code that a colleague asks for.", on="/me/"),
    Added(
        r"Wie jou in het echt zag werkte hier al .* met een nieuwe kaart binnenkomt\.",
        "What is kept of who met her is told like all that is kept.",
        on="/me/kept/",
    ),
    Added(
        r"Werkte hier al toen dit begon, door niemand nagekeken",
        "Who worked here before anybody was asked to meet her counts, and it says so.",
        on="/desk/people/",
    ),
    Added(
        r"Een tweede mens bevestigt wie er weer binnenkomt .* laat haar rol dan ophouden\.",
        "And it says what that means.",
        on="/desk/people/",
    ),
    Added(
        r"Een nieuwe plek gaat open als je zegt dat je haar zag\. .* Dan zegt een ander het\.",
        "A seat waits until somebody met her who was given it.",
        on="gina /groups/{group}/about/",
    ),
    Added(
        r"Lees eerst onze afspraken\. Doe je mee, dan kun je schrijven\.( Onze afspraken .*? Ik doe mee)?",
        "Nobody said yes to what was agreed before, so everybody is asked once.",
        on="/groups/",
    ),
    Added(r"Lees ze en doe mee", "So she is on this page.", on="/about/"),
    Added(r"Verander je naam of plaatje", "Her name there is hers to change.", on="/about/"),
    Added(
        r"Open je de groep 180 dagen niet\? .* De groep ziet er niets van\.",
        "A place that was not opened for long sleeps.",
        on="/about/",
    ),
    Added(
        r"De laatste dag dat je een groep opende .* Alleen jij ziet dit\.",
        "And what is counted for it is told like all that is kept.",
        on="/me/kept/",
    ),
    Added(r"Ik stop met deze groep", "A member leaves a group by herself.", on="/about/"),
    Added(
        r"Verberg je iemand, dan .* is voor iedereen in de groep\.", "She hides a peer for herself.", on="amal /groups/"
    ),
    Added(r"\bVerberg\b", "With a button at each of them.", on="amal /groups/"),
    Added(r"Voor jou Ik maak me zorgen .*? krijg je geen teken\.", "What she can do stands together.", on="/about/"),
    Added(r"Schrijf onze afspraken op", "A facilitator writes them down with the group.", on="gina /groups/"),
    Added(
        r"De begeleider schrijft ze op, samen met de groep\. Naam en antwoord",
        "And a coordinator does not.",
        on="/desk/groups/",
    ),
    Added(r"Naar wat nieuw is\s*Schrijf aan de groep", "A keyboard needs no hundred stops.", on="/groups/{group}/"),
    Added(r"Een gesloten groep gaat niet meer open\.", "And her group stays closed.", on="/desk/groups/"),
    Added(r"Tot hier gelezen", "Who has no script says herself how far she read.", on="/groups/{group}/"),
    Added(r"Maak je je zorgen om iemand\?(?! Je kunt)", "Whoever worries about somebody can write it.", on="/week/"),
    Added(r"Maak je je zorgen om iemand\?", "So she can from the numbers.", on="/help/"),
    Added(r"(?<=Kamers )Wie zorgen leest", "A coordinator chooses who reads that.", on="eva "),
    Added(r"Sla over", "What she leaves out stays new to her until she skips it.", on="/groups/{group}/"),
    Added(r"Wat je typte staat hier nog\.", "Her words stay where the group rests.", on="/groups/{group}/"),
    Added(r"Stille uren", "And choose her quiet hours.", on="/me/"),
    Added(r"Stille uren Van 22:00 tot 8:00", "Or have those of the house.", on="/desk/groups/"),
)
A_TERM = "Terms are written as numbers, from the table that the ticks read."
REWORDED = {
    ("Iemand anders geeft dit:", "Wie het geeft, hoor je nog:"): "Nobody does, so nobody else does.",
    ("een", "1"): A_TERM,
    ("drie", "3"): A_TERM,
    ("Vier", "4"): A_TERM,
    ("Negentig", "90"): A_TERM,
    ("Naam en afspraken", "Afspraken van de groep"): "What a group agreed is not the coordinator's to write.",
    ("Alleen voor jou: hier staat een account ergens anders in.", ""): "A word that is ordinary Dutch too is no sign.",
    ("elke", "Elke"): "The page of a series has its capital in the text, not by its style.",
}
"""What is said otherwise since, on purpose, and why."""

HIDDEN = re.compile(r"(gisteren|[a-z]+dag \d+ [a-z]+)? ?(Nieuw voor jou)?")
"""Stood hidden with each message of a talk, where the first of a day or of what is new shows it. Now only there."""

LOOKED_FOR = re.compile(
    r"(?:Staat er een telefoonnummer|Op deze woorden let hij:|Hieronder staat waar hij op let\.)"
    r".*?(?=Het gesprek is op de computer)",
    re.DOTALL,
)
"""The words that lead out of a group: since then in eight languages."""
NAMED = re.compile(r"Meer bij (?:Iemand van eerder|\w+)")
"""The button of a message says whose it is."""

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

IN_ANY_ORDER = "/about/"
"""The demo house gave all seats of a group at one moment, so no order among them is promised."""


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


def without_what_was_added(page, text):
    for added in ADDED:
        if added.on in page:
            text = re.sub(added.words, "", text)
    return text


def name_now(column):
    """`table.column` as it is called since."""
    for old, new in RENAMED.items():
        column = column.replace(old, new)
    return column


def differences(page, then, now):
    """What stands there otherwise, word by word; not how the words are set apart."""
    then, now = (LOOKED_FOR.sub("", text) for text in (then, now))
    then, now = then.split(), NAMED.sub("Meer bij dit bericht", without_what_was_added(page, now)).split()
    if page.endswith(IN_ANY_ORDER):
        then, now = sorted(then), sorted(now)
    if "".join(then) == "".join(now):
        return []
    steps = SequenceMatcher(None, then, now, autojunk=False).get_opcodes()
    found = [(then[a:b], now[c:d]) for step, a, b, c, d in steps if step != "equal"]
    found = [(lost, come) for lost, come in found if (" ".join(lost), " ".join(come)) not in REWORDED]
    if page.endswith("/groups/{group}/"):
        found = [(lost, come) for lost, come in found if come or not HIDDEN.fullmatch(" ".join(lost))]
    return found


@pytest.mark.process
def test_everybody_reads_what_she_read(house):
    then, now = house.then["pages"], house.now["pages"]

    assert then.keys() == now.keys()
    assert {page: found for page in then if (found := differences(page, then[page], now[page]))} == {}


@pytest.mark.process
def test_no_value_of_a_column_is_lost_or_changed_and_all_that_is_sealed_opens(house):
    then, now = house.then["columns"], house.now["columns"]

    assert set(GONE) <= set(then) - set(now)
    then = {column: values for column, values in then.items() if column not in GONE | REPLACED}
    assert {column: now.get(name_now(column)) for column in then} == then


@pytest.mark.process
@pytest.mark.parametrize(("then", "now"), REWORDED)
def test_what_is_said_otherwise_was_said(house, then, now):
    assert any(then in text for text in house.then["pages"].values())
    assert any(now in text for text in house.now["pages"].values())


@pytest.mark.process
@pytest.mark.parametrize("added", ADDED, ids=lambda added: added.words[:30])
def test_what_was_added_is_there(house, added):
    assert [page for page, text in house.now["pages"].items() if added.on in page and re.search(added.words, text)]
