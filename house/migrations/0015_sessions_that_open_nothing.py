"""Sessions under keyed hashes and seals; the table of before goes.

Its keys stood in clear, and may have been copied: none of those sessions is carried over. Everyone signs in once.
"""

from django.db import migrations, models

import house.sealing


class Migration(migrations.Migration):
    dependencies = [
        ("house", "0014_rooms_are_sealed"),
    ]

    operations = [
        migrations.CreateModel(
            name="BrowserSession",
            fields=[
                ("mark", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("whose", models.CharField(blank=True, db_index=True, default="", max_length=64)),
                ("data", house.sealing.SealedTextField(bound_to=("mark",))),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.RunSQL("DROP TABLE IF EXISTS django_session", migrations.RunSQL.noop),
        # So that the house of before, where it is put back, makes its table anew.
        migrations.RunSQL("DELETE FROM django_migrations WHERE app = 'sessions'", migrations.RunSQL.noop),
    ]
