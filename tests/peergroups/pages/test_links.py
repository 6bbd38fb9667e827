"""A link in a message leads to a page that says where it goes. Nothing is fetched, and nobody is led there unseen."""

import pytest

from peergroups.errors import ThinkAgain
from peergroups.talk.links import LINKS_MAX, links_in, places_of
from peergroups.talk.services.change import take_back

GOES_TO = {
    "kijk op https://voorbeeld.example/x.": [("https://voorbeeld.example/x", "voorbeeld.example")],
    "ga naar iets.nl!": [("https://iets.nl", "iets.nl")],
    "(www.uwv.nl/a), https://b.example/": [("https://www.uwv.nl/a", "www.uwv.nl"), ("https://b.example/", "b.example")],
    "HTTP://A.Example:8080/\u00e9?q=1#x": [("http://a.example:8080/%C3%A9?q=1#x", "a.example")],
    "https://bank.nl@slim.example/in": [("https://slim.example/in", "slim.example")],
    "https://bank.nl%2f@slim.example": [("https://slim.example", "slim.example")],
    "https://slim.example?@bank.nl": [("https://slim.example?@bank.nl", "slim.example")],
    "http://\u0430\u0440\u0440\u04cf\u0435.com": [("http://xn--80ak6aa92e.com", "xn--80ak6aa92e.com")],
    "https://10.0.0.1/": [],
    "https://0x7f.1/": [],
    "https://slim.example/\\@bank.nl": [("https://slim.example/", "slim.example")],
}
NO_LINK = [
    "", "Hoi", "Fijn.Dank je", "3.5 km", "kim@post.nl", "javascript:alert(1)", "data:text/html,x", "https://", "https:///x",
    "https://localhost/", "http://[::1]/", "https://a.nl:99999/", "ftp://a.example/", "https://-", "iets.nl-site",
    "https://" + "a" * 64 + ".nl", "snap.companen",
]  # fmt: skip


@pytest.mark.parametrize(("text", "links"), GOES_TO.items())
def test_a_link_goes_where_its_host_says(text, links):
    assert [(link.url, link.host) for link in links_in(text)] == links


@pytest.mark.parametrize("text", NO_LINK)
def test_what_is_no_link_to_the_web_is_not_marked(text):
    assert links_in(text) == []


def test_the_places_of_a_link_are_counted_as_the_script_counts():
    assert places_of("\U0001f600 https://a.nl/x") == [[3, 11, 15, 17]]


def test_a_message_of_nothing_but_links_has_a_few_marked():
    assert len(places_of("a.nl " * 800)) == LINKS_MAX


@pytest.fixture
def say_link(say):
    def say_link(person, text):
        with pytest.raises(ThinkAgain):
            say(person, text)
        return say(person, text)

    return say_link


def test_a_link_in_the_talk_leads_to_the_page_about_it(say_link, as_, amal, cleo, group):
    said = say_link(cleo, "Kijk <b> op https://werk.example/?a=1&b=2")

    page = as_(amal).get(f"/groups/{group.pk}/").content.decode()

    link = f'<a href="{said.number}/links/" dir="ltr">https://<b>werk.example</b>/?a=1&amp;b=2</a></p>'
    assert f"Kijk &lt;b&gt; op {link}" in page
    assert 'href="https://werk.example' not in page


def test_the_page_about_a_link_shows_its_host_and_lets_her_turn_back_first(say_link, as_, amal, cleo, group):
    said = say_link(cleo, "https://bank.nl@slim.example/in")

    page = as_(amal).get(f"/groups/{group.pk}/{said.number}/links/").content.decode()

    out = 'href="https://slim.example/in" rel="noreferrer noopener nofollow" referrerpolicy="no-referrer"'
    assert '<b dir="ltr">slim.example</b>' in page
    assert page.count('href="http') == 1
    assert page.index("Toch niet") < page.index(out)


def test_nobody_else_reads_where_a_link_goes(say_link, as_, cleo, fay, eva, group):
    said = say_link(cleo, "iets.nl")

    assert {as_(person).get(f"/groups/{group.pk}/{said.number}/links/").status_code for person in (fay, eva)} == {404}


def test_a_message_without_a_link_is_shown_instead(say, say_link, as_, amal, cleo, group):
    plain, taken = say(amal, "Hoi"), say_link(cleo, "iets.nl")
    take_back(actor=cleo, group_id=group.pk, number=taken.number)

    phone = as_(amal)

    for number in (plain.number, taken.number):
        assert phone.get(f"/groups/{group.pk}/{number}/links/").url == f"/groups/{group.pk}/{number}/"
    assert phone.get(f"/groups/{group.pk}/99/links/").status_code == 404
