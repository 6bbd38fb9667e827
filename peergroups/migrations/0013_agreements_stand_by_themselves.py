from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("peergroups", "0012_what_was_agreed_is_a_first_version")]
    operations = [migrations.RemoveField("peergroup", "agreements")]
