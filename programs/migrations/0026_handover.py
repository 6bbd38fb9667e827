from django.db import migrations

import house.sealing


class Migration(migrations.Migration):
    dependencies = [("programs", "0025_reminder_moment")]

    operations = [
        migrations.AddField(
            "duty",
            "handover",
            house.sealing.SealedTextField(
                "een woord voor wie het overneemt", bound_to=("id",), max_length=200, null=True, blank=True
            ),
        ),
    ]
