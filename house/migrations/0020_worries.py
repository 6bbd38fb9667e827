import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import house.sealing


class Migration(migrations.Migration):
    dependencies = [
        ("house", "0019_quiet_hours"),
    ]

    operations = [
        migrations.CreateModel(
            name="Worry",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("is_named", models.BooleanField(default=True)),
                ("is_theirs_alone", models.BooleanField(default=False)),
                ("words", house.sealing.SealedTextField(bound_to=("id",), max_length=2000)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "wacht"), ("closed", "gesloten")], default="waiting", max_length=8
                    ),
                ),
                ("answer", house.sealing.SealedTextField(blank=True, bound_to=("id",), default="", max_length=500)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closed_at", models.DateTimeField(null=True)),
                ("put_away_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "house",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="worries", to="house.house"
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="worries", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["written_at"],
            },
        ),
        migrations.CreateModel(
            name="NamedReader",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("rank", models.PositiveSmallIntegerField(choices=[(1, "eerste"), (2, "tweede")])),
                (
                    "hours",
                    house.sealing.SealedTextField(bound_to=("id",), max_length=80, verbose_name="wanneer zij leest"),
                ),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "house",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="named_readers", to="house.house"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["rank"],
                "constraints": [
                    models.UniqueConstraint(fields=("house", "rank"), name="one_reader_of_a_rank_per_house"),
                    models.UniqueConstraint(fields=("house", "person"), name="nobody_reads_twice_in_a_house"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Addressee",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "worry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="addressees", to="house.worry"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("worry", "person"), name="a_worry_names_a_reader_once")
                ],
            },
        ),
    ]
