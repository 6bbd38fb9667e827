from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0019_news_is_told_in_notices"),
    ]

    operations = [
        migrations.AddField(
            model_name="change",
            name="revision",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AlterModelOptions(
            name="change",
            options={"ordering": ["revision", "at", "kind"]},
        ),
    ]
