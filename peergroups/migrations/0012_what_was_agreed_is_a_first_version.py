from django.db import migrations


def keep(apps, schema_editor):
    """Each line of before is an agreement without a picture. Nobody said yes to it yet, so everybody is asked once."""
    groups = apps.get_model("peergroups", "PeerGroup")._base_manager
    versions = apps.get_model("peergroups", "Agreements")._base_manager
    for pk in list(groups.filter(agreements_number=0).values_list("pk", flat=True)):
        group = groups.get(pk=pk)
        lines = [" ".join(line.split()) for line in group.agreements.splitlines() if line.strip()]
        if lines:
            words = "\n".join(f"\t{line}" for line in lines)
            versions.create(group=group, number=1, words=words, written_at=group.opened_at)
            group.agreements_number = 1
            group.save(update_fields=["agreements_number"])


class Migration(migrations.Migration):
    dependencies = [("peergroups", "0011_agreements")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
