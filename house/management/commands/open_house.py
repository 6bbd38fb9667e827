from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from house.management.starting import prove_ready
from house.services import opening
from house.spelling import spelled


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
            house, card, code = opening.open_house(
                name=self._ask(_("Hoe heet het huis?"), name),
                coordinator_name=self._ask(_("Hoe heet de coördinator?"), coordinator),
                language=self._ask(_("Haar taal (nl of en)?"), language, choices=dict(settings.LANGUAGES)),
                phone=self._ask(_("Telefoonnummer van het huis, dag en nacht (mag leeg)?"), phone, may_be_empty=True),
            )
        self._print_card(house, card, code)

    def _ask(self, question, given, *, choices=None, may_be_empty=False):
        answer = given and given.strip()
        while answer is None or not (answer or may_be_empty) or (choices and answer not in choices):
            try:
                answer = input(f"{question} ").strip()
            except EOFError:
                raise CommandError("Nobody answered. Nothing was changed; run this command in a terminal.") from None
        return answer

    def _print_card(self, house, card, code):
        with translation.override(card.person.language):
            self.stdout.write("")
            self.stdout.write(_("Kaart voor %(name)s") % {"name": card.person.chosen_name})
            self.stdout.write(f"\n    {code}\n")
            for line in spelled(code):
                self.stdout.write(f"    {line}")
            self.stdout.write("")
            until = _("Een keer te gebruiken, binnen %(hours)s uur. Ga naar /card/ en vul de code in.")
            self.stdout.write(until % {"hours": settings.CARD_HOURS})
            self.stdout.write(_("Geef de kaart zelf, van hand tot hand. Stuur hem niet door."))
