"""Three engines behind one handle: Chromium with its back/forward cache on, Firefox and WebKitGTK.

    with ENGINES["webkit"]() as tab:
        tab.go(house.url + "/in/")
        tab.fill("[name=login]", "amal")

Automated browsers switch the back/forward cache off, phones have it on. Firefox listens to Marionette by itself,
WebKitGTK comes with a driver; both speak the commands of WebDriver, so neither needs a library.
"""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import PHONE, QUIET, chromium_of
from tests.server import free_port

ANSWERS_WITHIN_S = 60
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
SHIFT = "\ue008"
RESTORED = "SessionStore.undoCloseTab(window, 0).addEventListener('SSTabRestored', arguments[0], { once: true })"
MINI_BROWSERS = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"
WEBKIT_ROUTES = {
    "Navigate": ("POST", "/url"),
    "Back": ("POST", "/back"),
    "FindElement": ("POST", "/element"),
    "ElementClick": ("POST", "/element/{id}/click"),
    "ElementClear": ("POST", "/element/{id}/clear"),
    "ElementSendKeys": ("POST", "/element/{id}/value"),
    "ExecuteScript": ("POST", "/execute/sync"),
    "PerformActions": ("POST", "/actions"),
}


class Tab:
    """What every engine can do, said once."""

    def wait(self, script, *args, within_s=30):
        """Wait until this expression is true on the page, whichever page that is by then."""
        self.read(f"({script}) || null", *args, within_s=within_s)

    def read(self, expression, *args, within_s=30):
        """The value of an expression that in the end is not null, asked again while the page is on its way."""
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            if (value := self.look(expression, *args)) is not None:
                return value
            time.sleep(0.1)
        raise AssertionError(f"never came: {expression} {args} on {self.look('location.href')}\n{self.text}")

    def look(self, expression, *args):
        """The value of an expression; None while the page is on its way."""
        try:
            return self.run(f"return {expression}", *args)
        except EngineError:
            return None

    def press(self, selector):
        """Press a button or link by script, as a tap does: what it leads to may take the page away."""
        self.wait("document.readyState === 'complete' && document.querySelector(arguments[0]) !== null", selector)
        self.click(selector)

    @property
    def text(self):
        return self.look("document.body ? document.body.innerText : ''") or ""


class EngineError(Exception):
    """The browser could not do it, for instance because its page is going."""


class Chromium(Tab):
    name = "chromium"

    @staticmethod
    def is_here():
        with sync_playwright() as playwright:
            return chromium_of(playwright) is not None

    def __enter__(self):
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(
            executable_path=chromium_of(self._playwright),
            args=QUIET,
            ignore_default_args=["--disable-back-forward-cache"],
        )
        context = self._browser.new_context(ignore_https_errors=True, locale="nl-NL", viewport=PHONE)
        self._page = context.new_page()
        return self

    def __exit__(self, *_):
        self._browser.close()
        self._playwright.stop()

    def go(self, url):
        self._page.goto(url)

    def back(self):
        self._page.go_back(wait_until="commit")

    def run(self, script, *args):
        return self._asking(
            self._page.evaluate, f"(given) => (function () {{ {script} }}).apply(null, given)", list(args)
        )

    def fill(self, selector, text):
        self._page.locator(selector).first.click()
        self._page.locator(selector).first.fill(text)

    def click(self, selector):
        self._asking(self._page.locator(selector).first.click, no_wait_after=True)

    def three_shifts(self):
        for _ in range(3):
            self._page.keyboard.press("Shift")

    def _asking(self, ask, *args, **options):
        try:
            return ask(*args, **options)
        except Exception as error:
            raise EngineError(str(error)) from error


class Driven(Tab):
    """An engine that speaks the commands of WebDriver; `do` brings one over."""

    def go(self, url):
        self.do("Navigate", url=url)

    def back(self):
        self.do("Back")

    def run(self, script, *args):
        return self.do("ExecuteScript", script=script, args=list(args))

    def fill(self, selector, text):
        found = self._find(selector)
        self.do("ElementClear", id=found)
        self.do("ElementSendKeys", id=found, text=text)

    def click(self, selector):
        self.do("ElementClick", id=self._find(selector))

    def three_shifts(self):
        taps = [{"type": kind, "value": SHIFT} for _ in range(3) for kind in ("keyDown", "keyUp")]
        self.do("PerformActions", actions=[{"type": "key", "id": "keys", "actions": taps}])

    def _find(self, selector):
        """The element, in the middle of the screen: what is fixed to its edge would catch the tap."""
        self.run("document.querySelector(arguments[0])?.scrollIntoView({ block: 'center' })", selector)
        return self.do("FindElement", using="css selector", value=selector)[ELEMENT]


class Firefox(Driven):
    name = "firefox"

    @staticmethod
    def is_here():
        return shutil.which("firefox-esr") is not None

    def __enter__(self):
        port, self._home = free_port(), tempfile.mkdtemp(prefix="firefox-")
        settings = {"marionette.port": port, "intl.accept_languages": "nl"}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in settings.items()]
        Path(self._home, "user.js").write_text("".join(lines))
        # System access is for the tab that is closed and opened again: that is done by the browser, not by a page.
        words = ["--marionette", "--headless", "--no-remote", "--profile", self._home, "-remote-allow-system-access"]
        self._process = _quietly(["firefox-esr", *words], HOME=self._home)
        self._socket = _connect(port)
        self._line = self._socket.makefile("rwb")
        self._read()
        self._count = 0
        self.do("NewSession", acceptInsecureCerts=True)
        return self

    def __exit__(self, *_):
        self._line.close()
        self._socket.close()
        _end(self._process)
        shutil.rmtree(self._home, ignore_errors=True)

    def do(self, command, **given):
        return self._say(f"WebDriver:{command}", given)

    def close_and_open_another(self):
        """Close this tab and go on in a new one."""
        another = self.do("NewWindow", type="tab")["handle"]
        self.do("CloseWindow")
        self.do("SwitchToWindow", handle=another)

    def undo_closing(self):
        """Bring the tab back that was closed, with what was typed in it, as Ctrl+Shift+T does, and look at it."""
        before = self.do("GetWindowHandles")
        self._say("Marionette:SetContext", {"value": "chrome"})
        self.do("ExecuteAsyncScript", script=RESTORED, args=[])
        self._say("Marionette:SetContext", {"value": "content"})
        (restored,) = set(self.do("GetWindowHandles")) - set(before)
        self.do("SwitchToWindow", handle=restored)

    def _say(self, command, given):
        self._count += 1
        frame = json.dumps([0, self._count, command, given]).encode()
        self._line.write(b"%d:%b" % (len(frame), frame))
        self._line.flush()
        _, _, error, result = self._read()
        if error:
            raise EngineError(f"{error['error']}: {error['message']}")
        return result["value"] if isinstance(result, dict) and set(result) == {"value"} else result

    def _read(self):
        length = b""
        while (sign := self._line.read(1)) != b":":
            length += sign
        return json.loads(self._line.read(int(length)))


class WebKit(Driven):
    name = "webkit"

    @staticmethod
    def is_here():
        return all(map(shutil.which, ("WebKitWebDriver", "Xvfb"))) and _mini_browser() is not None

    def __enter__(self):
        self._screen, display = _screen()
        port = free_port()
        # In a container WebKit cannot make its own sandbox; nothing but our pages is opened here.
        env = {"DISPLAY": display, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "LIBGL_ALWAYS_SOFTWARE": "1"}
        self._process = _quietly(["WebKitWebDriver", f"--port={port}"], **env)
        _connect(port).close()
        self._session = f"http://127.0.0.1:{port}/session"
        options = {"binary": str(_mini_browser()), "args": ["--automation"]}
        wanted = {"acceptInsecureCerts": True, "webkitgtk:browserOptions": options}
        self._session += "/" + self._ask("POST", "", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
        return self

    def __exit__(self, *_):
        self._ask("DELETE", "")
        _end(self._process)
        _end(self._screen)

    def do(self, command, **given):
        method, path = WEBKIT_ROUTES[command]
        return self._ask(method, path.format(**given), given)

    def _ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._session + path, data=data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=ANSWERS_WITHIN_S) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise EngineError(error.read().decode()) from error


ENGINES = {engine.name: engine for engine in (Chromium, Firefox, WebKit)}


def _mini_browser():
    return next(Path("/").glob(MINI_BROWSERS.lstrip("/")), None)


def _quietly(words, **env):
    return subprocess.Popen(words, env=os.environ | env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _screen():
    """A screen that nobody sees; it says itself which number it took."""
    seen, told = os.pipe()
    words = ["Xvfb", "-displayfd", str(told), "-screen", "0", "800x900x24", "-nolisten", "tcp"]
    process = subprocess.Popen(words, pass_fds=[told], stderr=subprocess.DEVNULL)
    os.close(told)
    with os.fdopen(seen) as lines:
        return process, f":{lines.readline().strip()}"


def _connect(port):
    until = time.monotonic() + ANSWERS_WITHIN_S
    while time.monotonic() < until:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=ANSWERS_WITHIN_S)
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the browser did not open its port")


def _end(process):
    process.terminate()
    process.wait()
