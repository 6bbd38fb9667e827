import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compile the translations, without needing gettext on the machine."
    requires_system_checks = []

    def handle(self, **options):
        for folder in settings.LOCALE_PATHS:
            for path in folder.glob("*/LC_MESSAGES/*.po"):
                polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
