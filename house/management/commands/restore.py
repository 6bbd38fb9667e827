import os
import signal
import subprocess
import sys
import tempfile
from datetime import datetime
from getpass import getpass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from house.backups import stream
from house.backups.services.check import read_whole
from house.backups.services.restore import restore
from house.management.starting import prove_ready
from house.privacy.services.marks import FILE
from house.upkeep.models import BackUpRun


class Command(BaseCommand):
    help = "Put a back-up back into an empty place, or try it. Asks for the secret half of its key."

    def add_arguments(self, parser):
        parser.add_argument("backup", type=Path)
        parser.add_argument("--erased", type=Path, help=f"the newest {FILE}; beside the back-up unless given")
        parser.add_argument("--erased-unknown", action="store_true", help="go on without it")
        parser.add_argument("--key", type=Path, help="a file with the secret half, such as a memory stick")
        parser.add_argument("--try", action="store_true", dest="is_trial", help="into a place that goes away again")

    def handle(self, *, backup, erased, erased_unknown, key, is_trial, **options):
        secret = self._secret(key)
        marks_path = None if erased_unknown else (erased or backup.with_name(FILE))
        try:
            if is_trial:
                self._try(backup, marks_path, secret)
            else:
                self._tell(restore(backup, stream.identity_of(secret), marks_path, self._say))
        except (stream.BackUpRefused, ImproperlyConfigured) as problem:
            raise CommandError(str(problem)) from None
        except DatabaseError as problem:
            said = str(problem).strip().partition("\n")[0]
            raise CommandError(f"The database could not take it ({said}). Nothing was put back.") from None
        except OSError as problem:
            raise CommandError(f"{problem.filename or backup}: {problem.strerror}. Nothing was put back.") from None

    def _secret(self, path):
        try:
            return path.read_text() if path else getpass("The secret half of the key: ")
        except (OSError, EOFError) as problem:
            raise CommandError(f"There is no secret half: {problem}. Nothing was put back.") from None

    def _say(self, what, count):
        self.stdout.write(f"{what}: {count}")

    def _tell(self, done):
        moment = timezone.localtime(done.made_at).strftime("%d %B %Y, %H:%M")
        self.stdout.write(f"The house is as it was on {moment}: {done.row_count} rows.")
        self.stdout.write(f"People who were erased since, and are erased again: {done.erased_count}.")
        self.stdout.write("Everybody is signed out; cards, returns and feeds are void.")
        since = done.unknown_from.strftime("from %d %B %Y on") if done.unknown_from else "since then"
        self.stdout.write(f"Nobody can say whether somebody was erased {since}: ask.")
        self.stdout.write("Passphrases are those of then: whoever chose another since needs a new card.")
        self.stdout.write("Each house is shut until its coordinator and a second person went through who is in it.")

    def _try(self, backup, marks_path, secret):
        """Put it back in a process of its own, on a new SQLite, and note that it went well."""
        prove_ready()
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda number, frame: sys.exit(128 + number))  # the place goes away then too
        whole = read_whole(backup, stream.identity_of(secret))
        with tempfile.TemporaryDirectory() as folder:
            marks_words = ["--erased", str(marks_path)] if marks_path else ["--erased-unknown"]
            manage = settings.BASE_DIR / "manage.py"
            words = [sys.executable, manage, "restore", backup, *marks_words, "--key", "/dev/stdin"]
            done = subprocess.run(  # noqa: S603  this command itself
                words, env=self._env(folder), input=secret, text=True, capture_output=True, check=False
            )
        if done.returncode:
            raise CommandError(done.stderr.strip().splitlines()[-1] if done.stderr else "It could not be put back.")
        self.stdout.write(done.stdout)
        BackUpRun.objects.create(
            kind=BackUpRun.Kind.TRIED,
            of_at=datetime.fromisoformat(whole.head["made_at"]),
            row_count=sum(whole.counts.values()),
            size_bytes=backup.stat().st_size,
        )
        self.stdout.write("This was a trial: it is gone again, and the house that runs here is as it was.")

    def _env(self, folder):
        there = {"DATA_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/house.sqlite3", "REDIS_URL": ""}
        there |= {"KEYS_DIR": f"{folder}-keys", "BACKUPS_DIR": f"{folder}-backups"}
        keys = {"SEALING_KEYS": ",".join(settings.SEALING_KEYS), "SECRET_KEY": settings.SECRET_KEY}
        return os.environ | there | keys
