from django.db import migrations

import house.sealing


class Migration(migrations.Migration):
    dependencies = [
        ("house", "0024_an_end_can_be_taken_back"),
    ]

    operations = [
        migrations.AddField(
            model_name="house",
            name="night_phone",
            field=house.sealing.SealedTextField(
                blank=True, bound_to=("id",), max_length=40, null=True, verbose_name="nummer voor de nacht"
            ),
        ),
        migrations.AddField(
            model_name="house",
            name="phone_hours",
            field=house.sealing.SealedTextField(
                blank=True, bound_to=("id",), max_length=80, null=True, verbose_name="wanneer er opgenomen wordt"
            ),
        ),
    ]
