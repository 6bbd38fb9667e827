import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("house", "0004_devices"),
    ]

    operations = [
        migrations.AddField(
            model_name="device",
            name="there_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
    ]
