"""Fill notes, chores and appointments of the demo houses from living.toml."""

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
    content, houses, people = words(), demo.houses_by_key(), demo.people_by_key()
    today = timezone.localdate()
    for note in content["notes"]:
        first = today + timedelta(days=note["day"])
        write_note(
            actor=people[note["by"]],
            house_id=houses[note["house"]].pk,
            words=note["words"],
            from_on=first,
            until_on=first + timedelta(days=note["days"]),
        )
    for chore in content["chores"]:
        start_chore(
            actor=people[chore["by"]],
            house_id=houses[chore["house"]].pk,
            name=chore["name"],
            weekdays=[WEEKDAYS.index(name) for name in chore["weekdays"]],
            person_ids=[people[key].pk for key in chore["people"]],
        )
    for appointment in content["appointments"]:
        at = time.fromisoformat(appointment["at"]) if appointment["at"] else None
        on = today + timedelta(days=appointment["day"])
        add_appointment(actor=people[appointment["person"]], on=on, at=at, words=appointment["words"])
    for choice in content["reminding"]:
        moments = {name: choice[name] for name in ("an_hour_before", "evening_before")}
        choose_reminders(actor=people[choice["person"]], **moments)
    _ask_for_a_swap(people["bo"])


def _ask_for_a_swap(person: Any) -> None:
    """Ask who takes her first turn after this week."""
    rota = rota_for(person)
    for turn in (rota.turns_of(person) if rota else [])[1:2]:
        ask_swap(actor=person, chore_id=turn.chore.pk, week=turn.week)
