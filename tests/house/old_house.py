"""A house as it was before all its words were sealed. In a process of its own, on the database of its environment:

python -m tests.house.old_house fill       # the tables of then, with words in them
python -m tests.house.old_house read       # after `migrate`: all that is sealed now, opened, as JSON
"""

import json
import sys
from datetime import date
from uuid import uuid4

import django

THEN = [
    ("house", "0009_pages_are_sent_once"),
    ("programs", "0020_changes_in_their_order"),
    ("peergroups", "0002_said_by_nobody"),
]
SIGN_IN_NAMES = {"zzmerelzz", "zzlijsterzz"}
WORDS = SIGN_IN_NAMES | {
    "Zzvolièrezz", "Zzbovenachterzz", "Zzsterkstaanzz", "Zzsportzz", "Zznee zeggenzz", "Zzkleren diezz", "Zzgeweldzz",
    "Zzterugleeszz", "Zzstandingzz", "Zzsayingzz", "Zzclotheszz", "Zzviolencezz", "Zzrecapzz", "Zzstoplichtzz",
    "zzsterkstaanzz", "Zzelke avondzz",
}  # fmt: skip
"""What lay there for everyone to read."""


def fill():
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    executor.migrate(THEN)
    tables = MigrationExecutor(connection).loader.project_state(THEN).apps
    house = tables.get_model("house", "House").objects.create(name="Huis Zzkamillezz")
    tables.get_model("house", "Canary").objects.create(song="Dag.")
    people = tables.get_model("house", "Person").objects
    for name in (*SIGN_IN_NAMES, None):
        people.create(sign_in_name=name, chosen_name="Zzamalzz", password="!")
    tables.get_model("house", "Room").objects.create(house=house, name="Zzvolièrezz", where="Zzbovenachterzz")
    _teach(tables, house)
    told = {"name": "Zzbalkonzz", "answer_time": "Zzelke avondzz"}
    tables.get_model("peergroups", "PeerGroup").objects.create(house=house, **told)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # what it learns of a column it keeps elsewhere


def _teach(tables, house):
    from programs.recurrence.rhythm import Rhythm

    models = {name: tables.get_model("programs", name).objects for name in ("Training", "TrainingText", "Paper")}
    training = models["Training"].create(
        house=house, theme="body", title="Zzsterkstaanzz", quiet_title="Zzsportzz", expect="Zznee zeggenzz",
        bring="Zzkleren diezz", note="Zzgeweldzz", recap="Zzterugleeszz",
    )  # fmt: skip
    models["TrainingText"].create(
        training=training, language="en", title="Zzstandingzz", expect="Zzsayingzz", bring="Zzclotheszz",
        note="Zzviolencezz", recap="Zzrecapzz",
    )  # fmt: skip
    models["Paper"].create(training=training, kind="pdf", title="Zzstoplichtzz", file=uuid4().hex)
    rule = Rhythm(weekdays=frozenset({1}), from_on=date(2026, 1, 5)).to_recurrence()
    held = {"recurrence": rule, "start_time": "10:00", "length_minutes": 60}
    series = tables.get_model("programs", "Series").objects.create(house=house, training=training, **held)
    put = {"title": "zzsterkstaanzz", "trainers": []}
    tables.get_model("programs", "Origin").objects.create(source=uuid4(), key="k", was="w", put=put, series=series)


def read():
    from django.apps import apps

    from house.sealing import SealedTextField

    fields = [
        one for model in apps.get_models() for one in model._meta.concrete_fields if isinstance(one, SealedTextField)
    ]
    texts = {str(getattr(row, one.attname)) for one in fields for row in one.model._base_manager.all()}
    sys.stdout.write(json.dumps(sorted(texts)))


if __name__ == "__main__":
    django.setup()
    {"fill": fill, "read": read}[sys.argv[1]]()
