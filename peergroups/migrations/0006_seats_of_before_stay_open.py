from django.db import migrations
from django.db.models import F


def leave_open(apps, schema_editor):
    """Who read before goes on reading. Who never came in has read nothing: her seat waits until somebody met her."""
    seats = apps.get_model("peergroups", "Seat").objects
    came_in = apps.get_model("house", "Person").objects.filter(sign_in_name__isnull=False)
    seats.filter(opened_at=None, person__in=came_in).update(opened_at=F("given_at"))


class Migration(migrations.Migration):
    dependencies = [("peergroups", "0005_a_seat_waits_until_somebody_met_her")]
    operations = [migrations.RunPython(leave_open, migrations.RunPython.noop)]
