from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from house.management.paper import card_on_paper
from house.management.starting import prove_ready
from house.services import opening


class Command(BaseCommand):
    help = "Open a real house and print the card with which its coordinator comes in."

    def add_arguments(self, parser):
        parser.add_argument("--name", help="what the house is called")
        parser.add_argument("--coordinator", help="what its coordinator is called")
        parser.add_argument("--language", choices=dict(settings.LANGUAGES), help="her language")
        parser.add_argument("--phone", help="the number of the house, day and night; may be empty")

    def handle(self, *, name, coordinator, language, phone, **options):
        prove_ready()
        with translation.override(settings.LANGUAGE_CODE):
            _house, card, code = opening.open_house(
                name=self._ask(_("Hoe heet het huis?"), name),
                coordinator_name=self._ask(_("Hoe heet de coördinator?"), coordinator),
                language=self._ask(_("Haar taal (nl of en)?"), language, choices=dict(settings.LANGUAGES)),
                phone=self._ask(_("Telefoonnummer van het huis, dag en nacht (mag leeg)?"), phone, may_be_empty=True),
            )
        self.stdout.write(card_on_paper(card, code))

    def _ask(self, question, given, *, choices=None, may_be_empty=False):
        answer = given and given.strip()
        while answer is None or not (answer or may_be_empty) or (choices and answer not in choices):
            try:
                answer = input(f"{question} ").strip()
            except EOFError:
                raise CommandError("Nobody answered. Nothing was changed; run this command in a terminal.") from None
        return answer
