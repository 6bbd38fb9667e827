"""The context that every page gets."""

from functools import partial

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from house.answers import is_behind_proof
from house.door.services.walks import runs_shut_house
from house.later import reading_together
from house.markup import joined
from house.menu import bar_of_staff, entries_for, entries_of, in_bar, is_locked, is_shut, shown_to, waiting_at
from house.offline.queries import NOTHING, kept_by
from house.people.models.houses import House
from house.people.models.standing import reading_once, standing_of
from house.registry import MenuLine, registry
from house.sign_in.services import second_factor
from house.sign_in.views.sign_out import LEFT_COOKIE
from house.site import guises

WALK = MenuLine("house:walk", "clipboard-list", _("Nalopen"), 10, runs_shut_house)


def frame(request):
    """The bar and the target of Sluit.

    A visitor gets a smaller bar, a locked device only Hulp, a shut one Hulp and the way to what opens it.
    """
    leaving = {"exit_address": settings.LEAVE_TO, "left_cookie": LEFT_COOKIE, "guise": guises.chosen_in(request)}
    if request.resolver_match is None or not getattr(request, "user", None):
        return leaving | {"bar": ""}
    if is_locked(request):
        keeps = None if request.device.tries_left else NOTHING
        return leaving | {"bar": _bar(request, _help()), "keeps": keeps}
    if is_shut(request):
        return leaving | _frame_of_shut(request)
    with reading_once(), reading_together():
        desk = shown_to(request.user, registry.desk) if request.user.is_authenticated else []
        houses, waiting = House.objects.with_number_for(request.user), waiting_at(desk, request.user)
        entries = entries_of(request, [*desk, *shown_to(request.user, registry.bar)], waiting)
        of_desk = [entry for entry in entries if entry.line in registry.desk]
        of_bar = [entry for entry in entries if entry.line in registry.bar]
    return leaving | {
        "bar": joined(map(in_bar, bar_of_staff(of_bar, of_desk) if desk else of_bar)),
        "has_desk": bool(desk),
        "asking": [entry for entry in of_desk if entry.news and entry.line.asks],
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
        "is_shut": True,
        "lock": _lock(request),
        "second_step_due": partial(second_factor.due, request.user),
    }


def _bar(request, lines):
    return joined(map(in_bar, entries_for(request, lines)))


def _help():
    return [line for line in registry.bar if line.route == "house:help"]


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
