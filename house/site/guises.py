"""How this site is called and looks on a home screen. The browser keeps that choice, not the house."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COOKIE = f"{settings.COOKIE_PREFIX}h"
KEPT_S = 400 * 24 * 3600
"""As long as a browser keeps a cookie."""


class Guise(NamedTuple):
    """A name and a picture that do not tell what this is. `key` stands in the cookie and in the manifest's address."""

    key: str
    name: str | Promise
    svg: str
    png: str


GUISES = {
    guise.key: guise
    for guise in (
        Guise("1", _("Week"), "house/icon.svg", "house/icon.png"),
        Guise("2", _("Rooster"), "house/site/lattice.svg", "house/site/lattice.png"),
        Guise("3", _("Dagen"), "house/site/dots.svg", "house/site/dots.png"),
    )
}


def guise_of(key: str | None) -> Guise:
    """The first unless another is chosen."""
    return GUISES.get(key or "", GUISES["1"])


def chosen_in(request: HttpRequest) -> Guise:
    """Find the choice of this browser, signed in or not: a page that names the first would change her home screen."""
    return guise_of(request.COOKIES.get(COOKIE))


def choose(response: HttpResponse, guise: Guise) -> None:
    secure = settings.IS_BEHIND_TLS
    response.set_cookie(COOKIE, guise.key, max_age=KEPT_S, secure=secure, httponly=True, samesite="Lax")
