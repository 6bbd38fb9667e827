import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("house", "0003_returns"),
    ]

    operations = [
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("session_hash", models.CharField(max_length=64, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("phone", "een telefoon"),
                            ("tablet", "een tablet"),
                            ("computer", "een computer"),
                            ("other", "een apparaat"),
                        ],
                        default="other",
                        max_length=8,
                    ),
                ),
                ("browser", models.CharField(blank=True, default="", max_length=20)),
                ("began_on", models.DateField(default=django.utils.timezone.localdate)),
                ("last_on", models.DateField(default=django.utils.timezone.localdate)),
                ("is_remembered", models.BooleanField(default=False)),
                ("code_hash", models.CharField(blank=True, default="", max_length=128)),
                ("tries_left", models.PositiveSmallIntegerField(default=5)),
                ("locks_at", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="devices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-last_on", "-began_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code_hash", ""), ("locks_at", None)),
                            models.Q(models.Q(("code_hash", ""), _negated=True), ("locks_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_device_locks_when_it_has_a_code",
                    )
                ],
            },
        ),
    ]
