"""Register the parts of the programme in the house; `house.registry` says what each list is for."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _, ngettext

from house.people.models.standing import standing_of
from house.people.queries.roles import is_colleague, is_in, runs_a_house
from house.registry import PLANNING, TOGETHER, FirstStep, MenuLine, NewsSource, PersonPart, Plugin, QuietPage, Tick
from programs.attendance.services.places import fill_all_places
from programs.erasure import forget
from programs.feedback.services.feedback import open_batches
from programs.feeds import services
from programs.forgetting import (
    fade_notices,
    forget_drafts,
    forget_reminders,
    forget_swaps,
    forget_traces,
    forget_what_passed,
    sweep_papers,
)
from programs.household.services.reminders import newest_reminders, remind, show_what_is_near, with_reminders
from programs.personal_data import kept_of
from programs.planning.closures.services import ask_for_holidays
from programs.planning.services.layout import lay_out_everything
from programs.sessions.models.duties import Duty
from programs.sessions.models.standing import of_the_programme
from programs.sessions.queries.beginning import with_first_session, with_series
from programs.sessions.services import page_rights
from programs.sessions.services.notices import newest_notices, with_news
from programs.staffing.queries.asked import newest_asked
from programs.staffing.queries.stepping_in import wanting_in
from programs.week.quiet_days import quiet_days


def _works_somewhere(person):
    return bool(standing_of(person).houses_worked_in)


def _lived_somewhere(person):
    return bool(standing_of(person).stays)


def _has_a_place(person):
    return services.place_of(person) is not None


def _to_her_week(person):
    return reverse("programs:week")


def _to_today(person):
    return reverse("programs:sessions")


def _asked(asker):
    return Duty.objects.told_in(asker.houses_in_post, asker.person_id, asker.now).to_answer()


def _wanting(asker):
    return wanting_in(asker.houses_run, asker.now)


def _wanting_asks(count):
    return ngettext("Nog een trainer nodig", "Nog %(count)s trainers nodig", count) % {"count": count}


def _fill_demo():
    from programs import demo  # only the demo house needs it, and it reads sheets and draws pictures

    demo.fill()


plugin = Plugin(
    bar=[MenuLine("programs:week", "calendar-days", _("Mijn week"), 10, is_in, short=_("Week"))],
    desk=[
        MenuLine("programs:sessions", "sun", _("Vandaag"), 10, _works_somewhere, _asked),
        MenuLine("programs:house_week", "calendar", _("Week van het huis"), 20, is_colleague, short=_("Week")),
        MenuLine(
            "programs:places",
            "user-plus",
            _("Trainers gezocht"),
            45,
            runs_a_house,
            _wanting,
            asks=_wanting_asks,
            needs_room=True,
        ),
        MenuLine("programs:find", "search", _("Zoek"), 28, is_colleague, head=PLANNING),
        MenuLine("programs:month", "calendar-days", _("Maand"), 29, is_colleague, head=PLANNING),
        MenuLine("programs:series", "repeat", _("Reeksen"), 30, runs_a_house, head=PLANNING),
        MenuLine("programs:voices", "smile", _("Reacties"), 34, _works_somewhere, head=TOGETHER),
        MenuLine("programs:closures", "calendar-off", _("Dagen zonder training"), 35, runs_a_house, head=PLANNING),
        MenuLine("programs:desk_wishes", "lightbulb", _("Wensen"), 36, is_colleague, head=TOGETHER),
        MenuLine("programs:notes", "megaphone", _("Berichten"), 40, is_colleague, head=TOGETHER),
        MenuLine("programs:chores", "brush-cleaning", _("Taken"), 50, is_colleague, head=TOGETHER),
    ],
    me=[
        MenuLine("programs:needs", "hand", _("Wat ik nodig heb om mee te doen"), 10, _lived_somewhere),
        MenuLine("programs:feed", "calendar-plus", _("Mijn week in een andere agenda"), 20, _has_a_place),
    ],
    first_steps=[
        FirstStep("programs:series", _("Het programma van de week"), 40, with_series),
        FirstStep("programs:house_week", _("De week op papier, aan de muur"), 60, with_first_session),
    ],
    about_person=[PersonPart("programs/feeds/_feed_of_person.html", services.feed_seen_by)],
    ticks=[
        Tick("remind", timedelta(seconds=5), remind, is_prompt=True),
        Tick("show what is near", timedelta(minutes=1), show_what_is_near),
        Tick("places", timedelta(minutes=10), fill_all_places),
        Tick("lay out", timedelta(hours=1), lay_out_everything),
        Tick("forget what was before an edit", timedelta(hours=1), forget_traces),
        Tick("forget old drafts", timedelta(hours=1), forget_drafts),
        Tick("forget reminders", timedelta(hours=1), forget_reminders),
        Tick("ask for holidays", timedelta(days=1), ask_for_holidays),
        Tick("sweep papers", timedelta(days=1), sweep_papers),
        Tick("open what was said", timedelta(days=1), open_batches),
        Tick("fade notices", timedelta(days=1), fade_notices),
        Tick("forget what passed", timedelta(days=1), forget_what_passed),
        Tick("forget swaps", timedelta(days=1), forget_swaps),
    ],
    news=[
        NewsSource(newest_notices, _to_her_week, shown_to=with_news),
        NewsSource(newest_asked, _to_today),
        NewsSource(newest_reminders, _to_her_week, shown_to=with_reminders, is_timed=True),
    ],
    quiet_pages=[QuietPage("programs:week", quiet_days)],
    facts=[of_the_programme],
    rights=[page_rights.assignments, page_rights.enrolments, page_rights.welcomes, page_rights.duties],
    kept=[kept_of],
    on_erase=[forget],
    on_right_ended=[fill_all_places],
    on_signed_out_everywhere=[services.end_with_devices],
    demo=[_fill_demo],
)
