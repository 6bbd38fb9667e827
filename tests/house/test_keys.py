"""Keys: a house does not start with a wrong one, a missing one or a canary that is gone."""

import os
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from house.door.services.opening import SONG, prove_keys
from house.models import Canary
from house.sealing import KeyRing, new_key, read_keys
from tests.cast import open_house


def test_an_empty_house_gets_its_canary_and_keeps_it(db):
    prove_keys()
    prove_keys()

    assert [canary.song for canary in Canary.objects.all()] == [SONG]


def refusal():
    with pytest.raises(ImproperlyConfigured) as refused:
        prove_keys()
    return str(refused.value)


def test_a_wrong_key_stops_the_start(db, settings):
    prove_keys()
    settings.SEALING_KEYS = (new_key(),)

    assert refusal() == (
        "The key in SEALING_KEYS (or in the file sealing.keys) is not the key of this house. "
        "Put the right key back; nothing was changed."
    )


@pytest.mark.parametrize("is_new", [True, False])
def test_a_missing_key_stops_the_start(db, settings, is_new):
    if not is_new:
        prove_keys()
    settings.SEALING_KEYS = ()

    assert refusal() == (
        "There is no key to seal with. Set SEALING_KEYS, or run `manage.py make_keys` for a new house."
    )


def test_a_key_that_is_no_key_stops_the_start_and_is_not_shown(db, settings):
    settings.SEALING_KEYS = ("almost-a-key",)

    assert refusal() == "A key in SEALING_KEYS is not url-safe base64 of 32 bytes."


def test_a_gone_canary_stops_the_start_of_a_house_in_use(db):
    prove_keys()
    open_house()
    Canary.objects.all().delete()

    assert refusal() == "The canary is gone: this database was changed outside the house. Do not start."
    assert not Canary.objects.exists()


def test_a_new_key_before_the_old_one_starts(db, settings):
    prove_keys()
    settings.SEALING_KEYS = (new_key(), *settings.SEALING_KEYS)

    prove_keys()

    assert Canary.objects.get().song == SONG


@pytest.fixture
def key_files(settings, tmp_path, monkeypatch):
    settings.SECRET_KEY_FILE = tmp_path / "secret.key"
    settings.SEALING_KEYS_FILE = tmp_path / "sealing.keys"
    for variable in ("SECRET_KEY", "SEALING_KEYS"):
        monkeypatch.delenv(variable, raising=False)
    return settings.SECRET_KEY_FILE, settings.SEALING_KEYS_FILE


def test_make_keys_writes_keys_that_only_this_user_reads(key_files):
    umask = os.umask(0)
    try:
        call_command("make_keys")
    finally:
        os.umask(umask)

    secret, sealing = key_files
    assert [stat.S_IMODE(file.stat().st_mode) for file in key_files] == [0o600, 0o600]
    assert len(secret.read_text().strip()) >= 50
    assert KeyRing(read_keys(text="", path=sealing)).seal("Amal", "here")


def test_make_keys_never_writes_over_a_key(key_files, capsys):
    call_command("make_keys")
    before = [file.read_bytes() for file in key_files]

    call_command("make_keys")

    assert [file.read_bytes() for file in key_files] == before
    assert capsys.readouterr().out.count("Keep a copy apart from the database.") == 2


def test_make_keys_writes_no_file_for_a_key_in_the_environment(key_files, monkeypatch):
    monkeypatch.setenv("SEALING_KEYS", new_key())

    call_command("make_keys")

    assert [file.exists() for file in key_files] == [True, False]


def test_make_keys_never_shows_a_key(key_files, capsys):
    call_command("make_keys")

    told = capsys.readouterr()
    assert not any(file.read_text().strip() in told.out + told.err for file in key_files)
