from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from house.management.starting import prove_ready
from house.privacy.services import marks
from house.privacy.services.erasure import forget_again


class Command(BaseCommand):
    help = "After a copy was put back by other means than `restore`, or without the newest marks: erase who is there."

    def add_arguments(self, parser):
        parser.add_argument("erased", type=Path, help="the file with the marks, erased.txt beside the back-ups")

    def handle(self, *, erased, **options):
        prove_ready()
        try:
            gone = marks.take_over(erased)
        except OSError as problem:
            raise CommandError(f"{problem.filename} cannot be read: {problem.strerror}.") from None
        except marks.MarksBroken:
            raise CommandError(f"{erased} is of another house, or lines in it were changed or taken away.") from None
        self.stdout.write(f"{forget_again(gone)} of {len(gone)} were there again, and are erased.")
