from django.db import migrations

import house.sealing


class Migration(migrations.Migration):
    dependencies = [("peergroups", "0013_agreements_stand_by_themselves")]
    operations = [
        migrations.AlterField(
            "seat",
            "alias",
            house.sealing.SealedTextField(blank=True, default="", max_length=40, verbose_name="naam in de groep"),
        )
    ]
