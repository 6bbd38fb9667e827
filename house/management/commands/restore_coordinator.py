import logging

from django.core.management.base import BaseCommand, CommandError

from house.errors import NotHere
from house.management.paper import card_on_paper
from house.management.starting import prove_ready
from house.models import House
from house.services import returning

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Print a new card for the only coordinator of a house, who cannot come in. Give it to her in person."

    def add_arguments(self, parser):
        parser.add_argument("--house", help="what the house is called; may be left out where there is only one")

    def handle(self, *, house, **options):
        prove_ready()
        houses = [one for one in House.objects.all() if house in (None, one.name)]
        if len(houses) != 1:
            raise CommandError(f"Say which house, with --house. There are {House.objects.count()} here.")
        try:
            card, code = returning.restore_coordinator(house_id=houses[0].pk)
        except NotHere:
            raise CommandError(
                "Nobody runs this house alone. Where two do, one of them makes the card with a colleague."
            ) from None
        logger.warning("A card was made on the server for the coordinator of a house.")
        self.stdout.write(card_on_paper(card, code))
