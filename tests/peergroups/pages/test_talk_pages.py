"""The talk as pages: everything but live works without a script."""

from uuid import uuid4

import pytest
from django.urls import reverse

from peergroups.groups.services import close_group, rest_group
from peergroups.models import Message, Reaction
from peergroups.talk.services.unread import read_up_to
from tests import cast

SOME_ID = "6f3cfd5e-7f0c-4a9e-9a53-0d6a4f4e8a11"

JSON = {"headers": {"accept": "application/json"}}


@pytest.fixture
def url(group):
    def url(name, *args):
        return reverse(f"peergroups:{name}", args=[group.pk, *args])

    return url


def post(client, address, **fields):
    return client.post(address, fields)


def said():
    return [message.text for message in Message.objects.all()]


def test_the_talk_says_who_reads_along_and_when_an_answer_comes(as_, amal, url):
    page = as_(amal).get(url("talk")).content.decode()

    assert "Gina leest mee." in page
    assert "Antwoord: elke werkdag voor 17:00." in page
    assert 'translate="no"' in page


def test_a_message_is_said_by_a_plain_form(as_, amal, url):
    answer = post(as_(amal), url("talk"), text="Hoi", key=uuid4())

    assert (answer.status_code, answer["Location"]) == (302, url("talk") + "?newest#nu")
    assert said() == ["Hoi"]


def test_sending_twice_with_one_key_says_it_once(as_, amal, url):
    key = uuid4()

    post(as_(amal), url("talk"), text="Hoi", key=key)
    post(as_(amal), url("talk"), text="Hoi", key=key)

    assert said() == ["Hoi"]


def test_a_refused_message_comes_back_with_all_that_was_typed(as_, amal, url, say, cleo):
    say(cleo, "Wie komt er?")
    long = "a" * 4001

    answer = post(as_(amal), url("talk"), text=long, note="slapen", reply_to=1, key=uuid4())

    page = answer.content.decode()
    assert answer.status_code == 422
    assert long in page
    assert 'value="slapen"' in page
    assert "Antwoord aan Kaneel: Wie komt er?" in page
    assert "er passen 4000 tekens in, dit zijn er 4001" in page
    assert said() == ["Wie komt er?"]


def test_line_ends_count_once(as_, amal, url):
    answer = post(as_(amal), url("talk"), text="a\r\n" * 1999 + "aa", key=uuid4())

    assert answer.status_code == 302


def test_a_group_at_rest_keeps_what_she_typed(as_, amal, eva, group, url):
    rest_group(actor=eva, group_id=group.pk)

    answer = post(as_(amal), url("talk"), text="Hoi", key=uuid4())

    assert answer.status_code == 422
    assert "De groep rust nu. Lezen kan wel." in answer.content.decode()
    assert ">Hoi</textarea>" in answer.content.decode().replace("\n", "")


def test_what_she_typed_without_a_script_is_shown_while_the_group_rests(as_, amal, eva, group, url):
    rest_group(actor=eva, group_id=group.pk)
    client = as_(amal)

    empty, typed = client.get(url("talk")), post(client, url("talk"), text="Hoi", key=uuid4())

    assert "data-composer hidden" in empty.content.decode()
    assert "data-composer hidden" not in typed.content.decode()


def test_a_closed_group_says_so_on_its_page_and_in_the_list(as_, amal, eva, group, url):
    close_group(actor=eva, group_id=group.pk)
    client = as_(amal)

    for page in (url("talk"), reverse("peergroups:groups")):
        words = client.get(page).content.decode()
        assert "De groep is gesloten. Lezen kan tot de berichten weg zijn." in words
        assert "De groep rust nu" not in words


def test_a_script_gets_the_number_or_the_reason(as_, amal, url):
    client = as_(amal)

    taken = client.post(url("talk"), {"text": "Hoi", "key": uuid4()}, **JSON)
    refused = client.post(url("talk"), {"text": " ", "key": uuid4()}, **JSON)

    assert taken.json() == {"number": 1, "version": 1}
    assert refused.status_code == 422
    assert refused.json() == {"code": "empty", "message": "Je bericht is nog leeg."}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": "a" * 4001}, "too_long"),
        ({"text": "Hoi", "note": "a" * 81}, "too_long"),
        ({"text": "Hoi", "reply_to": "vijf"}, "bad_frame"),
        ({"text": "", "key": ""}, "bad_frame"),
    ],
)
def test_a_script_gets_the_codes_of_the_protocol(as_, amal, url, fields, code):
    refused = as_(amal).post(url("talk"), {"key": uuid4()} | fields, **JSON)

    assert (refused.status_code, refused.json()["code"]) == (422, code)


def test_words_said_otherwise_are_refused_with_the_same_codes(as_, amal, say, url):
    say(amal)
    client = as_(amal)

    answers = [client.post(url("message", 1), {"op": "edit", "value": value}, **JSON) for value in ("", "a" * 4001)]

    assert [answer.json()["code"] for answer in answers] == ["empty", "too_long"]


def test_too_fast_says_how_long_to_wait(as_, amal, url, monkeypatch):
    from peergroups import limits

    monkeypatch.setattr(limits, "messages", limits.SharedRateLimit(1, 30))
    client = as_(amal)
    client.post(url("talk"), {"text": "een", "key": uuid4()}, **JSON)

    refused = client.post(url("talk"), {"text": "twee", "key": uuid4()}, **JSON)

    assert refused.status_code == 429
    assert refused.json()["code"] == "too_fast"
    assert refused.json()["retry_after_s"] == 2


def test_words_of_others_are_escaped(as_, amal, cleo, say, url):
    say(cleo, "<script>alert(1)</script>", note="<b>")

    page = as_(amal).get(url("talk")).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_newcomer_sees_nothing_from_before_she_came(as_, bo, amal, eva, say, group, url):
    say(amal, "van vroeger")
    cast.take_seat(actor=eva, group_id=group.pk, person_id=bo.pk, alias="Stip")
    say(amal, "van nu", reply_to=1)
    hers = as_(bo)

    pages = [hers.get(url("talk")), hers.get(url("messages")), hers.get(url("message", 2)), hers.get(url("report", 2))]
    told = hers.get(reverse("peergroups:sync"), {"have": f"{group.pk}:0"})

    for page in [*pages, told]:
        assert page.status_code == 200
        assert "van vroeger" not in page.content.decode()
    assert "van nu" in told.content.decode()
    assert hers.get(url("message", 1)).status_code == 404
    assert post(hers, url("talk"), text="Wat?", reply_to=1, key=uuid4()).status_code == 404


def test_the_first_page_and_the_older_ones_join(as_, amal, cleo, say, url, group):
    for number in range(1, 71):
        say(cleo, f"bericht {number}")
    read_up_to(actor=amal, group_id=group.pk, number=70)
    hers = as_(amal)

    talk = hers.get(url("talk")).content.decode()
    older = hers.get(url("messages"), {"before": 21}).content.decode()
    told = hers.get(url("messages"), {"before": 21}, **JSON).json()

    assert "bericht 21<" in talk
    assert "bericht 20<" not in talk
    assert "bericht 20<" in older
    assert "bericht 1<" in older
    assert [m["number"] for m in told["messages"]] == list(range(1, 21))
    assert told["newer"] is True


def test_without_script_she_reads_on_from_the_first_that_is_new(as_, amal, cleo, say, url, group, seat_of):
    for number in range(1, 121):
        say(cleo, f"bericht {number}")
    read_up_to(actor=amal, group_id=group.pk, number=20)
    hers = as_(amal)

    talk = hers.get(url("talk")).content.decode()
    assert "bericht 21<" in talk
    assert "bericht 63<" not in talk
    assert 'href="messages?after=62"' in talk
    onward = hers.get(url("messages"), {"after": 62}).content.decode()
    assert "bericht 63<" in onward
    assert "bericht 112<" in onward
    assert "bericht 120<" in hers.get(url("talk"), {"newest": ""}).content.decode()
    answer = hers.post(url("read"), {"number": 112})

    assert (answer.status_code, answer["Location"]) == (302, url("talk"))
    assert seat_of(amal).read_number == 112
    assert "bericht 120<" in hers.get(url("talk")).content.decode()


@pytest.mark.parametrize("asked", [{"after": "x"}, {"after": -1}, {"before": 0}, {"after": 2**60}])
def test_a_stretch_that_nobody_can_ask_for_is_the_newest(as_, amal, cleo, say, url, asked):
    for number in range(1, 71):
        say(cleo, f"bericht {number}")

    told = as_(amal).get(url("messages"), asked, **JSON).json()

    assert [m["number"] for m in told["messages"]] == list(range(21, 71))


def test_what_is_new_begins_with_the_first_of_others(as_, amal, cleo, say, group, url):
    say(cleo, "gelezen")
    read_up_to(actor=amal, group_id=group.pk, number=1)
    say(amal, "van mij")
    say(cleo, "nieuw")

    page = as_(amal).get(url("talk")).content.decode()

    assert page.count('class="new-line">') == 1
    assert page.index("van mij<") < page.index('class="new-line">') < page.index("nieuw<")


@pytest.mark.parametrize(
    ("fields", "text", "state"),
    [
        ({"op": "edit", "value": "Om drie uur"}, "Om drie uur", "said"),
        ({"op": "take_back"}, "", "taken_back"),
    ],
)
def test_her_own_message_is_changed_by_a_plain_form(as_, amal, say, url, fields, text, state):
    say(amal, "Om drei uur")

    answer = post(as_(amal), url("message", 1), **fields)

    message = Message.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, url("talk") + "#b1")
    assert (message.text, message.state) == (text, state)


def test_an_edit_that_is_refused_comes_back_with_what_was_typed(as_, amal, say, url):
    say(amal, "Hoi")

    answer = post(as_(amal), url("message", 1), op="edit", value="b" * 4001)

    assert answer.status_code == 422
    assert "b" * 4001 in answer.content.decode()


def test_nobody_changes_the_words_of_another(as_, amal, cleo, say, url):
    say(cleo, "Van mij")

    assert post(as_(amal), url("message", 1), op="edit", value="Van jou").status_code == 404
    assert post(as_(amal), url("message", 1), op="take_back").status_code == 404
    assert said() == ["Van mij"]


def test_a_reaction_is_given_and_taken_by_plain_buttons(as_, amal, cleo, say, url):
    say(cleo, "Gelukt")
    hers = as_(amal)

    post(hers, url("message", 1), op="react", value="heart")
    given = Reaction.objects.count()
    page = hers.get(url("message", 1)).content.decode()
    post(hers, url("message", 1), op="unreact", value="heart")

    assert (given, Reaction.objects.count()) == (1, 0)
    assert "hart: Wilg" in page


def test_reading_is_noted(as_, amal, cleo, say, url, seat_of):
    say(cleo)

    assert as_(amal).post(url("read"), {"number": 1}, **JSON).json() == {"number": 1}
    assert seat_of(amal).read_number == 1


def test_sync_brings_a_page_for_each_group_she_has(as_, amal, cleo, say, group):
    say(cleo, "Hoi")

    told = as_(amal).get(reverse("peergroups:sync"), {"have": f"{group.pk}:0"}).json()["frames"]

    kinds = [frame["t"] for frame in told]
    page = told[kinds.index("page")]
    assert kinds == ["welcome", "seats", "page", "readers", "standing", "care"]
    assert (page["from"], page["to"], [m["text"] for m in page["messages"]]) == (0, 1, ["Hoi"])
    assert told[-3]["sentence"] == "Gina leest mee."
    assert (told[-2]["state"], told[-2]["writes"]) == ("open", True)


@pytest.mark.parametrize("have", ["x", "a:b", SOME_ID, f"{SOME_ID}:-1", "1:" + "9" * 40])
def test_sync_with_nonsense_is_refused_in_words(as_, amal, group, have):
    answer = as_(amal).get(reverse("peergroups:sync"), {"have": have})

    assert (answer.status_code, answer.json()["code"]) == (422, "bad_frame")


@pytest.mark.parametrize("is_there", [True, False])
def test_sync_says_gone_to_a_stranger_as_to_a_group_of_nobody(as_, fay, group, is_there):
    group_id = str(group.pk) if is_there else SOME_ID
    told = as_(fay).get(reverse("peergroups:sync"), {"have": f"{group_id}:0"}).json()["frames"]

    sentence = "Deze groep is nu dicht voor jou. Vragen? Bel het huis."
    assert told[-1] == {"t": "gone", "group": group_id, "reason": "not_here", "sentence": sentence}


def test_the_talk_costs_the_same_however_long_it_is(as_, amal, cleo, say, url, django_assert_max_num_queries):
    for number in range(60):
        say(cleo, f"bericht {number}")
    hers = as_(amal)
    hers.get(url("talk"))  # the first page of a browser writes its device down

    with django_assert_max_num_queries(15):
        hers.get(url("talk"))


@pytest.mark.parametrize("number", ["9" * 20, str(2**63 - 1), "9" * 4000])
def test_a_number_that_no_message_has_is_not_here(as_, amal, group, number):
    browser = as_(amal)

    asked = [browser.get(f"/groups/{group.pk}/{number}/{more}").status_code for more in ("", "report/")]
    composing = browser.get(f"/groups/{group.pk}/", {"reply_to": number})

    assert asked == [404, 404]
    assert "composer-over" not in composing.content.decode().split("<template", 1)[0]
