"""What holds data or keys is its owner's alone, in real processes; and keys lie apart from what they open."""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from house import checks
from house.files import sealed_files
from house.push import parcels
from house.sealing import new_key
from tests.built import ROOT, built_file
from tests.elsewhere import connected
from tests.server import Server

OPEN = stat.S_IRWXG | stat.S_IRWXO


class New:
    """A folder in which somebody starts a house, with this umask."""

    def __init__(self, folder, umask=-1, **env):
        self.data, self.keys, self.umask = folder / "var", folder / "var-keys", umask
        self.file = self.data / "house.sqlite3"
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.env = kept | {"DATA_DIR": str(self.data), "DEBUG": "1", "IS_BEHIND_TLS": "0"} | env

    def manage(self, *words):
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(
            command, cwd=ROOT, env=self.env, umask=self.umask, capture_output=True, text=True, check=False
        )

    def begin(self):
        """As a first start does it; but the tables are those of the built house, in the file that `migrate` made."""
        for words in (["make_keys"], ["migrate", "contenttypes", "-v0"]):
            self.carry_out(*words)
        shutil.copyfile(built_file(), self.file)  # leaves its mode as it was made

    def stand(self):
        """As a house that was begun before."""
        self.carry_out("make_keys")
        self.data.mkdir(mode=0o700, exist_ok=True)
        shutil.copyfile(built_file(), self.file)

    def carry_out(self, *words):
        done = self.manage(*words)
        assert done.returncode == 0, done.stderr

    def open_to_others(self):
        """Whatever somebody else may reach, but for the static files."""
        found = [path for top in (self.data, self.keys) for path in [top, *top.rglob("*")]]
        static = self.data / "static"
        ours = [path for path in found if path != static and static not in path.parents]
        return [path.relative_to(self.data.parent).as_posix() for path in ours if path.stat().st_mode & OPEN]


@pytest.mark.process
@pytest.mark.only("sqlite")  # the only engine of which a house keeps the files itself
@pytest.mark.parametrize("umask", [0o022, 0o000], ids=oct)
def test_a_new_house_is_its_owners_alone_also_while_it_runs(tmp_path, umask):
    new = New(tmp_path, umask)

    new.begin()
    assert new.open_to_others() == []

    server = Server(new.env | {"DJANGO_SETTINGS_MODULE": "house.settings"}, None, tmp_path, umask=umask)
    server.start()
    try:
        with connected(new.file, umask=umask):
            files = {path.name for path in new.data.iterdir()}
            assert files >= {"house.sqlite3", "house.sqlite3-wal", "house.sqlite3-shm"}
            assert new.open_to_others() == []
    finally:
        server.stop()


@pytest.mark.process
@pytest.mark.only("sqlite")  # the only engine of which a house keeps the files itself
@pytest.mark.parametrize("words", [["migrate", "-v0"], ["tend", "--once"]], ids=" ".join)
def test_what_stood_open_is_closed_at_the_start(tmp_path, words):
    new = New(tmp_path, 0o022)
    new.stand()
    paper = new.data / "files" / "ab" / "paper"
    paper.parent.mkdir(parents=True)
    paper.touch()
    for path in (new.data, new.keys, paper.parents[1], paper.parent):
        path.chmod(0o755)
    for path in (new.file, *new.keys.iterdir(), paper):
        path.chmod(0o644)
    assert len(new.open_to_others()) == 9

    assert new.manage(*words).returncode == 0

    assert new.open_to_others() == []


def test_what_cannot_be_closed_is_refused_by_name(settings):
    """Nobody may change a mode there, not even root."""
    settings.SECRET_KEY_FILE = Path("/proc/version")

    (told,) = checks.check_private(None)

    assert (told.msg, told.is_serious()) == ("Others on this machine can reach /proc/version.", True)


def test_a_folder_of_others_that_keys_lie_in_is_left_as_it_is(settings, tmp_path):
    from house import private

    tmp_path.chmod(0o755)
    settings.KEYS_DIR, settings.SECRET_KEY_FILE = tmp_path, tmp_path / "secret.key"
    for name in ("secret.key", "passwd"):
        (tmp_path / name).touch(mode=0o644)

    private.close(private.places())

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path, *tmp_path.iterdir())}
    assert modes == {tmp_path.name: 0o755, "secret.key": 0o600, "passwd": 0o644}


def test_a_sealed_file_is_its_owners_alone_whatever_the_umask():
    umask = os.umask(0)
    try:
        name = sealed_files().save("ab/paper", ContentFile(b"zz"))
    finally:
        os.umask(umask)

    path = Path(sealed_files().path(name))
    assert [stat.S_IMODE(one.stat().st_mode) for one in (path, path.parent)] == [0o600, 0o700]


@pytest.mark.process
@pytest.mark.only("sqlite")  # the only engine of which a house keeps the files itself
def test_a_house_of_before_starts_again_once_its_keys_are_moved_as_it_is_told(tmp_path):
    new = New(tmp_path)
    new.stand()
    new.keys.joinpath("push.key").unlink()  # no telephone was called then
    for file in new.keys.iterdir():
        file.rename(new.data / file.name)
    new.keys.rmdir()
    new.env["DEBUG"] = "0"

    assert new.manage("make_keys").stdout.startswith(f"New key in {new.keys / 'push.key'}.")  # it makes no others
    new.keys.joinpath("push.key").unlink()
    refused = new.manage("migrate", "-v0")
    assert (refused.returncode, "house.E003" in refused.stderr) == (1, True)
    order = re.search(r"run: (install .+?/) - ", refused.stderr)[1]
    subprocess.run(order, shell=True, check=True)

    assert sorted(path.name for path in new.keys.iterdir()) == ["sealing.keys", "secret.key"]
    assert new.manage("tend", "--once").returncode == 0


@pytest.mark.process
@pytest.mark.only("sqlite")  # the only engine of which a house keeps the files itself
def test_keys_of_the_environment_need_no_folder(tmp_path):
    keys = {"SECRET_KEY": "f9Zq" + "aBcDeFgHiJkLmNoP" * 4, "SEALING_KEYS": new_key(), "PUSH_KEY": parcels.new_key()}
    new = New(tmp_path, DEBUG="0", **keys)

    new.begin()

    assert not new.keys.exists()
