from django.core.management.base import BaseCommand

from house.door.services import opening
from house.management.naming import house_named
from house.management.paper import card_on_paper
from house.management.starting import prove_address, prove_ready


class Command(BaseCommand):
    help = "Give a house a second pair of eyes and print her card: somebody of the foundation or of a sister house."

    def add_arguments(self, parser):
        parser.add_argument("--house", help="what the house is called; may be left out where there is only one")
        parser.add_argument("--name", required=True, help="what she is called")
        parser.add_argument("--language", default="nl", help="her language")

    def handle(self, *, house, name, language, **options):
        prove_ready()
        prove_address()
        card, code = opening.add_witness(house=house_named(house), name=name, language=language)
        self.stdout.write(card_on_paper(card, code))
