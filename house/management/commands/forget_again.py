import re
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from house.management.starting import prove_ready
from house.privacy.services.erasure import SAID, forget_again


class Command(BaseCommand):
    help = "After a back-up was put back: erase again who was erased since, as the output of the server tells."

    def add_arguments(self, parser):
        parser.add_argument("outputs", nargs="+", type=Path, help="files with output of the server")

    def handle(self, *, outputs, **options):
        prove_ready()
        try:
            output = "\n".join(path.read_text(errors="replace") for path in outputs)
        except OSError as problem:
            raise CommandError(f"{problem.filename} cannot be read: {problem.strerror}.") from None
        marks = set(re.findall(rf"\b{SAID} ([0-9a-f]{{20}})\b", output))
        self.stdout.write(f"{forget_again(marks)} of {len(marks)} were there again, and are erased.")
