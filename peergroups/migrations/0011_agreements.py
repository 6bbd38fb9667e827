import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import house.sealing


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("peergroups", "0010_reports_know_until_when"),
    ]
    operations = [
        migrations.AddField(
            "peergroup",
            "agreements_number",
            models.PositiveIntegerField(default=0, editable=False, verbose_name="onze afspraken"),
        ),
        migrations.AddField("seat", "agreed_number", models.PositiveIntegerField(default=0, editable=False)),
        migrations.CreateModel(
            name="Agreements",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("words", house.sealing.SealedTextField(bound_to=("group_id", "number"))),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="agreed", to="peergroups.peergroup"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "number"), name="one_version_of_agreements_per_number")
                ],
            },
        ),
    ]
