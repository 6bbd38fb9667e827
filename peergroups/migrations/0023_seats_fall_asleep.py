import django.utils.timezone
from django.db import migrations, models

STATES = [
    ("active", "erbij"),
    ("paused", "even niet"),
    ("frozen", "even dicht"),
    ("asleep", "slaapt"),
    ("ended", "gestopt"),
]


class Migration(migrations.Migration):
    """Nobody knows when somebody was there before: every seat begins to count on the day of this migration."""

    dependencies = [("peergroups", "0022_a_sixth_reaction")]
    operations = [
        migrations.AddField(
            "seat", "awake_on", models.DateField(default=django.utils.timezone.localdate, editable=False)
        ),
        migrations.AlterField(
            "seat",
            "state",
            models.CharField(choices=STATES, default="active", max_length=8, verbose_name="staat"),
        ),
        migrations.AlterField(
            "freeze", "state_before", models.CharField(choices=STATES, default="active", max_length=8)
        ),
    ]
