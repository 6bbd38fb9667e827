"""What happens to every request."""

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from house import duties, patience
from house.answers import is_behind_proof, lock_page
from house.duties import registry
from house.errors import CodeAsked, Locked, NotHere, Refusal, SecondStepDue, WasAway
from house.services import devices, locking, second_factor

LEFT_COOKIE = "left"


def sign_out(request):
    """End the session of this device, and tell who keeps a door open for it."""
    session_key = request.session.session_key
    logout(request)
    if session_key:
        devices.forget(session_key)
        duties.session_ended(session_key)


class Middleware:
    def __init__(self, get_response):
        self.get_response = get_response


class QuietSurface(Middleware):
    """Nothing stays on the phone, and no feature of the browser is asked for."""

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = (
            "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
            "microphone=(), payment=(), usb=()"
        )
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
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


class HerDevice(Middleware):
    """The device behind her session, and its lock: what is locked shows the lock, and nothing else.

    `request.device` is None for a visitor. Some routes are about keys or rights, and ask the code or passphrase once
    more; those of the groups do so after she was away.
    """

    OPEN_WHEN_LOCKED = {
        "house:lock",
        "house:open_lock",
        "house:leave",
        "house:sign_out",
        "house:help",
        "house:language",
    }
    ABOUT_KEYS = ("house:device", "account_change_password", "house:erase")
    ABOUT_RIGHTS = ("house:give_position", "house:end_position", "house:make_card", "house:back")

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
            patience.prove(request, response, request.user.sign_in_name)

    def process_view(self, request, view, args, kwargs):
        device, route = request.device, request.resolver_match.view_name
        if device is None or route in self.OPEN_WHEN_LOCKED:
            return None
        if device.is_locked:
            return lock_page(request, refusal=Locked())
        if (
            route.startswith(self.ABOUT_KEYS + self.ABOUT_RIGHTS) or route in registry.asks_again
        ) and not device.is_fresh:
            return lock_page(request, refusal=CodeAsked(), keeps=route.startswith(self.ABOUT_RIGHTS))
        if is_behind_proof(request) and not locking.has_proved_herself(device):
            return lock_page(request, refusal=WasAway())
        if route not in registry.unattended:
            locking.touch(device)
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

    CHOOSES = {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"}
    OPEN = CHOOSES | HerDevice.OPEN_WHEN_LOCKED

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        is_open = not getattr(view_func, "login_required", True) or request.resolver_match.view_name in self.OPEN
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
    """A page with its sentence, or JSON where that was asked for."""
    if request.accepts("text/html"):
        page = "404.html" if refusal.status == 404 else "refused.html"
        return render(request, page, {"refusal": refusal}, status=refusal.status)
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
