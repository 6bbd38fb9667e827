from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("peergroups", "0015_a_word_of_welcome")]
    operations = [
        migrations.AddField(
            "freeze",
            "state_before",
            models.CharField(
                max_length=8,
                choices=[
                    ("active", "erbij"),
                    ("paused", "even niet"),
                    ("frozen", "even dicht"),
                    ("ended", "gestopt"),
                ],
                default="active",
            ),
        )
    ]
