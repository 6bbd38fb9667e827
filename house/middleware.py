"""What happens to every request."""

from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from house import duties
from house.errors import NotHere, Refusal

LEFT_COOKIE = "left"


def sign_out(request):
    """End the session of this device, and tell who keeps a door open for it."""
    session_key = request.session.session_key
    logout(request)
    if session_key:
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
        if has_left:
            sign_out(request)
        response = self.get_response(request)
        if has_left and request.user.is_authenticated:
            response.delete_cookie(LEFT_COOKIE, samesite="Lax")
        return response


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


class AnswerRefusals(Middleware):
    """A refusal becomes a page with its sentence, or JSON where that was asked for.

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
        if not isinstance(exception, Refusal):
            return None
        if request.accepts("text/html"):
            page = "404.html" if exception.status == 404 else "refused.html"
            return render(request, page, {"refusal": exception}, status=exception.status)
        return JsonResponse({"code": exception.code, "message": str(exception.message)}, status=exception.status)
