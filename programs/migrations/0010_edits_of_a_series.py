import uuid

import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import house.sealing
import programs.recurrence.fields


class Migration(migrations.Migration):
    dependencies = [
        ("house", "0005_away_from_a_device"),
        ("programs", "0009_feeds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Edit",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("key", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("from_on", models.DateField(verbose_name="vanaf")),
                ("new", models.JSONField()),
                ("why", house.sealing.SealedTextField(bound_to=("id",), max_length=200, verbose_name="waarom")),
                ("was_recurrence", programs.recurrence.fields.LocalRecurrenceField(include_dtstart=True)),
                ("was_start_time", models.TimeField()),
                ("was_length_minutes", models.PositiveSmallIntegerField()),
                ("laid_out_until", models.DateField(null=True)),
                ("assignments", models.JSONField(default=list)),
                ("newest_joining", models.PositiveBigIntegerField(default=0)),
                ("undone_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="EditedSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("was", models.JSONField(null=True)),
                ("now", models.JSONField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="session",
            name="one_session_per_series_and_day",
        ),
        migrations.AddField(
            model_name="change",
            name="is_back",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="session",
            name="is_by_hand",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="session",
            name="slot_on",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.UniqueConstraint(
                models.F("series"),
                django.db.models.functions.comparison.Coalesce("slot_on", "original_on"),
                name="one_session_per_series_and_day",
            ),
        ),
        migrations.AddField(
            model_name="edit",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="edit",
            name="series",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="edits", to="programs.series"
            ),
        ),
        migrations.AddField(
            model_name="edit",
            name="undone_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="edit",
            name="was_room",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="house.room"
            ),
        ),
        migrations.AddField(
            model_name="change",
            name="edit",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="programs.edit"
            ),
        ),
        migrations.AddField(
            model_name="editedsession",
            name="edit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="edited", to="programs.edit"
            ),
        ),
        migrations.AddField(
            model_name="editedsession",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="programs.session"
            ),
        ),
        migrations.AddConstraint(
            model_name="edit",
            constraint=models.UniqueConstraint(fields=("series", "number"), name="edits_of_a_series_are_numbered"),
        ),
        migrations.AddConstraint(
            model_name="edit",
            constraint=models.UniqueConstraint(fields=("series", "key"), name="one_edit_per_series_and_key"),
        ),
        migrations.AddConstraint(
            model_name="editedsession",
            constraint=models.UniqueConstraint(fields=("edit", "session"), name="one_trace_per_edit_and_session"),
        ),
    ]
