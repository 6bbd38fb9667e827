"""Refusals, pages that are not there, forms that came too late, and odd input: a clear answer, never a traceback."""

from html import unescape

import pytest
from django.test import Client

from house.door import models
from house.errors import Refusal, WrongDates
from house.models import House, Person, Position, Room, Stay

ODD = ["\x00", "9" * 400, "1e309", "' OR 1=1 --", "{{ 7*7 }}", "\u0131\u202e\ufffe", "💥" * 90]
FIELDS = """
    login password next code sign_in_name passphrase language text_size house_id name where is_shared is_closed
    chosen_name phase arrived_on planned_until role background from_on until_on coach_id on oldpassword
    password1 password2
""".split()


def page(response):
    return unescape(response.content.decode())


def rows():
    return {model: set(model.objects.values_list("pk", flat=True)) for model in (House, Person, Stay, Position, Room)}


def test_what_is_not_there_is_a_page_in_her_language(amal, as_):
    client = as_(amal)
    response = client.get("/nothing/")

    assert (response.status_code, "Deze pagina is er niet (meer)." in page(response)) == (404, True)
    assert 'href="/"' in page(response)


def test_what_is_not_there_is_json_where_that_is_asked(amal, as_):
    response = as_(amal).get("/nothing/", headers={"accept": "application/json"})

    assert (response.status_code, response.json()) == (404, {"code": "not_here", "message": "Dit is er niet (meer)."})


def test_a_refusal_is_a_page_with_its_sentence_or_json(eva, dewi, as_):
    path, client = f"/desk/people/{dewi.pk}/card/", as_(eva)

    told, machine = client.post(path), client.post(path, headers={"accept": "application/json"})

    assert told.status_code == machine.status_code == 409
    assert "Zij kwam hier al eens binnen." in page(told)
    assert machine.json()["code"] == "came_in_before"
    assert machine.json()["message"] in page(told)


@pytest.mark.parametrize("path", ["/bye/", "/card/in/"])
def test_an_address_that_only_takes_forms_shows_a_way_back(db, client, path):
    response = client.get(path)

    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert ("Dit kan nu niet." in page(response), 'href="/"' in page(response)) == (True, True)


def test_a_refusal_may_say_its_own_sentence():
    assert (WrongDates("Anders.").message, WrongDates("Anders.").code, str(Refusal())) == (
        "Anders.",
        "wrong_dates",
        "refused",
    )


def test_a_form_without_its_token_changes_nothing_and_says_what_to_do(amal):
    client = Client(enforce_csrf_checks=True)
    client.force_login(amal)

    response = client.post("/me/", {"language": "en", "text_size": "3"})

    amal.refresh_from_db()
    assert (response.status_code, amal.language) == (403, "nl")
    assert "Deze pagina stond te lang open." in page(response)
    assert 'action="/bye/"' in page(response)


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null"])
def test_a_form_from_elsewhere_is_refused(amal, origin):
    client = Client(enforce_csrf_checks=True)
    client.force_login(amal)
    token = client.get("/me/").cookies["c"].value

    form = {"language": "en", "text_size": "3", "csrfmiddlewaretoken": token}
    response = client.post("/me/", form, headers={"origin": origin})

    amal.refresh_from_db()
    assert (response.status_code, amal.language) == (403, "nl")


def test_a_strange_host_is_refused(db, client):
    response = client.get("/in/", headers={"host": "elsewhere.example"})

    assert (response.status_code, b"elsewhere" in response.content) == (400, False)


@pytest.mark.parametrize(
    "path",
    ["/desk/people/1/", "/desk/people/98be1c24-8c71-4523-981d-67b802cf9962x/", "/desk/people/" + "9" * 3000 + "/"],
)
def test_an_id_that_is_none_is_not_here(eva, as_, path):
    response = as_(eva).get(path)

    assert (response.status_code, "Deze pagina is er niet (meer)." in page(response)) == (404, True)


def about(amal, room):
    """Every address that takes a form, with what it is about."""
    stay = amal.stays.get().pk
    return [
        *["/in/", "/card/", "/card/in/", "/language/", "/me/", "/me/passphrase/"],
        *["/desk/rooms/", f"/desk/rooms/{room.pk}/", "/desk/people/resident/", "/desk/people/worker/"],
        *[f"/desk/people/{amal.pk}/{part}/" for part in ("name", "stay", "position", "coach")],
        *[f"/desk/stays/{stay}/", f"/desk/stays/{stay}/end/"],
    ]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:12])
def test_odd_input_writes_nothing_and_breaks_nothing(amal, room, eva, as_, odd):
    amal.stays.update(left_on=None)
    before, client = rows(), as_(eva)

    for path in about(amal, room):
        fields = dict.fromkeys(FIELDS, odd)
        answers = [client.post(path, fields), Client().post(path, fields), client.get(path, fields)]
        assert [answer.status_code for answer in answers if answer.status_code >= 500] == [], path
    assert rows() == before


@pytest.mark.parametrize(
    "body",
    [b"%00", b"\xed\xa0\x80=\xed\xa0\x80", b"name=%ED%A0%80", b"&&&=", b"house_id=" + b"%F0" * 99, b"a=1&" * 900],
)
def test_bytes_that_are_no_text_write_nothing_and_break_nothing(amal, room, eva, as_, body):
    before, client = rows(), as_(eva)

    for path in about(amal, room):
        answer = client.post(path, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code < 500, path
    assert rows() == before


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"name": "\\ud800"}', "application/json"),
        (b"--x\r\nno end", "multipart/form-data; boundary=x"),
        (b"anything", "multipart/form-data"),
        (b"\xff\xfe", "text/plain; charset=nonsense"),
    ],
    ids=["json", "cut off", "no boundary", "no charset"],
)
def test_a_body_of_another_kind_breaks_nothing(amal, room, eva, as_, body, kind):
    before, client = rows(), as_(eva)

    for path in about(amal, room):
        assert client.generic("POST", path, body, content_type=kind).status_code < 500, path
    assert rows() == before


@pytest.mark.parametrize("method", ["head", "options", "put", "patch", "delete", "trace"])
def test_other_methods_write_nothing_and_break_nothing(amal, room, eva, as_, method):
    before, client = rows(), as_(eva)
    paths = [*about(amal, room), "/", "/help/", "/out/", "/bye/", f"/desk/people/{amal.pk}/card/"]

    statuses = {getattr(client, method)(path).status_code for path in paths}

    assert max(statuses) < 500
    assert (rows(), models.Card.objects.exists()) == (before, False)
    assert client.get("/me/").status_code == 200
