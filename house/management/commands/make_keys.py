import os
import secrets

from django.conf import settings
from django.core.management.base import BaseCommand

from house.push import parcels
from house.sealing import new_key


class Command(BaseCommand):
    help = "Write the keys of a new house that it has not yet to files that only this user can read."
    requires_system_checks = []

    def handle(self, **options):
        self._write_once(settings.SECRET_KEY_FILE, "SECRET_KEY", secrets.token_urlsafe(50))
        self._write_once(settings.SEALING_KEYS_FILE, "SEALING_KEYS", new_key())
        self._write_once(settings.PUSH_KEY_FILE, "PUSH_KEY", parcels.new_key())

    def _write_once(self, path, variable, key):
        """A key in the environment or in the file stays as it is."""
        if os.environ.get(variable) or path.exists():
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"{key}\n")
        self.stdout.write(f"New key in {path}. Keep a copy apart from the database.")
