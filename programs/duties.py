"""What the ground floor starts for the programme; `house.duties` says what each list is for."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from house.duties import PLANNING, TOGETHER, MenuLine, PersonPart, Tick, is_colleague, is_in, registry, runs_a_house
from programs import demo
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


def register() -> None:
    _fill_menus()
    _fill_ticks()
    registry.about_person.append(PersonPart("programs/_feed_of_person.html", feeds.feed_seen_by))
    registry.asks_again.add("programs:new_feed")
    registry.unattended.add("programs:soon")
    registry.behind_proof |= {"programs:where", "programs:learned", "programs:recap"}
    registry.on_signed_out_everywhere.append(feeds.end_with_devices)
    registry.on_right_ended.append(fill_all_places)
    registry.on_erase.append(forget)
    registry.kept.append(kept_of)
    registry.demo.append(demo.fill)


def _fill_menus():
    registry.bar.append(MenuLine("programs:week", "calendar-days", _("Week"), 10, is_in))
    registry.desk += [
        MenuLine("programs:sessions", "sun", _("Vandaag"), 10, _works_somewhere, _asks_of),
        MenuLine("programs:house_week", "calendar", _("Week van het huis"), 20, is_colleague),
        MenuLine("programs:places", "user-plus", _("Wie geeft wat"), 25, runs_a_house, _places_of),
        MenuLine("programs:find", "search", _("Zoek"), 28, is_colleague, head=PLANNING),
        MenuLine("programs:month", "calendar-days", _("Maand"), 29, is_colleague, head=PLANNING),
        MenuLine("programs:series", "repeat", _("Reeksen"), 30, runs_a_house, head=PLANNING),
        MenuLine("programs:voices", "smile", _("Hoe het was"), 34, _works_somewhere, head=TOGETHER),
        MenuLine("programs:closures", "calendar-off", _("Dagen dicht"), 35, runs_a_house, head=PLANNING),
        MenuLine("programs:desk_wishes", "lightbulb", _("Wensen"), 36, is_colleague, head=TOGETHER),
        MenuLine("programs:notes", "megaphone", _("Berichten"), 40, is_colleague, head=TOGETHER),
        MenuLine("programs:chores", "brush-cleaning", _("Taken"), 50, is_colleague, head=TOGETHER),
    ]
    registry.me += [
        MenuLine("programs:needs", "hand", _("Wat ik nodig heb om mee te doen"), 10, _lived_somewhere),
        MenuLine("programs:feed", "calendar-plus", _("Mijn week in een andere agenda"), 20, _has_a_place),
    ]


def _fill_ticks():
    registry.ticks += [
        Tick("remind", timedelta(minutes=1), remind),
        Tick("places", timedelta(minutes=10), fill_all_places),
        Tick("lay out", timedelta(hours=1), lay_out_everything),
        Tick("forget what was before an edit", timedelta(hours=1), forget_traces),
        Tick("forget old drafts", timedelta(hours=1), forget_drafts),
        Tick("forget reminders", timedelta(hours=1), forget_reminders),
        Tick("ask for holidays", timedelta(days=1), ask_for_holidays),
        Tick("sweep papers", timedelta(days=1), sweep_papers),
        Tick("open what was said", timedelta(days=1), open_boxes),
        Tick("fade notices", timedelta(days=1), fade_notices),
        Tick("forget what passed", timedelta(days=1), forget_what_passed),
        Tick("forget swaps", timedelta(days=1), forget_swaps),
    ]


def _works_somewhere(person):
    return bool(person.positions_today)


def _lived_somewhere(person):
    return person.stays.exists()


def _has_a_place(person):
    return feeds.place_of(person) is not None


def _asks_of(person):
    return Duty.objects.told_to(person).to_answer().count()


def _places_of(person):
    return wanting(person).count()
