"""Until now every change of a session was one by hand."""

from django.db import migrations
from django.db.models import Exists, OuterRef


def mark(apps, schema_editor):
    changes = apps.get_model("programs", "Change").objects.filter(session=OuterRef("pk"))
    apps.get_model("programs", "Session").objects.filter(Exists(changes)).update(is_by_hand=True)


class Migration(migrations.Migration):
    dependencies = [("programs", "0010_edits_of_a_series")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop, elidable=True)]
