"""The programme of the demo houses: what it says is read from the files beside each module."""

from programs.demo import living, materials, said, week


def fill() -> None:
    for part in (week, materials, said, living):
        part.fill()
