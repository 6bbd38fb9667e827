from django.db import migrations

import house.sealing


class Migration(migrations.Migration):
    dependencies = [("peergroups", "0016_a_pause_outlives_a_freeze")]
    operations = [
        migrations.AddField("report", "note", house.sealing.SealedTextField(blank=True, null=True, max_length=80))
    ]
