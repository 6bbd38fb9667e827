from django.db import migrations, models

from house.hashing import KeyedHashField
from house.sealing import SealedTextField
from house.sealing_columns import seal_columns


class Migration(migrations.Migration):
    dependencies = [("house", "0013_returns_can_be_stopped")]

    operations = [
        migrations.AlterModelOptions("room", {"ordering": ["pk"]}),
        migrations.RemoveConstraint("room", "one_room_of_a_name_per_house"),
        *seal_columns(
            "house",
            "room",
            name=SealedTextField("naam", max_length=40),
            name_hash=KeyedHashField(of="name", within="house_id"),
            where=SealedTextField("waar", max_length=80, blank=True, default=""),
        ),
        migrations.AddConstraint(
            "room", models.UniqueConstraint(fields=["house", "name_hash"], name="one_room_of_a_name_per_house")
        ),
    ]
