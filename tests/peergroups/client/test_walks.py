"""The whole module on random walks against a server that lies, compared with a plain list.

Hypothesis chooses what happens and makes a failing walk short. Here the walks are few and always the same; with SOAK=1
they are many, long and new each time.
"""

import os
import time

import pytest
from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from peergroups.talk.queries import history
from peergroups.talk.services.unread import read_up_to
from tests.peergroups.client import fickle
from tests.peergroups.client.fickle import FickleServer, answer_posts

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SOAK = bool(os.environ.get("SOAK"))
TALK = 60
CONVERGES_WITHIN_S = 40
WATCH = """
window.breaches = [];
addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
  const lines = [...document.querySelectorAll("[data-list] > li")];
  const waiting = new Set([...document.querySelectorAll("[data-waiting] > li")].map((line) => line.message?.key));
  lines.forEach((line, place) => {
    const { number, key } = line.message;
    if (place && number <= lines[place - 1].message.number) breaches.push(`${number} stands out of order`);
    if (place && number !== lines[place - 1].message.number + 1) window.gaps = true;
    if (key && waiting.has(key)) breaches.push(`${number} stands twice`);
  });
  if (lines.length > 200) breaches.push("the page grows without end");
}).observe(document.querySelector("[data-talk]"), { childList: true, subtree: true }));
"""
SHOWN = """() => [...document.querySelectorAll("[data-list] > li")].map((line) => [
  Number(line.id.slice(1)), line.querySelector(".said").textContent,
  line.querySelector(".msg").classList.contains("own"),
])"""

AGAIN = """() => document.querySelectorAll("[data-part=state]:not([hidden]) [data-draft=again]").forEach((one) => {
  one.click();
})"""

ONWARD = "() => document.querySelector('[data-jump]:not([hidden]) [data-to]')?.click()"


@pytest.fixture
def talk(open_page, say, cleo, amal, group, monkeypatch):
    """Her page with the end of a talk on it, and all of that talk as it travels."""
    for number in range(1, TALK + 1):
        say(cleo, f"bericht {number}")
    first = history(actor=amal, group_id=group.pk, before=TALK - 49).messages
    said = first + history(actor=amal, group_id=group.pk).messages
    read_up_to(actor=amal, group_id=group.pk, number=TALK)
    monkeypatch.setattr("tests.peergroups.client.conftest.LyingServer", FickleServer)

    def prepare(server, page):
        page.clock.install()
        page.add_init_script(WATCH)  # also where the page loads itself again
        answer_posts(page, server)

    page, server = open_page(before=prepare)
    server.expect("hello")
    return page, server, said


class Walk(RuleBasedStateMachine):
    """What may happen to her, one thing after another."""

    page = server = said = None

    def __init__(self):
        super().__init__()
        self.server.begin_again(self.said)
        self.wrote = []
        self.page.context.set_offline(False)
        self.page.evaluate("sessionStorage.clear()")
        self.page.goto(f"/groups/{self.server.group}/")

    # In the house

    @rule(mood=st.sampled_from(fickle.NEWS), count=st.integers(1, 4))
    def others_say(self, mood, count):
        for _ in range(count):
            self.server.spread(self.server.say(f"van een ander {len(self.server.said)}"), mood)

    @rule(mood=st.sampled_from(fickle.NEWS), back=st.integers(0, 69), what=st.sampled_from(["edit", "take", "sun"]))
    def something_changes(self, mood, back, what):
        number = max(self.server.floor, len(self.server.said) - back)
        is_said = self.server.said[number - 1]["state"] == "said"
        change = {"take": {"state": "taken_back", "text": "", "reactions": {}}}
        if is_said:
            change |= {
                "edit": {"text": f"anders {self.server.head}"},
                "sun": {"reactions": {"sun": [self.server.seats["own"]]}},
            }
        self.server.spread(self.server.change(number, **change.get(what, {})), mood)

    @rule(mood=st.sampled_from(fickle.NEWS), by=st.integers(1, 8))
    def the_oldest_fade(self, mood, by):
        self.server.spread(self.server.fade(min(self.server.floor + by, len(self.server.said))), mood)

    @rule()
    def the_house_beats(self):
        self.server.beat()

    @precondition(lambda self: self.server.late)
    @rule(order=st.integers(0, 99))
    def the_late_arrive(self, order):
        self.server.let_go(order)

    # On the way

    @rule(code=st.sampled_from([None, None, 1011, 1012, 4408, 4429]))
    def the_line_is_cut(self, code):
        self.server.cut(code)

    @rule(
        hello=st.sampled_from(fickle.GREETINGS),
        need=st.sampled_from(fickle.ANSWERS),
        send=st.sampled_from(fickle.SENDS),
    )
    def the_house_has_its_moods(self, **moods):
        self.server.moods = moods

    @rule(is_deaf=st.booleans())
    def lines_are_refused_or_not(self, is_deaf):
        self.server.is_deaf = is_deaf

    @rule(is_offline=st.booleans())
    def the_network_comes_and_goes(self, is_offline):
        self.page.context.set_offline(is_offline)

    # Her hands

    @rule(count=st.integers(1, 3))
    def she_writes(self, count):
        for _ in range(count):
            text = f"van mij {len(self.wrote)}"
            self.wrote.append(text)
            self.page.evaluate(
                "text => { const form = document.querySelector('[data-composer]');"
                " form.elements.text.value = text; form.requestSubmit(); }",
                text,
            )

    @rule(seconds=st.sampled_from([1, 5, 12, 40, 90, 4000]))
    def time_passes(self, seconds):
        self.page.clock.fast_forward(seconds * 1000)

    @rule(where=st.sampled_from(["0", "200", "1e9"]))
    def she_scrolls(self, where):
        self.page.evaluate(f"document.scrollingElement.scrollTop = {where}")

    @precondition(lambda self: self.page.evaluate("navigator.onLine"))
    @rule()
    def she_loads_an_old_page_again(self):
        self.page.reload()

    @invariant()
    def nothing_stands_double_or_out_of_order(self):
        assert self.page.evaluate("breaches") == []

    def teardown(self):
        """All is well again: in the end she sees what was said."""
        self.page.context.set_offline(False)
        self.server.heal()
        until = time.monotonic() + CONVERGES_WITHIN_S
        while (wrong := self._what_is_wrong()) and time.monotonic() < until:
            self.server.beat()
            self.page.evaluate(AGAIN)
            self.page.evaluate(ONWARD)
            self.page.clock.fast_forward(9000)
            self.page.wait_for_timeout(100)
        assert not wrong
        assert self.page.evaluate("breaches") == []

    def _what_is_wrong(self):
        shown = [tuple(line) for line in self.page.evaluate(SHOWN)]
        own = [message["text"] for message in self.server.said if message["text"] in self.wrote]
        in_order = [text for text in own if text not in self.server.refused]
        first = shown[0][0] if shown else self.server.floor
        if self.page.locator("[data-waiting] > li").count():
            return "something waits still"
        if sorted(own) != sorted(self.wrote):
            return f"of {self.wrote} the house has {own}"
        if in_order != sorted(in_order, key=self.wrote.index):
            return f"hers stand out of order: {in_order}"
        if shown != self._expected(first):
            return f"she sees {shown}, said was {self._expected(first)}"
        return None

    def _expected(self, first):
        kept = [message for message in self.server.said if message["number"] >= max(first, self.server.floor)]
        names = {self.server.seats["own"]: "Wilg", self.server.seats["other"]: "Kaneel"}
        own = self.server.seats["own"]
        return [
            (m["number"], m["text"] or f"{names[m['seat']]} haalde dit bericht terug.", m["seat"] == own) for m in kept
        ]


def test_after_every_walk_she_sees_what_was_said(talk):
    facts = dict(zip(("page", "server", "said"), talk, strict=True))
    run_state_machine_as_test(
        type("HerWalk", (Walk,), facts),
        settings=settings(
            max_examples=400 if SOAK else 5,
            stateful_step_count=60 if SOAK else 20,
            derandomize=not SOAK,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
