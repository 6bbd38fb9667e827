from django.db import migrations

from house.sealing import SealedTextField
from house.sealing_columns import seal_columns


class Migration(migrations.Migration):
    dependencies = [("peergroups", "0002_said_by_nobody")]

    operations = seal_columns(
        "peergroups", "peergroup", answer_time=SealedTextField("wanneer er antwoord komt", max_length=80)
    )
