from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from house.duties import MenuLine, Tick, registry


class HouseConfig(AppConfig):
    name = "house"

    def ready(self):
        import house.checks
        import house.forms  # noqa: F401  says how fields speak, before another app makes one
        from house.models import Role
        from house.services.upkeep import forget_old_sessions_and_cards

        def is_in(person):
            return person.is_authenticated

        def is_visitor(person):
            return not person.is_authenticated

        def runs_a_house(person):
            return person.holds(Role.COORDINATOR)

        registry.bar += [
            MenuLine("house:language", "languages", _("Taal"), 10, is_visitor),
            MenuLine("house:me", "user-round", _("Ik"), 30, is_in),
            MenuLine("house:help", "life-buoy", _("Hulp"), 40),
        ]
        registry.desk += [
            MenuLine("house:people", "users-round", _("Mensen"), 40, runs_a_house),
            MenuLine("house:rooms", "door-open", _("Kamers"), 50, runs_a_house),
        ]
        registry.ticks.append(Tick("forget old sessions and cards", timedelta(hours=1), forget_old_sessions_and_cards))
