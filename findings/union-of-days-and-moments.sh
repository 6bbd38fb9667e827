#!/bin/sh
# On SQLite, Django reads a union by the declared column types of its first query: where that has days and another query
# has moments, each moment comes out as None, without an error; the other way round a day comes out as midnight in UTC.
#
# Seen with Django 5.2.19 and Python 3.11's sqlite3 (SQLite 3.40.1). An agenda in one query, days off beside sessions:
#
#   days.union(moments)     the day is right, the moment is None
#   moments.union(days)     the moment is right, the day is a datetime: midnight in UTC
#
# SQLite has no types of days; Django has sqlite3 convert by the type that a column was declared with (PARSE_DECLTYPES), and
# SQLite tells for a compound SELECT the declared types of its leftmost query. Django's converter of days answers None for
# text that is no day.
#
# Why it matters: what is read in one list (closed days, appointments, sessions) loses its hours in silence, and only on
# the engine that small houses run. What helped: a first query without rows whose columns are CAST(NULL AS ...), which has no
# declared types, so that the columns come as text and the fields convert them.
#
# Needs Python 3.11 or newer. Ends with 1 when the behaviour is another.
set -eu
there=$(mktemp -d)
trap 'rm -rf "$there"' EXIT
python3 -m venv "$there/venv"
"$there/venv/bin/pip" install --quiet --disable-pip-version-check django==5.2.19
"$there/venv/bin/python" - <<'PYTHON'
import sqlite3
import sys
from datetime import UTC, date, datetime

import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}, INSTALLED_APPS=[], USE_TZ=True
)
django.setup()

from django.db import connection, models


class Closed(models.Model):
    on = models.DateField()

    class Meta:
        app_label = "agenda"


class Session(models.Model):
    at = models.DateTimeField()

    class Meta:
        app_label = "agenda"


with connection.schema_editor() as editor:
    editor.create_model(Closed)
    editor.create_model(Session)
Closed.objects.create(on=date(2026, 12, 25))
Session.objects.create(at=datetime(2026, 12, 28, 9, 30, tzinfo=UTC))
days, moments = Closed.objects.values_list("on"), Session.objects.values_list("at")
seen = {
    "days.union(moments)": [value for (value,) in days.union(moments, all=True)],
    "moments.union(days)": [value for (value,) in moments.union(days, all=True)],
}
print(f"Django {django.__version__}, SQLite {sqlite3.sqlite_version}")
for name, values in seen.items():
    print(f"{name:22} {values!r}")
at, midnight = datetime(2026, 12, 28, 9, 30, tzinfo=UTC), datetime(2026, 12, 25, tzinfo=UTC)
sys.exit(list(seen.values()) != [[date(2026, 12, 25), None], [at, midnight]])
PYTHON
