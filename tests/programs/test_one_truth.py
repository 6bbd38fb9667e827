"""Whatever was planned, changed, undone, taken over or closed: pages, paper and previews say the same of each session.

And the news says what they say.
"""

import re
from collections import Counter
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import icalendar
import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from hypothesis import HealthCheck, given, settings, strategies as st

from house.errors import Refusal
from house.models import Person
from programs.feeds import services as feeds
from programs.feeds.services import make_feed
from programs.models import Change, Closure, Edit, Notice, Series, Session
from programs.planning.closures.services import close_days, pause_series, reopen
from programs.planning.edits.services.apply import edit_series, preview_edit
from programs.planning.edits.services.request import EditRequest
from programs.planning.edits.services.undo import undo_edit
from programs.planning.services.change import cancel_session, change_room, move_session, restore_session
from programs.planning.services.start import start_series
from programs.recurrence.rhythm import Rhythm
from programs.recurrence.weeks import Week
from programs.sessions.models.closures import closing
from programs.sessions.models.standing import rules_for
from programs.sessions.queries.her_sessions import her_sessions
from programs.sessions.services.notices import news_in, note_visit
from programs.staffing.services import duties
from programs.staffing.services.assignments import assign, end_assignment
from programs.week.rows import news_row
from tests import cast
from tests.programs.conftest import FR, TU, TUESDAY, WE, local

DAY, WEEK = timedelta(days=1), timedelta(days=7)
LAST = TUESDAY + 2 * WEEK + DAY
WEEKS = [Week.of(TUESDAY + count * WEEK) for count in range(3)]
EXAMPLES = 30
ROW = ("day", "times", "givers", "room")
OFF = {"planned": "", "cancelled": "Gaat niet door", "lapsed": "Vervalt"}
numbers = st.integers(0, 999)


@pytest.fixture
def house_at_work(plan, dewi, hanne, eva, amal, house, clock):
    """Two series of three weeks, by Dewi and by Hanne, both new to everybody."""
    clock.now -= timedelta(hours=1)
    for person in (amal, dewi, hanne, eva):
        note_visit(actor=person)
    clock.now += timedelta(hours=1)
    until_on = TUESDAY + 2 * WEEK + DAY
    first = plan([TU], until_on=until_on)
    second = plan([WE], until_on=until_on, trainer_ids=[hanne.pk], room_id=cast.make_room(house, "Zolder").pk)
    return [first, second]


class Act:
    """The acts of a coordinator. Each number picks one of the things that there are; a refused act does not happen."""

    def __init__(self, series, eva, clock):
        self.series, self.eva, self.clock = series, eva, clock
        self.house_id = series[0].house_id

    def _session(self, number):
        sessions = list(Session.objects.order_by("pk"))
        return sessions[number % len(sessions)].pk

    def _series(self, number):
        every = list(Series.objects.order_by("pk"))
        return every[number % len(every)]

    def _person(self, number):
        return Person.objects.get_by_natural_key(("dewi", "hanne")[number % 2])

    def _day(self, number):
        return TUESDAY + (number % 16) * DAY

    def move(self, a, b, c):
        on = self._day(b)
        starts_at = local(on.year, on.month, on.day, 9 + c % 9)
        move_session(actor=self.eva, session_id=self._session(a), starts_at=starts_at, why="De bus.", despite="Kan.")

    def cancel(self, a, b, c):
        cancel_session(actor=self.eva, session_id=self._session(a), why="Ziek.")

    def restore(self, a, b, c):
        restore_session(actor=self.eva, session_id=self._session(a))

    def rooms(self, a, b, c):
        rooms = [None, *self.series[0].house.rooms.order_by("pk").values_list("pk", flat=True)]
        change_room(actor=self.eva, session_id=self._session(a), room_id=rooms[b % len(rooms)], why="Stil.")

    def relieve(self, a, b, c):
        duties.relieve(actor=self.eva, session_id=self._session(a), person_id=self._person(b).pk)

    def ask(self, a, b, c):
        person = self._person(b)
        duties.ask(
            actor=self.eva, session_id=self._session(a), person_ids=[person.pk], has_said_yes=c % 2, despite="Kan."
        )

    def close_place(self, a, b, c):
        duties.close_place(actor=self.eva, session_id=self._session(a), person_id=self._person(b).pk)

    def assign(self, a, b, c):
        assign(actor=self.eva, series_id=self._series(a).pk, person_id=self._person(b).pk)

    def end_assignment(self, a, b, c):
        end_assignment(actor=self.eva, series_id=self._series(a).pk, person_id=self._person(b).pk)

    def edit(self, a, b, c):
        new = ({"weekdays": frozenset({FR})}, {"start_time": local(2026, 1, 1, 9 + c % 9).time()}, {"room_id": None})
        self._edit(self._series(a).pk, EditRequest(from_on=self._day(b), new=new[c % 3]))

    def _edit(self, series_id, request):
        """What the preview says of each session is what it is afterwards."""
        plan = preview_edit(actor=self.eva, series_id=series_id, edit_request=request)
        edit_series(
            actor=self.eva, series_id=series_id, edit_request=request, why="Past beter.", key=uuid4(), despite="Kan."
        )
        rows = {session.pk: _previewed(session) for session in Session.objects.filter(series=series_id)}
        for step in plan.moving:
            assert rows[step.session.pk] == _previewed(step.after), step.after.held_on
        assert {_previewed(session) for session in plan.added} <= set(rows.values())

    def undo(self, a, b, c):
        if edit := Edit.objects.filter(undone_at=None).order_by("at").last():
            undo_edit(actor=self.eva, edit_id=edit.pk)

    def close(self, a, b, c):
        on = self._day(a)
        ends = on + (1 + b % 3) * DAY
        close_days(actor=self.eva, house_id=self.house_id, kind="own", name="Feest", from_on=on, until_on=ends)

    def undo_after_closing(self, a, b, c):
        self.edit(a, b, c)
        self.close(c, a, b)
        self.undo(a, b, c)

    def stop(self, a, b, c):
        self._edit(self._series(a).pk, EditRequest(from_on=self._day(b), new={"until_on": self._day(b) - DAY}))

    def pause(self, a, b, c):
        on = self._day(b)
        pause_series(actor=self.eva, series_id=self._series(a).pk, from_on=on, until_on=on + 2 * DAY, name="")

    def reopen(self, a, b, c):
        if closure := Closure.objects.order_by("pk").first():
            reopen(actor=self.eva, closure_id=closure.pk)

    def start(self, a, b, c):
        series = self._series(a)
        rhythm = Rhythm(
            weekdays=frozenset({self._day(b).weekday()}), from_on=self._day(b), until_on=self._day(b) + WEEK
        )
        start_series(
            actor=self.eva,
            training_id=series.training_id,
            rhythm=rhythm,
            start_time=local(2026, 1, 1, 9 + c % 9).time(),
            length_minutes=60,
            room_id=None,
            trainer_ids=[self._person(c).pk],
            despite="Kan.",
        )

    def end_post(self, a, b, c):
        self._person(a).positions.update(until_on=self._day(b))

    def time_passes(self, a, b, c):
        self.clock.now += timedelta(hours=1 + a % 30)

    def look(self, a, b, c):
        note_visit(actor=Person.objects.get_by_natural_key(("amal", "dewi", "hanne", "eva")[a % 4]))


ACTS = sorted(name for name in vars(Act) if not name.startswith("_"))
steps = st.lists(st.tuples(st.sampled_from(ACTS), numbers, numbers, numbers), min_size=1, max_size=6)


@pytest.mark.parametrize("part", range(2))
def test_every_page_says_the_same_and_the_news_says_what_they_say(
    house_at_work, as_, client, amal, dewi, hanne, eva, clock, monkeypatch, part
):
    monkeypatch.setattr(feeds, "fetches", feeds.RateLimit(100_000, 100_000))
    key, began = make_feed(actor=amal), clock.now + timedelta(hours=1)
    browsers = {person: as_(person) for person in (amal, dewi, hanne, eva)}
    did = Counter()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=steps)
    def agree(steps):
        clock.now = began
        with transaction.atomic():
            act = Act(house_at_work, eva, clock)
            for name, *numbers_drawn in steps:
                did[name] += _was_done(getattr(act, name), numbers_drawn)
            did["lines of news"] += _all_agree(browsers, amal, eva, client, key)
            transaction.set_rollback(True)

    agree()
    assert did["lines of news"] > EXAMPLES, did
    assert len(+did) > len(ACTS) / 2, did


def _previewed(session):
    return session.starts_at, session.ends_at, session.state, session.room_id, session.lacks_room


def _was_done(verb, numbers_drawn):
    try:
        with transaction.atomic():
            verb(*numbers_drawn)
    except Refusal:
        return 0
    return 1


def _all_agree(browsers, amal, eva, client, key):
    truth = {str(session.pk): _truth_of(session) for session in Session.objects.with_series()}
    seen = {pk: facts for pk, facts in truth.items() if facts["day"] in {day for week in WEEKS for day in _days(week)}}
    weeks = {person: _weeks_of(browsers[person], "week_of") for person in browsers}
    house_weeks = _weeks_of(browsers[eva], "house_week_of")
    for pages in (weeks[amal], house_weeks):
        rows = _of_every(pages, _rows_of)
        assert rows == {pk: {name: facts[name] for name in ROW} for pk, facts in seen.items()}
    blocks = _of_every(house_weeks, _blocks_of)
    assert blocks == {pk: _block_of(facts) for pk, facts in seen.items()}
    pages = {pk: _text_of(browsers[amal].get(reverse("programs:session", args=[pk]))) for pk in truth}
    for pk, facts in truth.items():
        page = pages[pk]
        assert (facts["times"] in page, [name for name in ("Dewi", "Hanne") if f"<b><bdi>{name}" in page]) == (
            True,
            facts["givers"],
        ), page
    own = {name: {pk for pk, facts in seen.items() if name in facts["givers"]} for name in ("Dewi", "Hanne")}
    for person in browsers:
        if person.chosen_name in own:
            may_act = bool(rules_for(person).standing.houses_in_post)
            assert _of_every(weeks[person], _rows_of).keys() == (own[person.chosen_name] if may_act else set())
    _closed_days_hold()
    _posters_agree(browsers[eva], seen.values())
    _feed_agrees(client, key, truth)
    _pages_say(her_news(amal), pages)
    return sum(_news_agrees(person, truth) for person in browsers)


def _closed_days_hold():
    """Nothing that is still to come goes on where its day is closed, unless somebody decided so for that session."""
    closures = list(Closure.objects.all())
    for session in Session.objects.filter(starts_at__gt=timezone.now()).exclude(state=Session.State.CANCELLED):
        closure = closing(closures, session.series_id, session.original_on)
        if session.is_lapsed or not (session.is_moved_away or session.restored_at):
            assert (session.is_lapsed, session.closure) == (closure is not None, closure), session.held_on


def _weeks_of(browser, page):
    return [browser.get(reverse(f"programs:{page}", args=[week])).content.decode() for week in WEEKS]


def _of_every(pages, read):
    return {pk: facts for page in pages for pk, facts in read(page).items()}


def _truth_of(session):
    starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    people = [Person.objects.get_by_natural_key(name) for name in ("dewi", "hanne")]
    return {
        "day": starts.date().isoformat(),
        "times": f"{starts:%-H:%M} tot {ends:%-H:%M}",
        "givers": sorted(person.chosen_name for person in people if rules_for(person).gives.covers(session)),
        "room": session.room.name if session.room else "",
        "state": session.state,
        "starts_at": session.starts_at,
        "weekday": starts.weekday(),
        "is_over": session.is_over,
    }


def _days(week):
    return [(week.monday + count * DAY).isoformat() for count in range(7)]


def _text_of(response):
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def _rows_of(page):
    """By session what its row says; the old place of one that was moved has no time and is left out."""
    rows = {}
    for day, section in re.findall(r'<section class="day" id="d-([\d-]+)"(.*?)</section>', page, re.S):
        for css, row in re.findall(r'<li class="row([^"]*)"[^>]*>(.*?)</li>\n', section, re.S):
            session, when = re.search(r"/sessions/([0-9a-f-]{36})/", row), re.search(r'class="when">(.*?)</p>', row)
            if session and when:
                where = strip_tags((re.search(r'class="where">(.*?)</p>', row) or [0, ""])[1])
                room, _, givers = where.rpartition("met ") if "met " in where else (where, "", "")
                rows[session[1]] = {
                    "day": day,
                    "times": strip_tags(when[1]),
                    "givers": sorted(re.findall("Dewi|Hanne", givers)),
                    "room": re.sub("De kamer volgt nog|Nog zonder kamer", "", room).strip(" ·"),
                }
                assert ("cancelled" in css) == any(word in row for word in ("Gaat niet door", "Vervalt")), row
    return rows


def _blocks_of(page):
    """By session what a screen reader says of its block in the grid, on the day where it is now."""
    blocks = {}
    for pk, in_full, inside in re.findall(
        r'<a class="block[^"]*" href="\?[^"]*session=([0-9a-f-]+)#chosen" aria-label="([^"]*)"[^>]*>(.*?)</a>',
        page,
        re.S,
    ):
        if "block-time" in inside:
            says = unescape(in_full)
            blocks[pk] = (
                re.search(r"\d+:\d\d tot \d+:\d\d", says)[0],
                sorted(re.findall("Dewi|Hanne", says)),
                next((word for word in OFF.values() if word and word in says), ""),
            )
    return blocks


def _block_of(facts):
    return facts["times"], facts["givers"], OFF[facts["state"]]


def _posters_agree(browser, seen):
    """On paper a session has a day, an hour, a room and whether it goes on; not who gives it."""
    wanted = [
        (facts["day"], facts["times"].split(" tot ")[0], facts["room"], bool(OFF[facts["state"]])) for facts in seen
    ]
    assert sorted(fact for week in WEEKS for fact in _on_poster(browser, week)) == sorted(wanted)


def _on_poster(browser, week):
    page = browser.get(reverse("programs:poster", args=[week])).content.decode()
    columns = re.findall(r"<section>\n<h2>(.*?)</section>", page, re.S)
    for day, column in zip(_days(week), columns, strict=True):
        for css, row in re.findall(r'<li( class="off")?>(.*?)</li>', column, re.S):
            hour, room = re.search(r"<p>\s*<b>(\d+:\d\d)</b>(?:<span>(.*?)</span>)?", row).groups()
            assert bool(css) == ('class="why"' in row)
            yield day, hour, room or "", bool(css)


def _feed_agrees(client, key, truth):
    client.cookies.clear()
    calendar = icalendar.Calendar.from_ical(client.get(reverse("programs:calendar", args=[key])).content)
    told = {
        event["UID"].removesuffix("@week"): (event["DTSTART"].dt, str(event["STATUS"]))
        for event in calendar.walk("VEVENT")
    }
    status = {"planned": "CONFIRMED", "cancelled": "CANCELLED", "lapsed": "CANCELLED"}
    assert told == {pk: (facts["starts_at"], status[facts["state"]]) for pk, facts in truth.items()}


def her_news(person):
    today = timezone.localdate()
    return news_in(her_sessions(person, today, today + WEEK))


def _pages_say(news, pages):
    """The news tells a change in the words that stand on the page of each session that it is about."""
    for item in news:
        for kind, said in zip(item.kinds, item.said, strict=True):
            if kind.value in Change.Kind.values and kind != Notice.Kind.RESTORED:
                assert all(f"{said}</p>" in pages[str(session.pk)] for session in item.sessions), said


def _news_agrees(person, truth):
    """Hold each line of her news against the truth; how many there were."""
    news = her_news(person)
    for item in news:
        line = news_row(item)
        facts = [truth[str(session.pk)] for session in item.sessions]
        words = strip_tags(line.words)
        going = {each["state"] == "planned" for each in facts}
        assert not any(each["is_over"] for each in facts), words
        assert going == {not re.search("niet door", words, re.I)}, words
        if re.search("iemand anders geeft|iemand geeft", words, re.I):
            assert all(each["givers"] for each in facts), words
        if re.search("nog niemand geeft|hoor je nog", words, re.I):
            assert not any(each["givers"] for each in facts), words
        if "elke " in words and "keer" not in words:
            assert {each["weekday"] for each in facts} == _weekdays_in(words), words
        elif len(facts) == 1 and not item.is_programme:
            assert facts[0]["times"].split(" tot ")[0] in words, words
            assert date.fromisoformat(facts[0]["day"]).strftime(" %-d ") in words, words
    return len(news)


def _weekdays_in(words):
    names = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"]
    return {number for number, name in enumerate(names) if name in words.split(", vanaf")[0]}
