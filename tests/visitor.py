"""Somebody who asks pages of a served house without a browser: cookies, tokens and forms, no script."""

import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import Cookie, CookieJar


class Visitor:
    """`status, page = visitor.get("/in/")`; redirects are not followed, so the status is the house's own.

    Over TLS `tls` says whom she trusts, and the cookies have the names that they get there.
    """

    def __init__(self, url, headers=(), tls=None):
        self.url = url
        self.headers = dict(headers)
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=tls), urllib.request.HTTPCookieProcessor(self.cookies), _Stay
        )

    def ask(self, method, path, body=None, headers=()):
        """Any request. Returns its status and text."""
        request = urllib.request.Request(
            self.url + path, data=body, method=method, headers=self.headers | dict(headers)
        )
        try:
            with self._opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode(errors="replace")
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode(errors="replace")

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, fields):
        """Send a form, with the token that the sign-in page gave."""
        if self.cookie("c") is None:
            self.get("/in/")
        data = urllib.parse.urlencode(dict(fields) | {"csrfmiddlewaretoken": self.cookie("c")}).encode()
        return self.ask("POST", path, data)

    def sign_in(self, name, passphrase):
        """The session's key, or None where the door stayed closed."""
        self.post("/in/", {"login": name, "password": passphrase})
        return self.cookie("s")

    def carry(self, session_key):
        """Be signed in with this session, without going by the door."""
        host = urllib.parse.urlsplit(self.url).hostname
        self.cookies.set_cookie(
            Cookie(0, "s", session_key, None, False, host, True, False, "/", True, False, None, True, None, None, {})
        )

    def cookie(self, name):
        return next((cookie.value for cookie in self.cookies if cookie.name in (name, f"__Host-{name}")), None)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None
