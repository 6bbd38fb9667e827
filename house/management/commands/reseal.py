from django.core.management.base import BaseCommand

from house.management.starting import prove_ready
from house.upkeep.services.reseal import reseal


class Command(BaseCommand):
    help = "Seal with the newest key what lies under an older one. Beside a running site; stop and repeat as you like."

    def handle(self, **options):
        prove_ready()
        for table, rows, done in reseal():
            self.stdout.write(f"{table}: {done} of {rows} sealed anew")
        self.stdout.write("Everything lies under the newest key. Those after it can go.")
