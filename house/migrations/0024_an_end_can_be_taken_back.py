from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("house", "0023_letter_keys"),
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
