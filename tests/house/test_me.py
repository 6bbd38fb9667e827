"""Her own page, and the language in which she reads."""

import pytest

from house.models import Person


def page(response):
    return response.content.decode()


def test_her_page_greets_her_and_tells_how_she_signs_in(amal, as_):
    told = page(as_(amal).get("/me/"))

    assert "<h1>Amal</h1>" in told
    assert "Je logt in als amal." in told


def test_she_chooses_her_language_and_letters(amal, as_):
    client = as_(amal)

    response = client.post("/me/", {"language": "en", "text_size": "3"})

    amal.refresh_from_db()
    assert (response.url, amal.language, amal.text_size) == ("/me/", "en", 3)
    again = page(client.get("/me/"))
    assert ('<html lang="en"' in again, 'data-text-size="3"' in again) == (True, True)


@pytest.mark.parametrize(
    "terms",
    [
        {"language": "xx", "text_size": "1"},
        {"language": "nl", "text_size": "4"},
        {"language": "nl", "text_size": "99999999999999999999"},
        {"language": "nl", "text_size": "1\x00"},
        {"language": ["nl\ud800".encode("utf-8", "surrogatepass")], "text_size": "1"},
        {"language": "", "text_size": ""},
    ],
)
def test_a_choice_that_does_not_exist_changes_nothing(amal, as_, terms):
    response = as_(amal).post("/me/", terms)

    amal.refresh_from_db()
    assert (response.status_code, amal.language, amal.text_size) == (422, "nl", 1)


def test_she_changes_nobody_but_herself_and_nothing_but_her_choices(amal, bo, as_):
    extra = {"id": str(bo.pk), "pk": str(bo.pk), "is_keeper": "on", "sign_in_name": "x", "chosen_name": "X"}

    as_(amal).post("/me/", {"language": "en", "text_size": "2"} | extra)

    rows = {(one.sign_in_name, one.language, one.text_size, one.is_keeper) for one in Person.objects.all()}
    assert rows == {("amal", "en", 2, False), ("bo", "nl", 1, False)}


def test_her_own_language_counts_above_that_of_the_browser(amal, as_):
    client = as_(amal)
    client.cookies["l"] = "en"

    response = client.get("/me/", headers={"accept-language": "en"})

    assert (response.headers["Content-Language"], '<html lang="nl"' in page(response)) == ("nl", True)


@pytest.mark.parametrize(
    ("accepted", "language"), [("en-GB,en;q=0.9", "en"), ("nl-BE", "nl"), ("tr", "nl"), ("", "nl"), ("*;q=x", "nl")]
)
def test_a_visitor_reads_the_language_of_her_browser_or_else_dutch(db, client, accepted, language):
    response = client.get("/in/", headers={"accept-language": accepted})

    assert (response.headers["Content-Language"], f'<html lang="{language}"' in page(response)) == (language, True)
    assert {"Accept-Language", "Cookie"} <= set(response.headers["Vary"].split(", "))


def test_a_visitor_chooses_a_language_for_this_visit(db, client):
    response = client.post("/language/", {"language": "en"})

    cookie = response.cookies["l"]
    assert (response.url, cookie.value, cookie["expires"], cookie["max-age"]) == ("/in/", "en", "", "")
    assert '<html lang="en"' in page(client.get("/in/"))


@pytest.mark.parametrize("language", ["xx", "", "en; path=/x", "../nl", "nl\r\nSet-Cookie: a=b"])
def test_a_language_that_does_not_exist_sets_nothing(db, client, language):
    response = client.post("/language/", {"language": language})

    assert ("l" in response.cookies, "a" in response.cookies) == (False, False)


@pytest.mark.parametrize("cookie", ["xx", "../../etc", "en'", "\x00"])
def test_a_cookie_that_is_no_language_is_passed_over(db, client, cookie):
    client.cookies["l"] = cookie

    assert client.get("/in/").headers["Content-Language"] == "nl"


def numbers(told):
    """The numbers on the help page, in the order in which she sees them."""
    return [part.split('"')[0] for part in told.split("data-memory")[0].split('href="tel:')[1:]]


PUBLIC = ["112", "08000113", "09008844", "08002000", "08000188", "0334481186"]


def test_a_visitor_reads_public_numbers_with_the_rest_behind_more_numbers(house, client):
    told = page(client.get("/help/"))

    assert numbers(told) == PUBLIC
    assert numbers(told.split("<summary>")[0]) == PUBLIC[:3]
    assert "Meer nummers" in told


@pytest.mark.parametrize("who", ["amal", "cleo", "dewi"])
def test_signed_in_she_reads_the_number_of_her_house_first(as_, request, who):
    told = page(as_(request.getfixturevalue(who)).get("/help/"))

    assert numbers(told) == ["020-0000000", *PUBLIC]
    assert "Eva of Gina neemt op." in told


def test_a_house_without_a_number_leaves_the_public_ones(amal, house, as_):
    house.phone = ""
    house.save()

    assert numbers(page(as_(amal).get("/help/"))) == PUBLIC


def test_she_never_reads_the_number_of_another_house(fay, house, other_house, as_):
    house.phone = "020-111 11 11"
    house.save()

    assert "111 11 11" not in page(as_(fay).get("/help/"))
