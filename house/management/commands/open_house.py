from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from house.door.services import opening
from house.management.paper import card_on_paper
from house.management.starting import prove_address, prove_ready


class Command(BaseCommand):
    help = "Open a real house and print two cards: of its coordinator, and of its second pair of eyes."

    def add_arguments(self, parser):
        parser.add_argument("--name", help="what the house is called")
        parser.add_argument("--coordinator", help="what its coordinator is called")
        parser.add_argument(
            "--witness", help="what its second pair of eyes is called: of the foundation or a sister house"
        )
        parser.add_argument("--language", choices=dict(settings.LANGUAGES), help="their language")
        parser.add_argument("--phone", help="the number of the house, day and night; may be empty")

    def handle(self, *, name, coordinator, witness, language, phone, **options):
        prove_ready()
        prove_address()
        with translation.override(settings.LANGUAGE_CODE):
            _house, printed = opening.open_house(
                name=self._ask(_("Hoe heet het huis?"), name),
                coordinator_name=self._ask(_("Hoe heet de coördinator?"), coordinator),
                witness_name=self._ask(_("Wie is het tweede paar ogen, van de stichting of een ander huis?"), witness),
                language=self._ask(_("Hun taal (nl of en)?"), language, choices=dict(settings.LANGUAGES)),
                phone=self._ask(_("Telefoonnummer van het huis, dag en nacht (mag leeg)?"), phone, may_be_empty=True),
            )
        for card, code in printed:
            self.stdout.write(card_on_paper(card, code))
        self.stdout.write("")
        self.stdout.write(
            _("Twee kaarten voor twee mensen: wie beide in handen heeft, is in haar eentje met zijn tweeën.")
        )

    def _ask(self, question, given, *, choices=None, may_be_empty=False):
        answer = given and given.strip()
        while answer is None or not (answer or may_be_empty) or (choices and answer not in choices):
            try:
                answer = input(f"{question} ").strip()
            except EOFError:
                raise CommandError("Nobody answered. Nothing was changed; run this command in a terminal.") from None
        return answer
