"""Who works here on the day that vouching begins is vouched for, once; pages say so in words.

From then on an account counts as a second person when a colleague met its holder. To ask it at once of everybody would
leave a house with nobody to begin with.
"""

from django.db import migrations
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone


def vouch(apps, schema_editor):
    """For who came in and works somewhere as more than a guest. Safe to run again."""
    Person = apps.get_model("house", "Person")
    Position = apps.get_model("house", "Position")
    Vouch = apps.get_model("house", "Vouch")
    open_posts = Position.objects.filter(Q(until_on=None) | Q(until_on__gt=timezone.localdate()))
    works = Exists(open_posts.filter(person=OuterRef("pk")).exclude(role="guest"))
    staff = Person.objects.filter(works).exclude(sign_in_hash=None).values_list("pk", flat=True)
    Vouch.objects.bulk_create([Vouch(person_id=pk, how="before") for pk in staff], ignore_conflicts=True)


def keep_makers(apps, schema_editor):
    """Of each card that is still there. Safe to run again."""
    Card = apps.get_model("house", "Card")
    Maker = apps.get_model("house", "Maker")
    Making = apps.get_model("house", "Making")
    for person, made_by in (
        Card.objects.exclude(made_by=None).exclude(made_by=F("person")).values_list("person", "made_by")
    ):
        maker, _ = Maker.objects.get_or_create(person_id=made_by)
        Making.objects.get_or_create(person_id=person, maker=maker)


def keep_cards_of_the_server(apps, schema_editor):
    """A coordinator's card that nobody made was printed on the server."""
    Card = apps.get_model("house", "Card")
    Card.objects.filter(made_by=None, role="coordinator", used_at=None).update(is_from_server=True)


class Migration(migrations.Migration):
    dependencies = [
        ("house", "0011_two_accounts_are_two_people"),
    ]

    operations = [
        migrations.RunPython(step, migrations.RunPython.noop) for step in (vouch, keep_makers, keep_cards_of_the_server)
    ]
