"""A back-up that is cut, changed, forged, or of another house or version gets one sentence, and nothing is done."""

import base64
import hashlib
import json
import os

import pytest
from pyrage import x25519

from house.backups import stream
from house.backups.contents import CONTEXT, as_line
from house.backups.services.check import read_whole
from house.backups.stream import BackUpRefused
from house.sealing import new_key, ring

pytestmark = [pytest.mark.process, pytest.mark.long]


@pytest.fixture
def identity(secret):
    return stream.identity_of(secret.read_text())


@pytest.fixture
def lines(backup, identity):
    """All lines of the back-up."""
    found = []
    stream.read(backup, identity, found.append)
    return found


@pytest.fixture
def written(tmp_path, identity):
    """Seal these lines to the public key, as anybody could who has it."""

    def write(lines):
        path = tmp_path / f"{os.urandom(4).hex()}.age"
        stream.write(path, lines, [identity.to_public()])
        return path

    return write


def ended(lines):
    """The lines with an end that says what they hold, and is sealed by the house."""
    counts, table = {}, None
    for content in map(json.loads, lines):
        if isinstance(content, list):
            counts[table] += 1
        elif isinstance(content, dict) and "table" in content:
            table = content["table"]
            counts[table] = 0
    digest = hashlib.sha256(b"".join(line + b"\n" for line in lines)).hexdigest()
    seal = base64.b64encode(ring().seal(digest, CONTEXT)).decode()
    return [*lines, as_line({"end": counts, "digest": digest, "seal": seal})]


def changed(line, **facts):
    return as_line(json.loads(line) | facts)


def refusal_of(path, identity):
    with pytest.raises(BackUpRefused) as refused:
        read_whole(path, identity)
    return str(refused.value)


def test_a_whole_back_up_is_read(lines, written, identity):
    assert read_whole(written(ended(lines[:-1])), identity).is_whole


@pytest.mark.parametrize("left", [0, 10, 200, 5000, -70_000, -17, -1])
def test_a_cut_file_is_refused(backup, identity, tmp_path, left):
    path = tmp_path / "cut.age"
    path.write_bytes(backup.read_bytes()[:left])

    assert refusal_of(path, identity) == "This back-up is cut or changed, or no back-up at all."


@pytest.mark.parametrize("at", [30, 150, 1000, 100_000, -3])
def test_a_changed_file_is_refused(backup, identity, tmp_path, at):
    data, path = bytearray(backup.read_bytes()), tmp_path / "changed.age"
    data[at] ^= 1
    path.write_bytes(data)

    assert refusal_of(path, identity).startswith("This back-up is")


def test_a_file_that_goes_on_is_refused(lines, written, identity):
    assert "goes on after its end" in refusal_of(written([*lines, b"[]"]), identity)


@pytest.mark.parametrize("count", [1, 2, 700, -1])
def test_a_file_without_its_last_lines_is_refused(lines, written, identity, count):
    assert refusal_of(written(lines[:count]), identity) == "This back-up has no end: it was cut."


def test_a_file_of_another_key_pair_is_refused(backup):
    assert "sealed to another key" in refusal_of(backup, x25519.Identity.generate())


@pytest.mark.parametrize("text", ["", "samen-verder-lopen", "AGE-SECRET-KEY-1QQ", "age1abc"])
def test_a_wrong_secret_half_is_refused(text):
    with pytest.raises(BackUpRefused, match="AGE-SECRET-KEY-1"):
        stream.identity_of(text)


def test_a_secret_half_may_be_typed_in_groups_and_small(secret):
    text = secret.read_text()
    spaced = " ".join(text[at : at + 8] for at in range(0, len(text), 8)).lower()

    assert str(stream.identity_of(f" {spaced}\n")) == text


def test_who_has_the_public_key_alone_makes_no_back_up(lines, written, identity):
    """She changes the role of a trainer, and writes an end that fits."""
    forged = [line.replace(b'"trainer"', b'"coordinator"') for line in lines[:-1]]
    digest = hashlib.sha256(b"".join(line + b"\n" for line in forged)).hexdigest()
    assert forged != lines[:-1]

    path = written([*forged, changed(lines[-1], digest=digest)])

    assert "was changed outside the house" in refusal_of(path, identity)


def test_the_back_up_of_another_house_names_the_key_that_is_missing(backup, identity, settings):
    name = ring().names[0]
    settings.SEALING_KEYS = [new_key()]

    said = refusal_of(backup, identity)

    assert f"the key {name}, and it is not here. Here is: {ring().names[0]}." in said


def test_a_key_that_opens_some_of_it_is_named_when_it_is_missing(lines, written, identity, settings):
    old, new = settings.SEALING_KEYS[0], new_key()
    name = ring().names[0]
    settings.SEALING_KEYS = [new, old]
    head = changed(lines[0], song=base64.b64encode(ring().seal("Dag.", CONTEXT)).decode())
    path = written(ended([head, *lines[1:-1]]))
    assert read_whole(path, identity).is_whole

    settings.SEALING_KEYS = [new]

    assert refusal_of(path, identity).startswith(f"Some of this back-up is sealed with a key that is not here: {name}.")


def test_a_key_that_seals_a_file_is_named_when_it_is_missing(lines, written, identity, settings):
    here, settings.SEALING_KEYS = settings.SEALING_KEYS, [new_key()]
    name, sealed = ring().names[0], ring().seal_bytes(b"a paper", "file 7f")
    settings.SEALING_KEYS = here
    path = written(ended([*lines[:-1], as_line({"file": "7f"}), as_line(base64.b64encode(sealed).decode())]))

    assert refusal_of(path, identity).startswith(f"Some of this back-up is sealed with a key that is not here: {name}.")


@pytest.mark.parametrize("line", [b"", b"{}", b"[]", b"nothing", b'{"table": 3}', b'{"file": 1}', b"\xff", b"null"])
def test_lines_that_no_back_up_holds_are_refused(lines, written, identity, line):
    for forged in ([line], [lines[0], line], [lines[0], lines[1], line, line]):
        assert refusal_of(written(forged), identity)


def test_a_back_up_of_a_later_version_is_refused(lines, written, empty):
    migrations = [*json.loads(lines[0])["migrations"], ["house", "9999_of_next_year"]]
    path = written(ended([changed(lines[0], migrations=migrations), *lines[1:-1]]))

    said = empty.refused("restore", path, "--erased-unknown", "--key", empty.secret)

    assert said == "This back-up is of a later version (house.9999_of_next_year): install that one first."


def of_an_earlier_version(lines):
    """As it was made before the programme took one column away and added others."""
    head = json.loads(lines[0])
    head["migrations"] = [[app, name] for app, name in head["migrations"] if app != "programs" or name < "0023"]
    earlier, table = [as_line(head)], {}
    for line in lines[1:-1]:
        content = json.loads(line)
        if isinstance(content, dict):
            table = content
            now = list(content.get("columns", []))
            then = {
                "programs_series": {*now, "started_with"},
                "programs_visit": {*now} - {"shown_at"},
                "programs_reminder": {*now} - {"at"},
                "programs_duty": {*now} - {"handover"},
                "programs_change": {*now} - {"was_by_hand", "was_lacking_room"},
            }
            content |= {"columns": sorted(then.get(content.get("table"), now))} if now else {}
        elif isinstance(content, list):
            row = dict(zip(now, content, strict=True))
            content = [row.get(column) for column in table["columns"]]
        earlier.append(as_line(content))
    return ended(earlier)


def test_a_back_up_of_an_earlier_version_is_brought_to_this_one(demo, lines, written, bare):
    path = written(of_an_earlier_version(lines))

    bare.restore(path, "--erased-unknown")

    assert bare.everything() == demo.everything()


def test_sealed_columns_of_an_earlier_version_are_those_of_its_tables(lines, written, identity):
    """These words were in the clear once."""
    head = json.loads(lines[0])
    since = {"programs": "0021", "peergroups": "0004"}
    head["migrations"] = [[app, name] for app, name in head["migrations"] if name < since.get(app, "A")]
    columns = ["bring", "expect", "id", "language", "note", "recap", "title", "training_id"]
    row = ["Een pen", "", 1, "en", "", "", "Boundaries", "0" * 32]
    earlier = [as_line(head), as_line({"table": "programs_trainingtext", "columns": columns}), as_line(row)]

    assert read_whole(written(ended(earlier)), identity).is_whole


def test_a_back_up_of_an_earlier_version_needs_a_place_without_tables(lines, written, empty):
    path = written(of_an_earlier_version(lines))

    said = empty.refused("restore", path, "--erased-unknown", "--key", empty.secret)

    assert said == "This back-up is of an earlier version: restore it into a database without tables."


def test_without_the_file_of_who_was_erased_nothing_is_put_back(backup, empty, tmp_path):
    said = empty.refused("restore", backup, "--erased", tmp_path / "erased.txt", "--key", empty.secret)

    assert "only it says who was erased since. Fetch it, or say --erased-unknown." in said
    assert empty.everything() == {}


@pytest.mark.parametrize("days_before", [2, 30])
def test_a_file_of_before_the_back_up_says_nothing_about_what_came_after(demo, backup, empty, tmp_path, days_before):
    """Nobody was erased meanwhile, so its marks are the same."""
    path = tmp_path / "erased.txt"
    demo.shell(
        "from datetime import date, timedelta; from pathlib import Path; from house.privacy.services import marks;"
        f"lines = marks._lines([], date.today() - timedelta(days={days_before}), marks.key());"
        f"Path({str(path)!r}).write_text(''.join(f'{{line}}\\n' for line in lines))"
    )

    said = empty.refused("restore", backup, "--erased", path, "--key", empty.secret)

    assert said == f"{path} is older than this back-up: fetch the newest."
    assert empty.everything() == {}


def test_a_file_of_another_house_says_nothing_about_this_one(backup, empty, tmp_path):
    path = tmp_path / "erased.txt"
    path.write_text("day 2026-11-30 0 eb1ed758e8a3f0e809f01d7f4091dc8b\n")

    said = empty.refused("restore", backup, "--erased", path, "--key", empty.secret)

    assert said == f"{path} is of another house, or lines in it were changed or taken away."


# A limit on the size of files stands for a full disk.


def test_a_disk_that_fills_leaves_no_half_back_up(demo, backup, tmp_path):
    before = demo.everything()
    assert backup.stat().st_size > 60 * 1024

    said = demo.refused("back_up", "--to", tmp_path, file_kib=60)

    assert said.endswith("Nothing half is left.")
    assert (list(tmp_path.iterdir()), demo.everything()) == ([], before)


@pytest.mark.only("sqlite")
def test_a_disk_that_fills_leaves_no_half_house(demo, backup, empty):
    said = empty.refused("restore", backup, "--key", empty.secret, file_kib=400)  # its log, while it is written

    assert said.endswith("Nothing was put back.")
    assert (empty.everything(), list((empty.folder / "files").rglob("*.*"))) == ({}, [])
    empty.restore(backup)
    assert empty.everything() == demo.everything()
