from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("peergroups", "0009_an_answer_is_promised_once")]
    operations = [
        migrations.AddField("report", "due_at", models.DateTimeField(null=True)),
        migrations.AddField("report", "put_away_at", models.DateTimeField(null=True)),
    ]
