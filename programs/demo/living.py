"""Living together in the demo houses, read from living.toml."""

from __future__ import annotations

import tomllib
from datetime import time, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from house import demo
from programs.household.services.chores import ask_swap, rota_for, start_chore
from programs.household.services.notes import add_appointment, write_note
from programs.household.services.reminders import choose_reminders

WORDS = Path(__file__).parent / "living.toml"
WEEKDAYS = ["mo", "tu", "we", "th", "fr", "sa", "su"]


def words() -> dict[str, Any]:
    return tomllib.loads(WORDS.read_text())


def fill() -> None:
    told, houses, people = words(), demo.houses_by_key(), demo.people_by_key()
    today = timezone.localdate()
    for note in told["notes"]:
        first = today + timedelta(days=note["day"])
        write_note(
            actor=people[note["by"]],
            house_id=houses[note["house"]].pk,
            words=note["words"],
            from_on=first,
            until_on=first + timedelta(days=note["days"]),
        )
    for chore in told["chores"]:
        start_chore(
            actor=people[chore["by"]],
            house_id=houses[chore["house"]].pk,
            name=chore["name"],
            weekdays=[WEEKDAYS.index(name) for name in chore["weekdays"]],
            person_ids=[people[key].pk for key in chore["people"]],
        )
    for own in told["appointments"]:
        at = time.fromisoformat(own["at"]) if own["at"] else None
        on = today + timedelta(days=own["day"])
        add_appointment(actor=people[own["person"]], on=on, at=at, words=own["words"])
    for one in told["reminding"]:
        told_when = {name: one[name] for name in ("an_hour_before", "evening_before")}
        choose_reminders(actor=people[one["person"]], **told_when)
    _ask_for_a_swap(people["bo"])


def _ask_for_a_swap(person: Any) -> None:
    """She asks who takes the first turn that she has after this week."""
    rota = rota_for(person)
    for turn in (rota.turns_of(person) if rota else [])[1:2]:
        ask_swap(actor=person, chore_id=turn.chore.pk, week=turn.week)
