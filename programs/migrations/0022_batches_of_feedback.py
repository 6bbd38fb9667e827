from django.db import migrations, models
from django.db.models import F, Q, deletion


class Migration(migrations.Migration):
    dependencies = [("programs", "0021_words_of_trainings_are_sealed")]

    operations = [
        migrations.RemoveConstraint("box", "one_closed_box_per_training"),
        migrations.RemoveConstraint("box", "a_box_ends_after_it_begins"),
        migrations.RemoveConstraint("heard", "each_is_counted_once_per_box"),
        migrations.RenameModel("Box", "FeedbackBatch"),
        migrations.RenameField("heard", "box", "batch"),
        migrations.RenameField("voice", "box", "batch"),
        migrations.AlterField(
            "feedbackbatch",
            "training",
            models.ForeignKey(on_delete=deletion.CASCADE, related_name="feedback_batches", to="programs.training"),
        ),
        migrations.AddConstraint(
            "feedbackbatch",
            models.UniqueConstraint(
                fields=["training"], condition=Q(opened_on=None), name="one_closed_batch_per_training"
            ),
        ),
        migrations.AddConstraint(
            "feedbackbatch",
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="a_batch_ends_after_it_begins"),
        ),
        migrations.AddConstraint(
            "heard", models.UniqueConstraint(fields=["batch", "mark"], name="each_is_counted_once_per_batch")
        ),
    ]
