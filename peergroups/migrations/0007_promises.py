from django.db import migrations, models

from house.sealing import SealedTextField

PROMISES = [
    ("day", "binnen een dag"),
    ("workday", "elke werkdag voor 17:00"),
    ("next_workday", "de volgende werkdag voor 17:00"),
    ("three_days", "binnen drie dagen"),
    ("week", "binnen een week"),
]


class Migration(migrations.Migration):
    dependencies = [("peergroups", "0006_seats_of_before_stay_open")]

    operations = [
        migrations.AddField(
            "peergroup",
            "promise",
            models.CharField(
                blank=True, choices=PROMISES, default="", max_length=12, verbose_name="wanneer er antwoord komt"
            ),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "peergroup",
                    "answer_time",
                    SealedTextField("wanneer er antwoord komt", max_length=80, blank=True, default=""),
                )
            ]
        ),
    ]
