"""The demo house as commit ec28c8d filled it, and what its people read there, on one morning that does not pass.

Each runs in a process of its own, on the database of its environment:

python -m tests.house.old_demo fill      # in a checkout of that commit with this file in it, where no table is yet
python -m tests.house.old_demo read      # the text of their pages, and a digest of each column, as JSON
python -m tests.house.old_demo migrate   # bring it to what the code is now, then read

What lies in `dumps/` came of it: the database after `fill`, as SQL of each engine (`sqlite3 .dump`,
`pg_dump --no-owner --no-privileges --rows-per-insert=100`), and what `read` said of it. Rows have the same ids on both.
"""

import json
import os
import random
import sys
import time
import uuid
from datetime import datetime
from hashlib import sha256
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

NOW = datetime(2026, 10, 13, 8, tzinfo=ZoneInfo("Europe/Amsterdam"))
KEYS = {
    "SECRET_KEY": "of-a-demo-house-that-is-there-for-tests-alone-and-that-holds-nobody",
    "SEALING_KEYS": "BzlJ98okcu52aDhHRO3EvHi-RF6C7cNzn5tRx5_ppiI=",
}
APPS = ("house", "programs", "peergroups")
OWN = ("week/", "week/2026-W43/", "me/", "me/kept/", "help/", "groups/")
DESK = ("sessions/", "sessions/week/", "sessions/month/", "sessions/series/{series}/", "sessions/{session}/")
TALK = ("groups/{group}/", "groups/{group}/about/")
RUN = (
    "sessions/series/", "sessions/series/{series}/people/", "sessions/series/{series}/places/",
    "sessions/series/trainings/{training}/", "sessions/series/drafts/{draft}/", "sessions/days/", "sessions/places/",
    "sessions/notes/", "sessions/chores/", "sessions/wishes/", "sessions/{past}/", "desk/people/",
    "desk/people/{person}/", "desk/rooms/", "desk/groups/", "desk/groups/{group}/",
)  # fmt: skip
PAGES = {
    "amal": (*OWN, "week/wishes/", "week/turns/", "week/learned/", "me/needs/", "sessions/{session}/", *TALK),
    "cleo": ("week/", "me/", "groups/", "sessions/{session}/", "groups/{group}/"),
    "dewi": ("week/", "me/", *DESK, "sessions/series/"),
    "eva": ("week/", "me/kept/", "help/", *DESK, *RUN),
    "gina": ("sessions/", *TALK),
    "mirjam": ("week/", "sessions/"),
    "noor": ("sessions/", "me/"),
    "fay": ("week/", "sessions/{session}/", "groups/"),
}
"""Where they look. What is in braces is found by `ids_of_rows`."""


class Text(HTMLParser):
    """What stands on a page to be read, a space wherever one piece ends."""

    UNREAD = ("head", "script", "style", "template", "svg")

    def __init__(self, page):
        super().__init__()
        self.pieces, self.inside = [], 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.inside += tag in self.UNREAD

    def handle_endtag(self, tag):
        self.inside -= tag in self.UNREAD

    def handle_data(self, data):
        if not self.inside:
            self.pieces += data.split()

    def __str__(self):
        return " ".join(self.pieces)


def fill():
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("fill_demo", stdout=sys.stderr)


def migrate():
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    return read()


def read():
    return {"columns": columns(), "pages": pages()}


def pages():
    """By whose and which page: its status and its text."""
    people, ids = {str(person.sign_in_name): person for person in rows("house", "Person")}, ids_of_rows()
    return {
        f"{name} /{path}": text_of(client, f"/{path.format(**ids)}")
        for name, paths in PAGES.items()
        for client in [signed_in(people[name])]
        for path in paths
    }


def ids_of_rows():
    """A session of this morning and one that was, their series and training, and what else has a page of its own."""
    kamille = next(house for house in rows("house", "House") if house.name == "Huis Kamille")
    of_house = rows("programs", "Session").filter(series__house=kamille, series__audience="house")
    session = of_house.filter(starts_at__gt=NOW).select_related("series").order_by("starts_at", "pk")[0]
    return {
        "session": session.pk,
        "past": of_house.filter(ends_at__lt=NOW, state="planned").order_by("-starts_at", "pk")[0].pk,
        "series": session.series_id,
        "training": session.series.training_id,
        "draft": rows("programs", "Draft").get().pk,
        "group": next(group.pk for group in rows("peergroups", "PeerGroup") if group.name == "Keukentafel"),
        "person": next(person.pk for person in rows("house", "Person") if str(person.sign_in_name) == "amal"),
    }


def rows(app, model):
    from django.apps import apps

    return apps.get_model(app, model)._base_manager.all()


def signed_in(person):
    """Her browser, in which she gave her passphrase and her second step just now."""
    from django.contrib.auth import SESSION_KEY
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    session = client.session
    methods = [{"method": method, "at": time.time()} for method in ("password", "mfa")]
    session["account_authentication_methods"] = methods
    session["account_authentication_methods_user"] = session[SESSION_KEY]
    session.save()
    return client


def text_of(client, path):
    answer = client.get(path)
    return f"{answer.status_code} {Text(answer.content.decode())}"


def columns():
    """By table and column: how many values it has, and a digest of all as the code reads them, in the order of rows."""
    from django.apps import apps

    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in APPS]
    return {f"{model._meta.db_table}.{name}": said for model in models for name, said in digests(model).items()}


def digests(model):
    every = list(model._base_manager.order_by("pk"))
    return {
        field.column: digest([getattr(row, field.attname) for row in every]) for field in model._meta.concrete_fields
    }


def digest(values):
    written = json.dumps(values, default=written_out, sort_keys=True)
    return f"{len(values)} {sha256(written.encode()).hexdigest()[:16]}"


def written_out(value):
    return value.hex() if isinstance(value, bytes | memoryview) else str(value)


if __name__ == "__main__":
    drawn = random.Random(28)
    uuid.uuid4 = lambda: uuid.UUID(int=drawn.getrandbits(128), version=4)
    os.environ |= KEYS | {"DEBUG": "1", "DJANGO_SETTINGS_MODULE": "house.settings"}

    import django
    from django.utils import timezone

    timezone.now = lambda: NOW
    django.setup()
    said = {"fill": fill, "read": read, "migrate": migrate}[sys.argv[1]]()
    sys.stdout.write(json.dumps(said, ensure_ascii=False, indent=0))
