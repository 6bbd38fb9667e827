from django.core.management.base import BaseCommand, CommandError

from house.access_log.models import Look
from house.access_log.services.checkpoints import check_chain, read_known
from house.people.models.houses import House


class Command(BaseCommand):
    help = "Check that nobody changed the log of who looked. Fails when a line is not as it was written."

    def add_arguments(self, parser):
        parser.add_argument("outputs", nargs="*", help="files with output of the server: its checkpoints count too")

    def handle(self, *, outputs, **options):
        checkpoints = [checkpoint for path in outputs for checkpoint in self._read(path)]
        broken = []
        for house in House.objects.all():
            number = check_chain(house, checkpoints)
            if number is None:
                self.stdout.write(f"{house.pk}: {Look.objects.filter(house=house).count()} lines, whole")
            else:
                broken.append(f"{house.pk}: broken from line {number}")
        if broken:
            raise CommandError("\n".join(broken))

    def _read(self, path):
        """The checkpoints in a file. A file without any proves nothing, so it is refused."""
        try:
            with open(path, encoding="utf-8", errors="replace") as lines:
                checkpoints = read_known(lines)
        except OSError as problem:
            raise CommandError(f"{path} cannot be read: {problem.strerror}.") from None
        if not checkpoints:
            raise CommandError(f"{path} holds no checkpoint.")
        return checkpoints
