"""What happens to every request."""

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
from house.errors import Busy, CodeAsked, Locked, NotHere, Refusal, SecondStepDue, WasAway
from house.lanes import seat
from house.people.models.standing import reading_once
from house.retry import again, was_in_the_way, watching
from house.sign_in.services import devices, lock, second_factor
from house.sign_in.views.lock import lock_page
from house.sign_in.views.sign_out import LEFT_COOKIE, sign_out

PLAIN_COOKIES = ("s", "c", "l", "b", "k", "left") if settings.COOKIE_PREFIX else ()
"""What the cookies were called before they had a prefix. Nothing reads them any more."""


class Middleware:
    def __init__(self, get_response):
        self.get_response = get_response


class QuietSurface(Middleware):
    """Nothing stays on the phone, no cookie of before either, and no feature of the browser is asked for."""

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
    """A page weighs a fifth on its way, unless somebody else may have put words into it.

    The length of what is compressed tells whether two things in it are alike (BREACH, https://www.breachattack.com). So
    nothing is that was asked for with a query or a form, and Django adds up to a hundred bytes that differ each time.
    """

    def process_response(self, request, response):
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if request.method != "GET" or request.META.get("QUERY_STRING") or not is_page:
            return response
        return super().process_response(request, response)


class InTurn(Middleware):
    """Few pages are made at once, so that the talk does not wait for them; who asks for many waits behind herself."""

    def __call__(self, request):
        with seat(throttle.address_of(request)) as has_come:
            return self.get_response(request) if has_come else answer_refusal(request, Busy())


class BusyInWords(Middleware):
    """Where others were in the way before or after her page was made, she reads a sentence too."""

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 500 and was_in_the_way(getattr(request, "problem", None)):
            return answer_refusal(request, Busy())
        return response


class LeftMeansSignedOut(Middleware):
    """She left quickly, perhaps without a network: the cookie that her browser set ends the session now.

    It stays until she signs in again, so that a page which the browser kept in memory covers itself.
    """

    def __call__(self, request):
        has_left = LEFT_COOKIE in request.COOKIES
        if has_left and SESSION_KEY in request.session:  # a session of nobody may be one that asks for her second step
            sign_out(request)
        response = self.get_response(request)
        if has_left and request.user.is_authenticated:
            response.delete_cookie(LEFT_COOKIE, samesite="Lax")
        return response


class StandingOnce(Middleware):
    """A page that changes nothing reads once what somebody is."""

    def __call__(self, request):
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with reading_once():
            return self.get_response(request)


class HerDevice(Middleware):
    """The device behind her session, and its lock: what is locked shows the lock, and nothing else.

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
        """What was not remembered ends when it lay unused for a day."""
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
        """She signed in with this request, or her session got another key."""
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
        if getattr(view, "is_about_keys", False) and not device.is_fresh:
            return lock_page(request, refusal=CodeAsked())
        if is_behind_proof(request) and not lock.has_proved_herself(device):
            return lock_page(request, refusal=WasAway())
        if not getattr(view, "is_unattended", False):
            lock.touch(device)
        return None


class SignInFirst(LoginRequiredMiddleware):
    """Deny first. After signing in she finds the page she asked for, or the beginning where she sent a form."""

    def handle_no_permission(self, request, view_func):
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        return redirect(self.get_login_url(view_func))


class HerLanguage(Middleware):
    """The language a person chose; for a visitor, of her cookie or else her browser."""

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
    """Who needs a second step and has none is led to where she chooses it. What a visitor may see stays open to her.

    Whoever changes her steps is asked for her passphrase first, and then finds the page again, not what she had sent.
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
    """A page with its sentence, or JSON where that was asked for. Where it was busy, what she typed goes with it."""
    if request.accepts("text/html"):
        page = "404.html" if refusal.status == 404 else "refused.html"
        sent = sent_once_more(request) if isinstance(refusal, Busy) else None
        return render(request, page, {"refusal": refusal, "sent": sent}, status=refusal.status)
    return JsonResponse({"code": refusal.code, "message": str(refusal.message)}, status=refusal.status)


class AnswerRefusals(Middleware):
    """A refusal becomes an answer.

    What a view does not find is a refusal too: one answer for what is not there and what is not hers. An address that
    only takes forms shows a way back instead of an empty page.
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
    """What others were in the way of is asked of the page once more, unless something of it was kept."""

    def __call__(self, request):
        with watching() as request.kept:
            return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        request.kept.is_kept = False  # what was written on the way to the page may be written again

    def process_exception(self, request, exception):
        if not was_in_the_way(exception):
            return None
        view, args, kwargs = request.resolver_match
        try:
            return again(partial(view, request, *args, **kwargs), exception, request.kept)
        except (Refusal, Http404) as refusal:
            return answer_refusal(request, NotHere() if isinstance(refusal, Http404) else refusal)
