"""The worker of the browser as one text: our modules joined, below what they are given."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language

from house.registry import registry
from house.sign_in.views.sign_out import LEFT_COOKIE
from house.static_files import imported, joined

ENTRY, ALONE = "house/offline/worker.js", "house/offline/alone.js"
PAGES = ("help", "none", "off")
"""The pages that everybody may see. They lie in the worker itself, so no full storage and no wiping takes them away."""


def worker_script() -> str:
    """The worker in the language of this moment. It differs whenever a page, a file or a module of it does."""
    return _script() if settings.DEBUG else _script_in(get_language())


@lru_cache(maxsize=16)
def _script_in(language: str | None) -> str:
    return _script()


def _script() -> str:
    code = joined(ENTRY, _modules(ENTRY))
    pages = {name: kept_page(name) for name in PAGES}
    given = {"files": _files_of(pages.values()), "pages": pages, "paths": _paths(), "policy": _policy()}
    version = sha256(f"{json.dumps(given)}{code}".encode()).hexdigest()[:12]
    return f"self.given = {json.dumps(given | {'version': version})};\n{code}"


def kept_page(name: str, **context: object) -> str:
    """A page that is shown without a net. It is made without a request, so it holds nothing of who asks for it."""
    leaving = {"exit_address": settings.LEAVE_TO, "left_cookie": LEFT_COOKIE}
    return render_to_string(f"house/offline/{name}.html", {"is_kept": True, "here": name} | leaving | context)


def _files_of(pages: Iterable[str]) -> list[str]:
    """The static files that these pages name. A script that is not joined needs the modules that it imports too."""
    values = (value.partition("#")[0] for page in pages for value in page.split('"'))
    named = dict.fromkeys(value for value in values if value.startswith(settings.STATIC_URL))
    parts = map(static, _modules(ALONE)) if settings.DEBUG else ()
    return list(dict.fromkeys([*named, *parts]))


def hers() -> dict[str, str]:
    """The addresses of the pages that a phone keeps of hers, by their name."""
    return {"week": reverse("house:kept_week"), "help": reverse("house:kept_help")}


def _paths() -> dict[str, object]:
    weeks = [reverse("house:start"), *(reverse(page.route) for page in registry.quiet_pages)]
    names = {"help": "house:help", "off": "house:off", "still": "house:push_still", "newest": "house:newest"}
    return {name: reverse(route) for name, route in names.items()} | {"weeks": weeks, "hers": hers()}


def _policy() -> str:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


def _modules(entry: str) -> dict[str, str]:
    """A module and all that it imports, by name."""
    found: dict[str, str] = {}
    names = [entry]
    while names:
        name = names.pop()
        if name not in found:
            path = finders.find(name)
            assert isinstance(path, str), name
            found[name] = Path(path).read_text()
            names += imported(name, found[name])
    return found
