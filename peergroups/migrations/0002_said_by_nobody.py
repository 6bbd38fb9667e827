import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("peergroups", "0001_groups_seats_and_talk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="author",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="messages",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="seat",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="peergroups.seat"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("author__isnull", False), ("seat__isnull", False)),
                    models.Q(
                        ("author", None),
                        ("edited_at", None),
                        ("lang", ""),
                        ("reply_to", None),
                        ("seat", None),
                        ("state", "taken_back"),
                    ),
                    _connector="OR",
                ),
                name="nothing_is_said_by_nobody",
            ),
        ),
    ]
