"""Middleware: what happens to every request."""

from functools import partial

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, JsonResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from house import throttle
from house.answers import is_behind_proof, sent_once_more
from house.door.views.walks import shut_page
from house.errors import Busy, CodeAsked, Locked, NotHere, Refusal, SecondStepDue, WasAway
from house.lanes import seat
from house.later import reading_together
from house.people.models.standing import reading_once
from house.retry import again, was_in_the_way, watching
from house.sign_in.services import devices, lock, second_factor
from house.sign_in.views.lock import lock_page
from house.sign_in.views.sign_out import LEFT_COOKIE, sign_out

PLAIN_COOKIES = ("s", "c", "l", "b", "k", "left") if settings.COOKIE_PREFIX else ()
"""The names of cookies before they had a prefix. Nothing reads them any more."""


class Middleware:
    def __init__(self, get_response):
        self.get_response = get_response


class QuietSurface(Middleware):
    """Store nothing on the phone, delete old cookies, and ask for no feature of the browser."""

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = (
            "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
            "microphone=(), payment=(), usb=()"
        )
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        for name in request.COOKIES.keys() & PLAIN_COOKIES:
            response.delete_cookie(name, samesite="Lax")
        # Django sets this one with every form. Chromium counts even the same value as a change, and then forgets the
        # page that she may go back to.
        cookie = response.cookies.get(settings.CSRF_COOKIE_NAME)
        if cookie and cookie.value == request.COOKIES.get(settings.CSRF_COOKIE_NAME):
            del response.cookies[settings.CSRF_COOKIE_NAME]
        return response


class CompressedPages(GZipMiddleware):
    """Compress a page to about a fifth, unless another person may have put text into it.

    The length of compressed data shows whether two parts are alike (BREACH, https://www.breachattack.com). So a
    page that is asked for with a query, or answers a form, is not compressed, and Django adds up to a hundred random
    bytes.
    """

    def process_response(self, request, response):
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if request.method != "GET" or request.META.get("QUERY_STRING") or not is_page:
            return response
        return super().process_response(request, response)


class InTurn(Middleware):
    """Make few pages at once, so that the talk does not wait for them.

    Many requests from one address wait for each other.
    """

    def __call__(self, request):
        with seat(throttle.address_of(request)) as has_come:
            return self.get_response(request) if has_come else answer_refusal(request, Busy())


class BusyInWords(Middleware):
    """Answer with a sentence when others were in the way before or after the page was made."""

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 500 and was_in_the_way(getattr(request, "problem", None)):
            return answer_refusal(request, Busy())
        return response


class LeftMeansSignedOut(Middleware):
    """End the session of somebody who left quickly, perhaps without a network: her browser set a cookie for it.

    The cookie stays until she signs in again, so that a page in the memory of the browser covers itself.
    """

    def __call__(self, request):
        has_left = LEFT_COOKIE in request.COOKIES
        if has_left and SESSION_KEY in request.session:  # without it the session may wait for her second step
            sign_out(request)
        response = self.get_response(request)
        if has_left and request.user.is_authenticated:
            response.delete_cookie(LEFT_COOKIE, samesite="Lax")
        return response


class ReadingOnce(Middleware):
    """Read a standing once on a page that changes nothing, and what can be read together in one query."""

    def __call__(self, request):
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with reading_once(), reading_together():
            return self.get_response(request)


class HerDevice(Middleware):
    """Find the device of her session. A locked one shows the lock, and nothing else; a shut one says that it is shut.

    `request.device` is None for a visitor. Each view says what it asks: `house.guards`. Rights over others ask more:
    `house.sign_in.views.proof`.
    """

    def __call__(self, request):
        request.device = self._device(request)
        key = request.session.session_key
        response = self.get_response(request)
        if request.user.is_authenticated and request.session.session_key != key:
            self._follow(request, response)
        return response

    def _device(self, request):
        """Her device; one that is not remembered ends when it was unused for a day."""
        if not request.user.is_authenticated:
            return None
        device = devices.find_or_begin(
            person=request.user,
            session_key=request.session.session_key,
            agent=request.headers.get("User-Agent", ""),
            is_remembered=not request.session.get_expire_at_browser_close(),
        )
        if device.is_over:
            sign_out(request)
            return None
        return device

    def _follow(self, request, response):
        """Follow a new session key: she signed in with this request, or her session got another key."""
        if request.device is not None and request.device.person_id == request.user.pk:
            devices.move(request.device, request.session.session_key)
        else:
            request.device = self._device(request)
            throttle.prove(request, response, request.user.sign_in_name)

    def process_view(self, request, view, args, kwargs):
        device = request.device
        if device is None or getattr(view, "is_open_when_locked", False):
            return None
        if device.is_locked:
            return lock_page(request, refusal=Locked())
        if device.is_shut and not _is_open_while_shut(view) and devices.is_still_shut(device):
            return shut_page(request)
        if getattr(view, "is_about_keys", False) and not device.is_fresh:
            return lock_page(request, refusal=CodeAsked())
        if is_behind_proof(request) and not lock.has_proved_herself(device):
            return lock_page(request, refusal=WasAway())
        if not getattr(view, "is_unattended", False):
            lock.touch(device)
        return None


def _is_open_while_shut(view):
    """Does this view open on a shut device? Pages for visitors do, for they show nothing of a house."""
    return getattr(view, "is_open_while_shut", not getattr(view, "login_required", True))


class SignInFirst(LoginRequiredMiddleware):
    """Deny first. After signing in she gets the page that she asked for, or the start page if she sent a form."""

    def handle_no_permission(self, request, view_func):
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        return redirect(self.get_login_url(view_func))


class HerLanguage(Middleware):
    """Set the language that a person chose; for a visitor that of her cookie or else her browser."""

    def __call__(self, request):
        if request.user.is_authenticated:
            language = request.user.language
        else:
            language = translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        response.headers.setdefault("Content-Language", language)
        return response


class SecondStep(Middleware):
    """Lead a person who needs a second step to the page where she chooses it. Pages for visitors stay open to her.

    Before a change of her steps she gives her passphrase, and then gets the page again, without what she had sent.
    """

    OPEN = ("is_open_when_locked", "is_before_second_step")

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        is_open = not getattr(view_func, "login_required", True)
        is_open = is_open or any(getattr(view_func, guard, False) for guard in self.OPEN)
        if is_open or not second_factor.is_overdue(request.user):
            return None
        if not request.accepts("text/html"):
            return answer_refusal(request, SecondStepDue())
        to_choose = reverse("mfa_index")
        return HttpResponseClientRedirect(to_choose) if request.htmx else redirect(to_choose)

    def process_exception(self, request, exception):
        if isinstance(exception, ReauthenticationRequired):
            return redirect_to_login(request.path, reverse("account_reauthenticate"))
        return None


def answer_refusal(request, refusal):
    """A page with the refusal's sentence, or JSON for a script. When it was busy, the page keeps what she typed."""
    if request.accepts("text/html"):
        page = "404.html" if refusal.status == 404 else "refused.html"
        sent = sent_once_more(request) if isinstance(refusal, Busy) else None
        return render(request, page, {"refusal": refusal, "sent": sent}, status=refusal.status)
    return JsonResponse({"code": refusal.code, "message": str(refusal.message)}, status=refusal.status)


class AnswerRefusals(Middleware):
    """Turn a refusal into an answer.

    A 404 of a view is a refusal too: one answer for what does not exist and what is not hers. An address that only
    accepts forms shows a way back instead of an empty page.
    """

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and request.accepts("text/html"):
            page = render(request, "refused.html", {"refusal": Refusal()}, status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, Http404):
            exception = NotHere()
        return answer_refusal(request, exception) if isinstance(exception, Refusal) else None


class OnceMore(Middleware):
    """Carry out a view once more when others were in its way, unless some of it was written for good."""

    def __call__(self, request):
        with watching() as request.kept:
            return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        request.kept.is_kept = False  # rows that the middleware wrote before the view may be written again

    def process_exception(self, request, exception):
        if not was_in_the_way(exception):
            return None
        view, args, kwargs = request.resolver_match
        try:
            return again(partial(view, request, *args, **kwargs), exception, request.kept)
        except (Refusal, Http404) as refusal:
            return answer_refusal(request, NotHere() if isinstance(refusal, Http404) else refusal)
