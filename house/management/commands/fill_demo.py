from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from house import demo
from house.management.starting import prove_ready
from house.people.models.houses import House
from house.registry import registry

WHO = {
    "amal": "bewoonster",
    "bo": "bewoonster",
    "cleo": "oud-bewoonster",
    "dewi": "trainer",
    "eva": "coördinator",
    "fay": "bewoonster van het andere huis",
    "gina": "begeleider van de groep",
    "loes": "tweede paar ogen",
}


class Command(BaseCommand):
    help = "Fill an empty database with the demo house. Only with DEBUG."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing where a house is open already")

    def handle(self, *, if_empty, **options):
        if not settings.DEBUG:
            raise CommandError("The demo house has a known passphrase, so it is only for DEBUG=1. Nothing was changed.")
        prove_ready()
        if not House.objects.exists():
            self._fill()
        elif not if_empty:
            raise CommandError("A house is open already. The demo house only goes into an empty database.")
        self._tell()

    @transaction.atomic
    def _fill(self):
        demo.fill(settings.DEMO_PASSPHRASE)
        for fill in registry.demo:
            fill()

    def _tell(self):
        self.stdout.write(f"\nSign in with one of these names and the passphrase {settings.DEMO_PASSPHRASE}\n\n")
        for name, what in WHO.items():
            self.stdout.write(f"  {name:<6} {what}")
        self.stdout.write("")
