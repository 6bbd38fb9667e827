"""Add feedback and wishes in the demo houses from said.toml, through the verbs."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.utils import timezone

from house import demo
from house.models import Person
from programs.feedback.services.feedback import may_speak, open_batches, say_how_it_was
from programs.feedback.services.wishes import answer_wish, ask_wish, want_it_too
from programs.sessions.models.sessions import Session

WORDS = Path(__file__).parent / "said.toml"


def fill() -> None:
    content, people = tomllib.loads(WORDS.read_text()), demo.people_by_key()
    for voice in content["voices"]:
        _say(people[voice["person"]], voice)
    open_batches()
    for wish in content["wishes"]:
        _wish(wish, people)


def _say(person: Person, voice: dict[str, Any]) -> None:
    past_sessions = Session.objects.meant_for(person).filter(ends_at__lt=timezone.now(), state=Session.State.PLANNED)
    latest = past_sessions.select_related("series__training").order_by("-starts_at")
    last = next((session for session in latest if session.training.title == voice["training"]), None)
    if last is not None and may_speak(person, last):
        say_how_it_was(actor=person, session_id=last.pk, face=voice["face"], words=voice["words"])


def _wish(entry: dict[str, Any], people: dict[str, Person]) -> None:
    wish = ask_wish(actor=people[entry["person"]], text=entry["text"])
    for key in entry["too"]:
        want_it_too(actor=people[key], wish_id=wish.pk)
    if "answer" in entry:
        answer_wish(actor=people[entry["answered_by"]], wish_id=wish.pk, answer=entry["answer"])
