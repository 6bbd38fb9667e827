from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("house", "0015_sessions_that_open_nothing")]

    operations = [migrations.RenameModel("Turn", "TickRun")]
