import logging

from django.core.management.base import BaseCommand, CommandError

from house.door.services import opening, returns
from house.errors import NotHere
from house.management.naming import house_named
from house.management.paper import card_on_paper
from house.management.starting import prove_address, prove_ready

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Print a new card for the only coordinator of a house, who cannot come in. Give it to her in person."

    def add_arguments(self, parser):
        parser.add_argument("--house", help="what the house is called; may be left out where there is only one")
        parser.add_argument("--name", help="where nobody runs the house any more: what its new coordinator is called")
        parser.add_argument("--language", default="nl", help="her language")

    def handle(self, *, house, name, language, **options):
        prove_ready()
        prove_address()
        try:
            card, code = self._card(house_named(house), name, language)
        except NotHere:
            raise CommandError(
                "Nobody runs this house alone. Where two do, one of them makes the card with a colleague. "
                "Where nobody does, say with --name who will."
            ) from None
        logger.warning("A card was made on the server for the coordinator of a house.")
        self.stdout.write(card_on_paper(card, code))

    def _card(self, house, name, language):
        if name:
            return opening.add_coordinator(house=house, name=name, language=language)
        return returns.restore_coordinator(house_id=house.pk)
