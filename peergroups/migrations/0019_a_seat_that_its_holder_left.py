from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("peergroups", "0018_what_a_peer_was_called_before")]
    operations = [
        migrations.AddField("seat", "has_left", models.BooleanField(default=False, editable=False)),
        migrations.AddField("seat", "takes_words", models.BooleanField(default=False, editable=False)),
        migrations.AddConstraint(
            "seat",
            models.CheckConstraint(condition=Q(has_left=False) | Q(state="ended"), name="who_left_has_an_ended_seat"),
        ),
        migrations.AddConstraint(
            "seat",
            models.CheckConstraint(
                condition=Q(takes_words=False) | Q(has_left=True), name="only_who_left_takes_her_words_along"
            ),
        ),
    ]
