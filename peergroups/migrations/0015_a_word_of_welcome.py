from django.db import migrations

import house.sealing


class Migration(migrations.Migration):
    dependencies = [("peergroups", "0014_an_alias_is_chosen_by_herself")]
    operations = [
        migrations.AddField(
            "peergroup",
            "welcome",
            house.sealing.SealedTextField(blank=True, null=True, max_length=300, verbose_name="woord van welkom"),
        )
    ]
