from django.conf import settings
from django.core.management.base import BaseCommand

from house.sealing import ring


class Command(BaseCommand):
    help = "Show the keys of this house, for a copy on paper: a back-up never holds them, and is of no use without."

    def handle(self, **options):
        self.stdout.write(
            "Keep these apart from the database and from the back-ups. Whoever has both reads everything.\n"
        )
        for name, key in zip(ring().names, settings.SEALING_KEYS, strict=True):
            self.stdout.write(f"SEALING_KEYS  {key}   (its name is {name})")
        self.stdout.write(f"SECRET_KEY    {settings.SECRET_KEY}")
