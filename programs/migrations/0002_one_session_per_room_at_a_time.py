"""PostgreSQL itself refuses two sessions in one room. On SQLite, with one writer at a time, the verbs' check is enough."""

from django.db import migrations

ADD = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE programs_session ADD CONSTRAINT one_session_per_room_at_a_time
EXCLUDE USING gist (room_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) WHERE (takes_room);
"""
DROP = "ALTER TABLE programs_session DROP CONSTRAINT one_session_per_room_at_a_time;"


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ADD)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_trainings_series_and_sessions")]

    operations = [migrations.RunPython(add, drop)]
