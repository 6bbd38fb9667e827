"""Fill the demo houses with a programme. The data are in the files beside each module."""

from programs.demo import living, materials, said, week


def fill() -> None:
    for part in (week, materials, said, living):
        part.fill()
