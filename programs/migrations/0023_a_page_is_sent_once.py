from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("programs", "0022_batches_of_feedback")]

    operations = [migrations.RemoveField("series", "started_with")]
