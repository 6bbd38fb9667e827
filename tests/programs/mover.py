"""A process that moves sessions to half past three, one after the other, as fast as it can: `python -m
tests.programs.mover <name of the actor> <session> ...`. It begins when a line comes in, and prints what came of each.
"""

import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402

from house.errors import Refusal  # noqa: E402
from house.models import Person  # noqa: E402
from programs.planning.services.change import move_session  # noqa: E402
from tests.programs.conftest import local  # noqa: E402


def move(actor, session_id):
    try:
        move_session(actor=actor, session_id=session_id, starts_at=local(2026, 10, 13, 15, 30), why="De bus is laat.")
    except Refusal as refusal:
        return refusal.code
    return "moved"


def say(word):
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main(name, *sessions):
    timezone.now = lambda: local(2026, 10, 13, 8)
    actor = Person.objects.signing_in_as(name).get()
    say("ready")
    sys.stdin.readline()
    for session_id in sessions:
        say(move(actor, session_id))


if __name__ == "__main__":
    main(*sys.argv[1:])
