from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from house.duties import HOUSE, PEOPLE, MenuLine, Tick, is_colleague, is_in, registry, runs_a_house


class HouseConfig(AppConfig):
    name = "house"

    def ready(self):
        import house.checks
        import house.forms.fields  # noqa: F401  says how fields speak, before another app makes one
        from house.models import Emergency, Erasure
        from house.services.checking import make_checkpoints
        from house.services.emergencies import forget_old_emergencies
        from house.services.erasing import erase_who_is_due
        from house.services.keeping import kept_of
        from house.services.looking import forget
        from house.services.sending import forget_what_was_sent
        from house.services.upkeep import forget_old_sessions_and_cards

        def is_visitor(person):
            return not person.is_authenticated

        def unread_emergencies(person):
            return Emergency.objects.to_read_by(person).filter(read_at=None).count() if runs_a_house(person) else 0

        def erasures_to_ask_about(person):
            return Erasure.objects.to_ask_about_by(person).count() if runs_a_house(person) else 0

        registry.bar += [
            MenuLine("house:language", "languages", _("Taal"), 10, is_visitor),
            MenuLine("house:me", "user-round", _("Ik"), 30, is_in),
            MenuLine("house:help", "life-buoy", _("Hulp"), 40),
        ]
        registry.desk += [
            MenuLine("house:people", "users-round", _("Mensen"), 40, runs_a_house, erasures_to_ask_about, PEOPLE),
            MenuLine("house:rooms", "door-open", _("Kamers"), 50, runs_a_house, head=HOUSE),
            MenuLine("house:back_confirm", "hand", _("Weer binnen"), 55, is_colleague, head=PEOPLE),
            MenuLine("house:emergencies", "key-round", _("Nood"), 60, is_colleague, unread_emergencies, PEOPLE),
            MenuLine("house:keeping", "refresh-cw", _("Beheer"), 70, lambda person: person.is_keeper, head=HOUSE),
        ]
        registry.unattended |= {"house:awake", "house:peek"}
        registry.behind_proof |= {
            "house:awake",
            "house:peek",
            "house:kept",
        }  # of the first two only pages with a lock ask
        registry.ticks.append(Tick("forget old sessions and cards", timedelta(hours=1), forget_old_sessions_and_cards))
        registry.ticks.append(Tick("remember how far the logs are", timedelta(hours=1), make_checkpoints))
        registry.ticks.append(Tick("forget old emergencies", timedelta(hours=1), forget_old_emergencies))
        registry.ticks.append(Tick("forget what was sent", timedelta(hours=1), forget_what_was_sent))
        registry.ticks.append(Tick("erase who asked for it", timedelta(hours=1), erase_who_is_due))
        registry.on_erase.append(forget)
        registry.kept.append(kept_of)
