"""The context that every page gets."""

from functools import partial

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from house.answers import is_behind_proof
from house.door.services.walks import runs_shut_house
from house.later import reading_together
from house.markup import joined
from house.menu import entries_of, in_bar, in_desk, is_locked, is_shut, lines_for, news_chip, shown_to, waiting_at
from house.offline.queries import NOTHING, kept_by
from house.people.models.houses import House
from house.people.models.standing import reading_once, standing_of
from house.registry import DESK_HEADS, MenuLine, registry
from house.sign_in.services import second_factor
from house.sign_in.views.sign_out import LEFT_COOKIE

IN_SIGHT = 4
"""Up to this number of lines, the desk needs no button for the rest."""

WALK = MenuLine("house:walk", "clipboard-list", _("Nalopen"), 10, runs_shut_house)


def frame(request):
    """The bar, the lines of the desk and the target of Sluit.

    A visitor gets a smaller bar, a locked device only Hulp, a shut one Hulp and the way to what opens it.
    """
    leaving = {"exit_address": settings.LEAVE_TO, "left_cookie": LEFT_COOKIE}
    if request.resolver_match is None or not getattr(request, "user", None):
        return leaving | {"bar": "", "desk_menu": None}
    if is_locked(request):
        keeps = None if request.device.tries_left else NOTHING
        return leaving | {"bar": _bar(request, _help()), "desk_menu": None, "keeps": keeps}
    if is_shut(request):
        return leaving | _frame_of_shut(request)
    with reading_once(), reading_together():
        desk = shown_to(request.user, registry.desk) if request.user.is_authenticated else []
        houses, waiting = House.objects.with_number_for(request.user), waiting_at(desk, request.user)
        bar = _bar(request, registry.bar)
        desk_menu = _desk(entries_of(request, desk, waiting))
    return leaving | {
        "bar": bar,
        "desk_menu": desk_menu,
        "standing": SimpleLazyObject(lambda: standing_of(request.user)),
        "lock": _lock(request),
        "houses_to_call": houses,
        "is_live": request.user.is_authenticated,
        "keeps": _kept(request),
        "second_step_due": partial(second_factor.due, request.user),
    }


def _frame_of_shut(request):
    return {
        "bar": _bar(request, [WALK, *_help()]),
        "desk_menu": None,
        "is_shut": True,
        "lock": _lock(request),
        "second_step_due": partial(second_factor.due, request.user),
    }


def _bar(request, lines):
    return joined(map(in_bar, lines_for(request, lines)))


def _help():
    return [line for line in registry.bar if line.route == "house:help"]


def _desk(lines):
    """The few lines that are always in sight, and the rest by head, on a phone behind a button. None without lines."""
    if not lines:
        return None
    if len(lines) <= IN_SIGHT:
        return {"first": joined(map(in_desk, lines))}
    behind = [line for line in lines if line["head"]]
    by_head = [(head, [in_desk(line) for line in behind if line["head"] is head]) for head in DESK_HEADS]
    news = sum(line["news"] for line in behind)
    return {
        "first": joined(in_desk(line) for line in lines if not line["head"]),
        "rest": [(head, joined(under)) for head, under in by_head if under],
        "rest_is_current": any(line["is_current"] for line in behind),
        "rest_news": news_chip(news) if news else "",
    }


def _kept(request):
    """What this device keeps for when there is no net; None, and no script for it, when that is nothing."""
    kept = kept_by(request)
    return None if kept == NOTHING else kept


def _lock(request):
    """The seconds after which the page covers itself; None when nothing is asked again."""
    device = getattr(request, "device", None)
    if device is None:
        return None
    if device.has_code:
        return {"idle_s": settings.LOCK_IDLE_S, "hidden_s": settings.LOCK_HIDDEN_S}
    return {"idle_s": settings.AWAY_S, "hidden_s": settings.AWAY_S} if is_behind_proof(request) else None
