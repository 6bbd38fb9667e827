from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("house", "0022_devices_keep_what_she_chose"),
    ]

    operations = [
        migrations.AddField(
            model_name="position",
            name="end_before",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="position",
            name="end_given_on",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="stay",
            name="end_before",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="stay",
            name="end_given_on",
            field=models.DateField(editable=False, null=True),
        ),
    ]
