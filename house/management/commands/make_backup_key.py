import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from pyrage import x25519


class Command(BaseCommand):
    help = "Make a pair of keys for back-ups: the public half stays here, the secret half is shown once, for paper."
    requires_system_checks = []

    def handle(self, **options):
        if settings.BACKUP_RECIPIENTS:
            raise CommandError(
                "There is a public key already; back-ups are sealed to it. To change it, take it out of "
                f"BACKUP_RECIPIENTS or {settings.BACKUP_RECIPIENTS_FILE} first, and keep its secret half as long as "
                "there are back-ups that were sealed to it."
            )
        pair = x25519.Identity.generate()
        path = settings.BACKUP_RECIPIENTS_FILE
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"{pair.to_public()}\n")
        self.stdout.write(
            f"The public half is in {path}: back-ups are sealed to it.\n\n"
            f"    {pair}\n\n"
            "This is the secret half. It is shown once and stored nowhere. Write it on paper, or keep it with your\n"
            "passwords away from this server: without it no back-up opens. With it alone no name in one can be read."
        )
