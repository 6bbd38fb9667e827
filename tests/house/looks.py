"""Names that stand nowhere else, and about whom a look was written down."""

from datetime import time

from house.models import LogKey, Person
from programs.models import Audience
from programs.planning.services.start import start_series
from programs.recurrence.rhythm import Rhythm
from tests.cast import days

STAFF = ["dewi", "eva", "gina", "hanne", "ida", "noor"]
WOMEN = ["amal", "bo", "cleo", "fay", "kim", "lena", "mia"]


def secret(name):
    return f"Zz{name}zZ"


def rename(world):
    """In a group she may be called as she is called here. And something is planned for Amal alone."""
    for name in WOMEN:
        person = Person.objects.get(pk=world.cast[name].pk)
        person.chosen_name = secret(name)
        person.save(update_fields=["chosen_name"])
    _plan_for_amal_alone(world)


def _plan_for_amal_alone(world):
    training_id, today = world.things["training_id"], days(0)
    start_series(
        actor=world.cast["eva"],
        training_id=training_id,
        rhythm=Rhythm(weekdays=frozenset({today.weekday()}), from_on=today),
        start_time=time(13),
        length_minutes=60,
        trainer_ids=[world.cast["dewi"].pk],
        audience=Audience.PERSONAL,
        person_ids=[world.cast["amal"].pk],
    )


def shown_and_noted(world, question):
    """Whose names the answer holds, about whom a line was written meanwhile, and the answer."""
    before = turns(world)
    answer = question()
    told = answer.getvalue().decode(errors="replace")
    after = turns(world)
    shown = {name for name in WOMEN if secret(name) in told}
    return shown, {name for name in WOMEN if after[name] > before[name]}, answer


def turns(world):
    """How many lines there are about each woman."""
    known = dict(LogKey.objects.values_list("person", "turns"))
    return {name: known.get(world.cast[name].pk, 0) for name in WOMEN}
