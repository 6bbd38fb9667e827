"""Count what somebody does to get something done: each click, key that chooses, drag and filled field is one tap."""

from contextlib import contextmanager


class Hand:
    def __init__(self, page):
        self.page, self.taps = page, 0

    def tap(self, what):
        self.taps += 1
        what.click()

    def fill(self, what, words):
        self.taps += 1
        what.fill(words)

    def drag(self, what, place):
        """By mouse, in steps, as a hand does. Both have to fit in sight."""
        self.taps += 1
        place.evaluate("place => place.scrollIntoView({ block: 'start' })")
        begin, end = what.bounding_box(), place.bounding_box()
        mouse = self.page.mouse
        mouse.move(begin["x"] + begin["width"] / 2, begin["y"] + 20)
        mouse.down()
        mouse.move(begin["x"] + begin["width"] / 2 + 20, begin["y"] + 40, steps=3)
        mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=5)
        mouse.up()


@contextmanager
def at_most(taps, page):
    hand = Hand(page)
    yield hand
    assert hand.taps <= taps, f"{hand.taps} taps, and {taps} were promised"
