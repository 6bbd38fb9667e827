"""What the people of the demo houses said of the programme, read from said.toml and said through the verbs."""

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
    told, people = tomllib.loads(WORDS.read_text()), demo.people_by_key()
    for voice in told["voices"]:
        _say(people[voice["person"]], voice)
    open_batches()
    for wish in told["wishes"]:
        _wish(wish, people)


def _say(person: Person, voice: dict[str, Any]) -> None:
    held = Session.objects.meant_for(person).filter(ends_at__lt=timezone.now(), state=Session.State.PLANNED)
    latest = held.select_related("series__training").order_by("-starts_at")
    last = next((session for session in latest if session.training.title == voice["training"]), None)
    if last is not None and may_speak(person, last):
        say_how_it_was(actor=person, session_id=last.pk, face=voice["face"], words=voice["words"])


def _wish(told: dict[str, Any], people: dict[str, Person]) -> None:
    wish = ask_wish(actor=people[told["person"]], text=told["text"])
    for key in told["too"]:
        want_it_too(actor=people[key], wish_id=wish.pk)
    if "answer" in told:
        answer_wish(actor=people[told["answered_by"]], wish_id=wish.pk, answer=told["answer"])
