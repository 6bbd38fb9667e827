from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from house.duties import PLANNING, TOGETHER, MenuLine, PersonPart, Tick, registry


def lived_somewhere(person):
    return person.stays.exists()


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self):
        from house.models import Role
        from programs import demo_house, demo_living, demo_materials, demo_said
        from programs.models import Duty
        from programs.services import (
            ask_for_holidays,
            feeds,
            fill_all_places,
            lay_out_everything,
            open_boxes,
            sweep_papers,
            wanting,
        )
        from programs.services.chores import forget_swaps
        from programs.services.drafts import forget_drafts
        from programs.services.editing import forget_traces
        from programs.services.forgetting import forget
        from programs.services.keeping import kept_of
        from programs.services.living import forget_what_passed
        from programs.services.reminding import forget_reminders, remind
        from programs.services.telling import fade_notices

        def is_in(person):
            return person.is_authenticated

        def works_somewhere(person):
            return bool(person.positions_today)

        def plans_with_others(person):
            return any(position.role != Role.GUEST for position in person.positions_today)

        def runs_a_house(person):
            return person.holds(Role.COORDINATOR)

        def has_a_place(person):
            return feeds.place_of(person) is not None

        def asks_of(person):
            return Duty.objects.told_to(person).to_answer().count()

        def places_of(person):
            return wanting(person).count()

        registry.bar.append(MenuLine("programs:week", "calendar-days", _("Week"), 10, is_in))
        registry.desk += [
            MenuLine("programs:sessions", "sun", _("Vandaag"), 10, works_somewhere, asks_of),
            MenuLine("programs:house_week", "calendar", _("Week van het huis"), 20, plans_with_others),
            MenuLine("programs:find", "search", _("Zoek"), 28, plans_with_others, head=PLANNING),
            MenuLine("programs:month", "calendar-days", _("Maand"), 29, plans_with_others, head=PLANNING),
            MenuLine("programs:places", "user-plus", _("Wie geeft wat"), 25, runs_a_house, places_of),
            MenuLine("programs:notes", "megaphone", _("Berichten"), 40, plans_with_others, head=TOGETHER),
            MenuLine("programs:chores", "brush-cleaning", _("Taken"), 50, plans_with_others, head=TOGETHER),
            MenuLine("programs:series", "repeat", _("Reeksen"), 30, runs_a_house, head=PLANNING),
            MenuLine("programs:closures", "calendar-off", _("Dagen dicht"), 35, runs_a_house, head=PLANNING),
        ]
        registry.desk += [
            MenuLine("programs:voices", "smile", _("Hoe het was"), 34, works_somewhere, head=TOGETHER),
            MenuLine("programs:desk_wishes", "lightbulb", _("Wensen"), 36, plans_with_others, head=TOGETHER),
        ]
        registry.me.append(
            MenuLine("programs:feed", "calendar-plus", _("Mijn week in een andere agenda"), 20, has_a_place)
        )
        registry.about_person.append(PersonPart("programs/_feed_of_person.html", feeds.feed_seen_by))
        registry.asks_again.add("programs:new_feed")
        registry.on_signed_out_everywhere.append(feeds.end_with_devices)
        registry.ticks.append(Tick("lay out", timedelta(hours=1), lay_out_everything))
        registry.ticks.append(Tick("ask for holidays", timedelta(days=1), ask_for_holidays))
        registry.ticks.append(Tick("forget what was before an edit", timedelta(hours=1), forget_traces))
        registry.ticks.append(Tick("forget old drafts", timedelta(hours=1), forget_drafts))
        registry.ticks.append(Tick("places", timedelta(minutes=10), fill_all_places))
        registry.ticks.append(Tick("sweep papers", timedelta(days=1), sweep_papers))
        registry.ticks.append(Tick("open what was said", timedelta(days=1), open_boxes))
        registry.on_right_ended.append(fill_all_places)
        registry.unattended.add("programs:soon")
        registry.on_erase.append(forget)
        registry.kept.append(kept_of)
        registry.ticks += [
            Tick("fade notices", timedelta(days=1), fade_notices),
            Tick("remind", timedelta(minutes=1), remind),
            Tick("forget reminders", timedelta(hours=1), forget_reminders),
            Tick("forget what passed", timedelta(days=1), forget_what_passed),
            Tick("forget swaps", timedelta(days=1), forget_swaps),
        ]
        registry.behind_proof |= {"programs:where", "programs:learned", "programs:recap"}
        registry.me.append(
            MenuLine("programs:needs", "hand", _("Wat ik nodig heb om mee te doen"), 10, lived_somewhere)
        )
        registry.demo += [demo_house.fill, demo_materials.fill, demo_said.fill, demo_living.fill]
