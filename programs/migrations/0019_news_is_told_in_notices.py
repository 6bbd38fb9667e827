from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0018_one_series_for_one_page"),
    ]

    operations = [
        migrations.RemoveField(model_name="session", name="news_at"),
    ]
