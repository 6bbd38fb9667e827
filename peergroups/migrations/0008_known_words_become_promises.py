from django.db import migrations

PROMISES = {
    "binnen een dag": "day",
    "elke werkdag voor 17:00": "workday",
    "elke werkdag voor 17.00": "workday",
    "elke werkdag voor 17 uur": "workday",
    "de volgende werkdag voor 17:00": "next_workday",
    "binnen drie dagen": "three_days",
    "binnen 3 dagen": "three_days",
    "binnen een week": "week",
}


def choose(apps, schema_editor):
    """Only words that say just what a promise says. Others stand as they were until the coordinator chooses."""
    groups = apps.get_model("peergroups", "PeerGroup")._base_manager
    for pk in list(groups.filter(promise="").values_list("pk", flat=True)):
        group = groups.get(pk=pk)
        if promise := PROMISES.get(" ".join(group.answer_time.casefold().split()).rstrip(".")):
            group.promise, group.answer_time = promise, ""
            group.save(update_fields=["promise", "answer_time"])


class Migration(migrations.Migration):
    dependencies = [("peergroups", "0007_promises")]
    operations = [migrations.RunPython(choose, migrations.RunPython.noop)]
