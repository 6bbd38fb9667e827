"""Register the house's own parts: menu lines, ticks, rights, export. See `house.registry`."""

from datetime import timedelta

from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _, ngettext

import house.checks
import house.fields  # noqa: F401  says how fields speak, before another app makes one
from house import private
from house.access_log.services.checkpoints import make_checkpoints
from house.access_log.services.log import forget
from house.backups.services.make import throw_away_old
from house.backups.services.overdue import look_what_is_overdue
from house.door.services.returns import asked_by_others, colleagues_around, watched_by
from house.forgetting import forget_old_emergencies, forget_old_sessions_and_cards
from house.line import hub, news, rights
from house.people.queries.roles import is_colleague, is_eyewitness, is_in, runs_a_house
from house.personal_data import kept_of
from house.privacy.models.emergencies import Emergency
from house.privacy.models.erasures import Erasure
from house.privacy.services.erasure import erase_who_is_due
from house.push.queries import told_on
from house.push.services.calls import call
from house.push.services.subscriptions import end_without_rights, forget_subscriptions
from house.registry import HOUSE, PEOPLE, FirstPart, FirstStep, MenuLine, Plugin, Tick, registry
from house.site import beginning
from house.site.beginning import beginning_of
from house.upkeep.models import Overdue
from house.upkeep.services.once import forget_what_was_sent, forget_where_it_led
from house.wiping import wipe
from house.worries.queries import may_read, told_to, waiting_for
from house.worries.services import forget_worries


def _is_visitor(person):
    return not person.is_authenticated


def _emergencies(asker):
    return Emergency.objects.to_read_in(asker.houses_run, asker.person_id).filter(read_at=None)


def _erasures(asker):
    return Erasure.objects.to_ask_about_in(asker.houses_run, asker.person_id)


def _overdue(asker):
    return Overdue.objects.all()


def _returns(asker):
    return asked_by_others(asker.person_id, asker.now)


def _erasures_ask(count):
    return ngettext("Iemand vraagt om alles te wissen", "%(count)s mensen vragen om alles te wissen", count) % {
        "count": count
    }


def _emergencies_ask(count):
    return ngettext("Iemand keek in nood", "Er is %(count)s keer in nood gekeken", count) % {"count": count}


def _worries_ask(count):
    return ngettext("Een zorg wacht op antwoord", "%(count)s zorgen wachten op antwoord", count) % {"count": count}


def _returns_ask(count):
    return ngettext("Iemand wil weer toegang", "%(count)s mensen willen weer toegang", count) % {"count": count}


def _watched_count(person):
    return len(watched_by(person))


plugin = Plugin(
    bar=[
        MenuLine("house:language", "languages", _("Taal"), 10, _is_visitor),
        MenuLine("house:me", "user-round", _("Ik"), 30, is_in),
        MenuLine("house:help", "life-buoy", _("Hulp"), 40),
    ],
    desk=[
        MenuLine(
            "house:people",
            "users-round",
            _("Mensen"),
            40,
            runs_a_house,
            _erasures,
            asks=_erasures_ask,
            needs_room=True,
        ),
        MenuLine(
            "house:worries",
            "heart",
            _("Zorgen"),
            47,
            may_read,
            waiting_for,
            PEOPLE,
            is_hidden_without_news=True,
            asks=_worries_ask,
        ),
        MenuLine("house:our_house", "house", _("Ons huis"), 48, runs_a_house, head=HOUSE),
        MenuLine("house:worry_readers", "heart", _("Wie zorgen leest"), 52, runs_a_house, head=HOUSE),
        MenuLine("house:rooms", "door-open", _("Kamers"), 50, runs_a_house, head=HOUSE),
        MenuLine(
            "house:back_confirm",
            "hand",
            _("Weer toegang geven"),
            55,
            is_eyewitness,
            _returns,
            PEOPLE,
            count=_watched_count,
            asks=_returns_ask,
        ),
        MenuLine("house:vouch", "users-round", _("Ik heb haar gezien"), 56, is_eyewitness, head=PEOPLE),
        MenuLine(
            "house:emergencies", "key-round", _("Nood"), 60, is_colleague, _emergencies, PEOPLE, asks=_emergencies_ask
        ),
        MenuLine("house:keeping", "refresh-cw", _("Beheer"), 70, lambda person: person.is_keeper, _overdue, HOUSE),
    ],
    me=[
        MenuLine("house:introduce", "user-round", _("Laat zien dat jij het bent"), 15, is_eyewitness),
        MenuLine("house:push", "bell", _("Een seintje"), 19, is_in),
        MenuLine("house:quiet", "bell-off", _("Stille uren"), 20, is_in),
    ],
    ticks=[
        Tick("forget old sessions and cards", timedelta(hours=1), forget_old_sessions_and_cards),
        Tick("remember how far the logs are", timedelta(hours=1), make_checkpoints),
        Tick("forget old emergencies", timedelta(hours=1), forget_old_emergencies),
        Tick("forget old worries", timedelta(hours=1), forget_worries),
        Tick("forget what was sent", timedelta(hours=1), forget_what_was_sent),
        Tick("erase who asked for it", timedelta(hours=1), erase_who_is_due),
        Tick("look whether back-ups are made", timedelta(minutes=1), look_what_is_overdue),
        Tick("throw away old back-ups", timedelta(hours=1), throw_away_old),
        Tick("forget where nobody wants to be called", timedelta(hours=1), forget_subscriptions),
        Tick("call who is not looking", timedelta(seconds=2), call, is_prompt=True),
        Tick("leave nothing of what was taken away", timedelta(minutes=1), wipe),
    ],
    first=[
        FirstPart("house/site/_beginning.html", lambda person, device: beginning_of(person)),
        FirstPart("house/push/_first.html", lambda person, device: told_on(device)),
        FirstPart("house/worries/_first.html", lambda person, device: told_to(person)),
    ],
    first_steps=[
        FirstStep("house:our_house", _("Het telefoonnummer van het huis"), 10, beginning.with_number),
        FirstStep("house:rooms", _("De kamers"), 20, beginning.with_rooms),
        FirstStep("house:new_resident", _("Wie hier woont"), 30, beginning.with_residents),
        FirstStep("house:people", _("De eerste kaart, om mee in te loggen"), 50, beginning.with_cards),
    ],
    around=[colleagues_around],
    kept=[kept_of],
    on_erase=[forget, forget_where_it_led],
    on_right_ended=[lambda person_id: news.tell(news.RightsChanged(person_id)), end_without_rights],
    on_session_ended=[lambda mark: news.tell(news.SessionEnded(mark))],
    on_device_locked=[lambda mark: news.tell(news.DeviceWasLocked(mark))],
    rights=[rights.stays, rights.positions, rights.coachings, rights.emergencies],
)


def register() -> None:
    private.close(private.places())
    connection_created.connect(private.close_database)
    news.listeners.append(hub.hear)
    registry.add(plugin)
