"""The poster of the week: what is on it, and that it is one page however full the week is."""

import re
from datetime import date, time
from html import unescape
from pathlib import Path

import pytest
import segno
from django.contrib.staticfiles import finders

from house.models import Position, Role
from programs.materials.services import tell_training_in
from programs.models import Audience, Closure
from programs.planning.services.change import cancel_session
from programs.trainings.services import change_training, start_training
from programs.week import poster
from tests import cast
from tests.programs.conftest import FR, MO, SA, SU, TH, TU, WE

PAPER = "/sessions/week/2026-W42/paper/"
EVERY_DAY = (MO, TU, WE, TH, FR, SA, SU)
MONDAY = date(2026, 10, 12)


@pytest.fixture
def page_of(as_):
    def look(person, query=""):
        return unescape(as_(person).get(PAPER + query).content.decode())

    return look


def paper(page):
    """The poster itself, without the page around it."""
    return re.search(r'<article class="poster.*</article>', page, re.DOTALL)[0]


def test_the_poster_shows_time_quiet_title_and_room(session, training, eva, dewi, page_of):
    change_training(
        actor=eva, training_id=training.pk, theme="boundaries", title="Je grens aangeven", quiet_title="Sterk"
    )

    told = paper(page_of(dewi))

    assert tuple(part for part in ("10:30", "Sterk", "Grote kamer") if part in told) == (
        "10:30",
        "Sterk",
        "Grote kamer",
    )
    assert "grens" not in told


def test_the_poster_names_nobody_and_not_the_house(session, coaching, house, amal, dewi, page_of):
    told = paper(page_of(dewi))

    assert [name for name in ("Amal", "Dewi", "Hanne", house.name) if name in told] == []


@pytest.mark.parametrize(
    ("audience", "is_there"), [("house", True), ("group", True), ("personal", False), ("chosen", False)]
)
def test_what_is_for_some_is_not_on_it(plan, house, eva, amal, dewi, page_of, audience, is_there):
    training = start_training(actor=eva, house_id=house.pk, theme="work", title="Werk")
    people = [] if audience in ("house", "group") else [amal.pk]
    plan([WE], training_id=training.pk, audience=audience, person_ids=people)

    assert ("Werk" in paper(page_of(dewi))) == is_there


def test_a_group_meets_on_it_without_a_place(plan, dewi, page_of):
    plan([WE], audience=Audience.GROUP)

    told = paper(page_of(dewi))

    assert ("Sterk staan" in told, "Grote kamer" in told) == (True, False)


def test_what_does_not_go_on_says_so_in_both_languages(session, dewi, page_of):
    cancel_session(actor=dewi, session_id=session.pk, why="Dewi is ziek.")

    told = paper(page_of(dewi, "?with=en"))

    assert (">Gaat niet door<" in told, ">Cancelled<" in told, "ziek" in told) == (True, True, False)


def test_a_closed_day_has_its_name(house, dewi, page_of):
    Closure.objects.create(
        house=house, kind="own", name="Schoonmaak", from_on=date(2026, 10, 15), until_on=date(2026, 10, 16)
    )

    assert paper(page_of(dewi)).count("Schoonmaak") == 1


def test_the_picture_leads_to_the_week_itself_and_its_address_tells_nothing(dewi, page_of):
    picture = segno.make("http://testserver/week/2026-W42/", error="m").svg_inline(scale=4, border=1, omitsize=True)

    assert picture in page_of(dewi)


def test_what_the_print_is_called_tells_nothing(dewi, page_of):
    assert re.search(r"<title>(.*)</title>", page_of(dewi))[1] == "Week 42"


def test_a_second_language_stands_beside_dutch_and_reads_its_own_way(dewi, page_of):
    told = paper(page_of(dewi, "?with=ar"))

    assert '<span lang="nl" dir="ltr">dinsdag</span><span lang="ar" dir="rtl">الثلاثاء</span>' in told
    assert ("Onze week" in told, "أسبوعنا" in told) == (True, True)
    assert "12 أكتوبر \N{EN DASH} 18 أكتوبر" in told


BESIDE = '<h3>Sterk staan<span lang="en" dir="ltr">Standing strong</span></h3>'


@pytest.fixture
def told_in_english(training, eva):
    tell_training_in(actor=eva, training_id=training.pk, language="en", title="Standing strong")


def test_a_training_has_its_name_in_the_other_language_beside_it(told_in_english, session, dewi, page_of):
    looks = paper(page_of(dewi, "?with=en")), paper(page_of(dewi, "?with=pl")), paper(page_of(dewi))

    assert [BESIDE in told for told in looks] == [True, False, False]
    assert ["Standing" in told for told in looks] == [True, False, False]


def test_a_training_with_a_quiet_name_has_no_other_beside_it(told_in_english, session, training, eva, dewi, page_of):
    told = {"theme": "boundaries", "title": training.title, "quiet_title": "Dinsdaggroep"}
    change_training(actor=eva, training_id=training.pk, **told)

    page = paper(page_of(dewi, "?with=en"))
    assert ("<h3>Dinsdaggroep</h3>" in page, "Standing" in page) == (True, False)


@pytest.mark.parametrize("query", ["", "?with=nl", "?with=xx", "?house=x"])
def test_without_one_that_we_speak_it_is_dutch_alone(dewi, page_of, query):
    assert set(re.findall(r'lang="(\w+)"', paper(page_of(dewi, query)))) == {"nl"}


def test_the_poster_is_dutch_first_whatever_her_own_language(dewi, page_of):
    dewi.language = "en"
    dewi.save()

    assert ("Onze week" in page_of(dewi), "Our week" in paper(page_of(dewi))) == (True, False)


@pytest.mark.parametrize("code", poster.languages())
def test_every_language_says_everything(code):
    words = poster.languages()[code]

    names = [words.day(date(2026, 10, day)) for day in range(12, 19)]
    assert len(set(names)) == 7
    assert all(getattr(words, name) for name in ("name", "our_week", "changes", "absent", "off", "on_phone", "made_on"))


DATES = {
    "nl": ("maandag", "3 augustus", "22 mei", "1 december"),
    "en": ("Monday", "3 August", "22 May", "1 December"),
    "es": ("lunes", "3 de agosto", "22 de mayo", "1 de diciembre"),
    "pl": ("poniedziałek", "3 sierpnia", "22 maja", "1 grudnia"),
    "ro": ("luni", "3 august", "22 mai", "1 decembrie"),
    "bg": ("понеделник", "3 август", "22 май", "1 декември"),
    "fr": ("lundi", "3 août", "22 mai", "1er décembre"),
    "ar": ("الاثنين", "3 أغسطس", "22 مايو", "1 ديسمبر"),
}


@pytest.mark.parametrize("code", poster.languages())
def test_days_are_written_as_people_of_that_language_write_them(code):
    words, days = poster.languages()[code], [date(2026, 8, 3), date(2026, 5, 22), date(2026, 12, 1)]

    assert (words.day(days[0]), *map(words.date, days)) == DATES[code]


def test_of_two_houses_she_chooses_one(session, other_house, dewi, page_of):
    Position.objects.create(person=dewi, house=other_house, role=Role.TRAINER, from_on=cast.days(-300))

    assert [
        "Sterk staan" in paper(page_of(dewi, f"?house={house.pk}")) for house in (session.series.house, other_house)
    ] == [True, False]


def test_the_poster_of_a_full_week_costs_no_more_queries(session, plan, dewi, as_, django_assert_max_num_queries):
    client, path = as_(dewi), f"{PAPER}?with=en"
    client.get(path)
    with django_assert_max_num_queries(31) as few:
        client.get(path)
    for hour in (13, 15, 17):
        plan(EVERY_DAY, time(hour), from_on=MONDAY)

    with django_assert_max_num_queries(len(few)):
        client.get(path)


def fill(plan, house, eva, per_day):
    """So many sessions each day, in turn with a short and a long name."""
    names = (
        "Koffie en de dag",
        "Je telefoon en social media",
        "Samen koken met wie er is",
        "Nederlands oefenen",
        "Huisoverleg",
    )
    trainings = [start_training(actor=eva, house_id=house.pk, theme="house", title=name) for name in names]
    for training in trainings:
        tell_training_in(actor=eva, training_id=training.pk, language="pl", title=f"{training.title} po polsku")
    for number in range(per_day):
        plan(EVERY_DAY, time(8 + number), from_on=MONDAY, training_id=trainings[number % 5].pk, length_minutes=45)


CUT_OFF = """[...document.querySelectorAll(".poster, .poster section, .poster footer, .poster ul")]
    .filter((box) => box.scrollHeight > box.clientHeight + 4 || box.scrollWidth > box.clientWidth + 1)
    .map((box) => `${box.tagName} ${box.scrollHeight} in ${box.clientHeight}`)"""


@pytest.fixture
def sheet(browser, monkeypatch):
    monkeypatch.setenv(
        "DJANGO_ALLOW_ASYNC_UNSAFE", "true"
    )  # Playwright keeps a loop in this thread; nothing runs on it
    sheet = browser.new_page(viewport={"width": 1122, "height": 793})
    yield sheet
    sheet.goto("about:blank")


@pytest.mark.browser
@pytest.mark.parametrize("per_day", [0, 3, 5, 7, 10])
def test_the_poster_is_one_page_and_nothing_is_cut_off(sheet, plan, house, eva, dewi, page_of, per_day):
    """Printed by a real browser, in two languages, in colour and as a printer without."""
    fill(plan, house, eva, per_day)
    sheet.set_content(re.sub(r"<(link|script)[^>]*>", "", page_of(dewi, "?with=pl")))
    for file in ("house/house.css", "house/desk/desk.css", "programs/week/poster.css"):
        sheet.add_style_tag(content=Path(finders.find(file)).read_text())

    prints = [sheet.pdf(prefer_css_page_size=True, print_background=has_colour) for has_colour in (True, False)]
    sheet.emulate_media(media="print")

    assert [len(re.findall(rb"/Type\s*/Page\b(?!s)", told)) for told in prints] == [1, 1]
    assert sheet.evaluate(CUT_OFF) == []
