import os
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from house.backups.services import make
from house.backups.stream import BackUpRefused
from house.management.starting import prove_ready
from house.privacy.services.marks import FILE, MarksAhead, MarksBroken

NICE = 10
"""The talk goes before."""


class Command(BaseCommand):
    help = "Make a back-up of this moment beside the running house, sealed to a key whose other half is not here."

    def add_arguments(self, parser):
        parser.add_argument("--to", type=Path, default=settings.BACKUPS_DIR, help="a folder; BACKUPS_DIR unless given")

    def handle(self, *, to, **options):
        prove_ready()
        os.nice(NICE)
        try:
            path, run = make.back_up(to, lambda what, count: self.stdout.write(f"{what}: {count}"))
            make.throw_away_old()
        except (BackUpRefused, MarksBroken) as problem:
            raise CommandError(f"{_said(problem)} Nothing was made.") from None
        except OSError as problem:
            raise CommandError(f"{problem.filename or to}: {problem.strerror}. Nothing half is left.") from None
        self.stdout.write(f"{path}: {run.row_count} rows, {run.size_bytes} bytes, read back and whole.")
        self.stdout.write(
            f"Copy it, and {settings.BACKUPS_DIR / FILE}, to another machine. It does not hold the keys of the house: "
            "have a copy of those on paper (manage.py print_keys)."
        )


def _said(problem):
    if isinstance(problem, MarksAhead):
        return (
            f"{settings.BACKUPS_DIR / FILE} knows of people who were erased and whom this database has. "
            "Run `manage.py forget_again` with it first."
        )
    if isinstance(problem, MarksBroken):
        return f"{settings.BACKUPS_DIR / FILE} is of another house, or lines in it were changed or taken away."
    return str(problem)
