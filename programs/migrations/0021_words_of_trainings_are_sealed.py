from django.db import migrations, models

from house.hashing import KeyedHashField
from house.sealing import SealedJSONField, SealedTextField
from house.sealing_columns import seal_columns

BOUND_TO = ("training_id", "language")


def words(**more):
    """What is told of a training, in whatever language."""
    return {
        "expect": SealedTextField("wat je kunt verwachten", max_length=1000, blank=True, default="", **more),
        "bring": SealedTextField("neem mee", max_length=120, blank=True, default="", **more),
        "note": SealedTextField("let op: dit gaat over", max_length=120, blank=True, default="", **more),
        "recap": SealedTextField("om terug te lezen", max_length=3000, blank=True, default="", **more),
    }


class Migration(migrations.Migration):
    dependencies = [("programs", "0020_changes_in_their_order"), ("house", "0014_rooms_are_sealed")]

    operations = [
        migrations.AlterModelOptions("training", {"ordering": ["pk"]}),
        migrations.RemoveConstraint("training", "one_training_of_a_title_per_house"),
        migrations.RemoveConstraint("training", "every_training_has_a_quiet_title"),
        *seal_columns(
            "programs",
            "training",
            title=SealedTextField("naam van de training", max_length=60),
            title_hash=KeyedHashField(of="title", within="house_id"),
            quiet_title=SealedTextField("stille naam", max_length=60),
            **words(),
        ),
        migrations.AddConstraint(
            "training",
            models.UniqueConstraint(fields=["house", "title_hash"], name="one_training_of_a_title_per_house"),
        ),
        migrations.AddConstraint(
            "training",
            models.CheckConstraint(
                condition=models.Q(quiet_title__is_empty=False), name="every_training_has_a_quiet_title"
            ),
        ),
        *seal_columns(
            "programs",
            "trainingtext",
            title=SealedTextField("naam van de training", max_length=60, bound_to=BOUND_TO),
            **words(bound_to=BOUND_TO),
        ),
        *seal_columns("programs", "paper", title=SealedTextField("wat is het", max_length=60)),
        *seal_columns("programs", "origin", put=SealedJSONField(bound_to=("source", "key"))),
    ]
