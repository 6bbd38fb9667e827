"""The words: complete in English, and none that must never be said."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = "house/locale/en/LC_MESSAGES/django.po"
SOURCES = ("house/", "programs/", "peergroups/", "templates/", "manage.py")
NEVER = (
    "slachtoffer cliënt client prostitu loverboy pooier terugval relapse no-show dossier casus risico victim pimp "
    "trafficking helaas verplicht vereist mandatory unfortunately"
).split()
HOLES = re.compile(r"%\((\w+)\)s|%(s)|{(\w*)}")


def entries(path):
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path))}


@pytest.fixture(scope="module")
def gathered(tmp_path_factory):
    """What `make words` finds in a copy of the tree."""
    if not shutil.which("xgettext"):
        pytest.skip("no gettext on this machine")
    copy = tmp_path_factory.mktemp("copy")
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    for name in tracked:
        if name.startswith(SOURCES) and (ROOT / name).exists():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    command = [sys.executable, "manage.py", "makemessages", "--locale", "en", "--no-obsolete"]
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "house.settings"}
    subprocess.run(command, cwd=copy, env=env, check=True, capture_output=True)
    return entries(copy / ENGLISH)


def test_every_sentence_has_its_english(gathered):
    unread = {entry.msgid for entry in gathered.values() if entry.fuzzy or not entry.translated()}

    assert unread == set()


def test_no_english_is_left_of_a_sentence_that_went(gathered):
    assert set(entries(ROOT / ENGLISH)) == set(gathered)


def test_a_translation_has_the_same_holes():
    odd = {
        entry.msgid
        for entry in entries(ROOT / ENGLISH).values()
        for told in [entry.msgstr, *entry.msgstr_plural.values()]
        if told and set(HOLES.findall(told)) - set(HOLES.findall(entry.msgid + (entry.msgid_plural or "")))
    }

    assert odd == set()


@pytest.mark.parametrize("word", NEVER)
def test_a_word_that_is_never_said(word):
    said = [
        entry.msgid
        for entry in entries(ROOT / ENGLISH).values()
        if re.search(rf"\b{word}", f"{entry.msgid} {entry.msgstr}", re.IGNORECASE)
    ]

    assert said == []


LEFT = re.findall(r"^\| ([^|]+?) \| [^|]+ \|$", (ROOT / "docs/words.md").read_text(), re.MULTILINE)[1:]


@pytest.mark.parametrize("words", LEFT)
def test_a_word_that_the_list_of_words_replaced(words):
    said = [entry.msgid for entry in entries(ROOT / ENGLISH).values() if words in entry.msgid]

    assert said == []


def test_the_list_of_words_is_read():
    assert {"Wie geeft wat", "Om de hoeveel weken"} < set(LEFT)
