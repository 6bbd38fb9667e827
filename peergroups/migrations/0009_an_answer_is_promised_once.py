from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("peergroups", "0008_known_words_become_promises")]
    operations = [
        migrations.AddConstraint(
            "peergroup",
            models.CheckConstraint(
                condition=Q(promise="") | Q(answer_time__is_empty=True), name="an_answer_is_promised_once"
            ),
        )
    ]
