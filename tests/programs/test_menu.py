"""The one menu: what stands in the bar of each, and behind Meer."""

import re

import pytest

from programs.staffing.services.duties import ask, decline

ENTRY = re.compile(
    r'<li(?: class="([\w-]+)")?><a href="([^"]+)"( aria-current="page")?>.*?<span>([^<]+)</span>(.*?)</a></li>',
    re.DOTALL,
)


def bar(browser, path="/"):
    """The words of the bar on a page: (word, only on which screens)."""
    return [(word, only) for only, _url, _now, word, _more in entries(browser, path)]


def entries(browser, path):
    page = browser.get(path, follow=True).content.decode()
    return ENTRY.findall(page.split('<nav class="bar"')[1].split("</nav>")[0])


def current(browser, path):
    return [word for _only, _url, now, word, _more in entries(browser, path) if now]


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("amal", [("Week", ""), ("Ik", ""), ("Hulp", "")]),
        ("dewi", [("Vandaag", ""), ("Week", ""), ("Hulp", ""), ("Meer", "")]),
        ("noor", [("Vandaag", ""), ("Hulp", ""), ("Meer", "")]),
        (
            "eva",
            [
                ("Vandaag", ""),
                ("Week", ""),
                ("Hulp", "on-narrow"),
                ("Mensen", "on-wide"),
                ("Trainers gezocht", "on-wide"),
                ("Meer", ""),
            ],
        ),
    ],
)
def test_the_bar_has_what_each_comes_for(as_, request, who, words):
    assert bar(as_(request.getfixturevalue(who))) == words


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/sessions/", "Vandaag"),
        ("/sessions/week/", "Week"),
        ("/sessions/week/2026-W43/", "Week"),
        ("/desk/people/", "Mensen"),
        ("/sessions/places/", "Trainers gezocht"),
        ("/sessions/month/", "Meer"),
        ("/desk/rooms/", "Meer"),
        ("/week/", "Meer"),
        ("/me/", "Meer"),
        ("/more/", "Meer"),
    ],
)
def test_one_line_of_the_bar_says_where_she_is(as_, eva, path, word):
    assert current(as_(eva), path) == [word]


def test_all_that_is_there_stands_behind_more_with_help_first(as_, eva):
    page = as_(eva).get("/more/").content.decode().split("<main", 1)[1].split("</main>")[0]
    words = re.findall(r"<a href=\"[^\"]+\">([^<]+)</a>", page)

    assert words[:3] == ["Hulp", "Mensen", "Trainers gezocht"]
    assert {"Zoek", "Maand", "Reeksen", "Dagen zonder training", "Kamers", "Mijn week", "Ik"} < set(words)
    assert len(words) == len(set(words))


@pytest.mark.parametrize("who", ["amal", "cleo", "fay"])
def test_who_does_not_work_here_finds_no_such_page(as_, request, who):
    assert as_(request.getfixturevalue(who)).get("/more/").status_code == 404


def test_what_waits_is_counted_where_it_is_found(as_, eva, dewi, anouk, session):
    decline(actor=dewi, session_id=session.pk)
    counts = {
        word: re.findall(r'badge([^"]*)"><b>(\d+)', more) for _o, _u, _n, word, more in entries(as_(eva), "/sessions/")
    }
    ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk])
    asked = {word: re.findall(r"<b>(\d+)", more) for _o, _u, _n, word, more in entries(as_(anouk), "/sessions/")}

    assert (counts["Trainers gezocht"], counts["Meer"]) == ([("", "1")], [(" on-narrow", "1")])
    assert (asked["Vandaag"], asked["Meer"]) == (["1"], [])
