"""The net between a browser and a served house, which a test can cut and mend.

    with Net(server.port) as net:
        page.goto(net.url + "/help/")
        net.cut()

Playwright's `set_offline` is no way here: it tells each worker of the browser too, and may wait for ever for one that
Chromium 156 is just forgetting.
"""

import socket
from contextlib import suppress
from threading import Thread

ALONE = "Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => false })"
"""What a telephone tells its pages without a net. A net that is cut here is whole for the rest of the machine."""

ACTIVE = """async () => (await navigator.serviceWorker.getRegistration())?.active?.state === "activated" """
CONTROLLED = "() => navigator.serviceWorker.controller !== null"
STORED = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) found.push(`${name.split("-")[0]} ${new URL(url).pathname}`);
  }
  const bases = indexedDB.databases ? (await indexedDB.databases()).map(({ name }) => `indexed ${name}`) : [];
  return [...found.sort(), ...bases, ...Object.keys(localStorage).map((key) => `local ${key}`),
    ...Object.keys(sessionStorage).filter((key) => !key.startsWith("htmx-")).map((key) => `session ${key}`)];
}"""
NAMES = ("house.css", "icon.svg", "icons.svg", "offline/alone.js", "sign_in/leave.js")
PUBLIC = [f"public /static/house/{name}" for name in NAMES]


class Net:
    def __init__(self, port):
        self._behind = ("127.0.0.1", port)
        self._listener = None
        self._open = set()
        self.port = 0

    def __enter__(self):
        self.mend()
        return self

    def __exit__(self, *_):
        self.cut()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def mend(self):
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        Thread(target=self._welcome, args=(self._listener,), daemon=True).start()

    def cut(self):
        _close(self._listener)
        for each in list(self._open):
            _close(each)

    def _welcome(self, listener):
        with suppress(OSError):
            while True:
                here, _ = listener.accept()
                there = socket.create_connection(self._behind)
                self._open |= {here, there}
                for ends in ((here, there), (there, here)):
                    Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, source, target):
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        for each in (source, target):
            _close(each)
        self._open -= {source, target}


def _close(each):
    """A socket at which another thread waits is woken by `shutdown` alone."""
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()


def stay(page):
    """Wait until the worker of this page is there and has what it needs."""
    until(page, ACTIVE)
    page.wait_for_timeout(200)
    if not page.evaluate(
        CONTROLLED
    ):  # it was asked for while the worker began: the next page is the first of that worker
        page.reload()
    until(page, CONTROLLED)
    until(page, f"({STORED})().then((found) => found.length >= {len(PUBLIC)})")


def until(page, script, arg=None):
    """Wait until this is true. `wait_for_function` takes a promise for true."""
    for _ in range(300):
        if page.evaluate(script, arg):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never came true: {script}")


def cut(net, *pages):
    net.cut()
    for page in pages:
        page.evaluate(ALONE)
