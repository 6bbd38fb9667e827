"""Register the parts of the groups in the house; `house.registry` says what each list is for."""

from datetime import timedelta

from django.db.models import BooleanField, ExpressionWrapper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _, ngettext

from house.cached_sql import CachedSql
from house.later import later
from house.models import Person
from house.people.queries.roles import runs_a_house
from house.registry import PEOPLE, FirstPart, HousePart, MenuLine, NewsSource, Plugin, Tick
from peergroups.care.models import Report
from peergroups.care.queries import newest_reports, seats_with_reports, told_to
from peergroups.care.services import tell_of_late
from peergroups.desk.queries import seats_in, seen_in, unattended_of
from peergroups.erasure import forget
from peergroups.forgetting import fade
from peergroups.groups.models.seats import LETS_IN, Seat
from peergroups.groups.services import rest_unattended
from peergroups.personal_data import kept_of
from peergroups.seats.services.admission import (
    close_seats,
    holders_around,
    may_speak,
    open_told_seats,
    to_answer_about_by,
    to_open_by,
)
from peergroups.seats.services.sleeping import let_seats_sleep
from peergroups.talk.line import Talk
from peergroups.talk.services.leaving import take_words_along
from peergroups.talk.services.unread import newest_unread, seats_with_news


def _to_her_groups(person):
    """The path of the talk when she has one seat and it lets her in, else of the list; None without a seat."""
    seats = list(later(_seats, person.pk)) if person.is_authenticated else []
    if not seats:
        return None
    (group_id, lets_in), *others = seats
    return reverse("peergroups:groups") if others or not lets_in else reverse("peergroups:talk", args=[group_id])


def _to_reports(person):
    return _to_her_groups(person) or reverse("peergroups:desk_groups")


def _groups_of(person):
    """The group of each seat of hers, and whether the seat lets her in."""
    seats = Seat.objects.belonging_to(Person(pk=person)).order_by()
    return seats.values_list("group", ExpressionWrapper(LETS_IN, BooleanField()))


_seats = CachedSql(_groups_of)


def _seats_waiting(asker):
    return Seat.objects.around(Person(pk=asker.person_id)).waiting()


def _reports_for_the_house(asker):
    reports = Report.objects.waiting().for_the_house().exclude(about__person=asker.person_id)
    return reports.filter(group__house__in=asker.houses_run)


def _words_asked_of(person):
    return len(to_open_by(person)) + len(to_answer_about_by(person))


def _reports_ask(count):
    return ngettext("Een melding wacht op antwoord", "%(count)s meldingen wachten op antwoord", count) % {
        "count": count
    }


def _seats_ask(count):
    return ngettext("Iemand wacht op haar plek in de groep", "%(count)s mensen wachten op hun plek", count) % {
        "count": count
    }


def _fill_demo():
    from peergroups import demo  # only the demo house needs it, and it reads sheets and draws pictures

    demo.fill()


plugin = Plugin(
    bar=[MenuLine("peergroups:groups", "messages-square", _("Groep"), 20, leads_to=_to_her_groups, has_badge=True)],
    desk=[
        MenuLine(
            "peergroups:desk_groups",
            "messages-square",
            _("Groepen"),
            45,
            runs_a_house,
            _reports_for_the_house,
            PEOPLE,
            asks=_reports_ask,
        ),
        MenuLine(
            "peergroups:waiting",
            "door-open",
            _("Wie wacht"),
            46,
            may_speak,
            _seats_waiting,
            PEOPLE,
            count=_words_asked_of,
            is_hidden_without_news=True,
            asks=_seats_ask,
        ),
    ],
    ticks=[
        Tick("tell which answers are late", timedelta(minutes=1), tell_of_late),
        Tick("let old talk fade", timedelta(hours=1), fade),
        Tick("take along the words of who left with them", timedelta(minutes=1), take_words_along),
        Tick("open the seats that a group was told of", timedelta(minutes=1), open_told_seats),
        Tick("let seats sleep that nobody opens", timedelta(hours=1), let_seats_sleep),
        Tick("let groups rest in which no facilitator reads", timedelta(minutes=5), rest_unattended),
    ],
    first=[
        FirstPart("peergroups/care/_first.html", lambda person, device: told_to(person)),
        FirstPart("peergroups/desk/_unattended.html", lambda person, device: unattended_of(person)),
    ],
    news=[
        NewsSource(newest_unread, _to_her_groups),
        NewsSource(newest_reports, _to_reports),
    ],
    about_house=[HousePart("peergroups/desk/_seats_of_house.html", seats_in, seen_in)],
    behind_proof={"peergroups"},
    line=[Talk],
    rights=[seats_with_news, seats_with_reports],
    around=[holders_around],
    kept=[kept_of],
    on_right_ended=[rest_unattended],
    on_came_in=[close_seats],
    on_erase=[forget],
    demo=[_fill_demo],
)
