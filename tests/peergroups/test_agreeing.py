"""What a group agreed: written down with its facilitator, and said yes to by each before she writes."""

import re
from functools import partial
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.urls import reverse

from house.errors import NotHere
from peergroups.agreements.models import LINE_MAX, LINES_MAX, Agreements, Line
from peergroups.agreements.services import agree, current_agreements, version_of, write_agreements
from peergroups.errors import AgreementsChanged, AgreementsRewritten, Empty, Frozen, MustAgree, TooLong
from peergroups.models import Message
from peergroups.seats.services.lifecycle import end_seat, freeze_seat
from peergroups.talk.services.change import edit_message, react, take_back, unreact
from tests import cast
from tests.house.at_once import at_once

NEW = [Line("Stil zijn mag.", "eye-off"), Line("Elke taal mag.")]


@pytest.fixture
def write(group, gina):
    def write(*lines, actor=gina):
        return write_agreements(actor=actor, group_id=group.pk, lines=list(lines or NEW))

    return write


def refused(verb, **facts):
    with pytest.raises(MustAgree):
        verb(**facts)


def test_a_new_version_asks_for_a_new_yes_before_anything_is_written(group, write, say, amal, cleo):
    first = say(amal).number
    here = {"actor": amal, "group_id": group.pk, "number": first}
    write()

    refused(say, person=amal)
    refused(edit_message, **here, text="anders")
    refused(react, **here, name="sun")
    agree(actor=amal, group_id=group.pk, number=2)

    assert say(amal).number == 2
    refused(say, person=cleo)


def test_reading_and_taking_back_never_wait_for_a_yes(group, write, say, amal):
    number = say(amal).number
    react(actor=amal, group_id=group.pk, number=number, name="sun")
    write()

    unreact(actor=amal, group_id=group.pk, number=number, name="sun")
    take_back(actor=amal, group_id=group.pk, number=number)

    assert not Message.objects.get().has_words


def test_who_writes_them_down_says_yes_by_it(write, say, gina):
    write()

    assert say(gina).number == 1


def test_a_newcomer_is_asked_too(group, eva, gina, bo, say):
    cast.take_seat(actor=eva, group_id=group.pk, person_id=bo.pk).delete()
    seat = cast.take_seat(actor=eva, group_id=group.pk, person_id=bo.pk)
    seat.agreed_number = 0
    seat.save()

    refused(say, person=bo)


def test_a_yes_to_an_older_version_does_not_count(group, write, amal, say):
    write()

    for number in (1, 3):
        with pytest.raises(AgreementsChanged):
            agree(actor=amal, group_id=group.pk, number=number)
    refused(say, person=amal)


def test_the_same_words_are_no_new_version(group, write, amal, say):
    assert write().number == 2
    assert write(Line("  Stil   zijn mag. ", "eye-off"), Line("Elke taal mag."), Line(" \u200b ")).number == 2
    assert Agreements.objects.count() == 2


def test_each_version_stays_as_it_was(group, write, gina):
    write()
    group.refresh_from_db()

    first, second = Agreements.objects.all()
    assert first.lines == [Line("Wat we hier zeggen, blijft hier.")]
    assert (second.lines, second.written_by, current_agreements(group)) == (NEW, gina, second)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([Line(" "), Line("\u200b")], Empty),
        ([Line("a" * (LINE_MAX + 1))], TooLong),
        ([Line(str(number)) for number in range(LINES_MAX + 1)], TooLong),
    ],
)
def test_too_much_or_nothing_is_refused(write, lines, why):
    with pytest.raises(why):
        write(*lines)

    assert Agreements.objects.count() == 1


def test_a_picture_that_there_is_not_is_left_out(write):
    assert write(Line("Ja.", "skull")).lines == [Line("Ja.")]


@pytest.mark.parametrize("who", ["amal", "eva", "bo", "hanne", "fay"])
def test_nobody_but_a_facilitator_writes_them_down(write, request, who):
    with pytest.raises(NotHere):
        write(actor=request.getfixturevalue(who))


@pytest.mark.parametrize("who", ["eva", "bo", "fay"])
def test_nobody_says_yes_from_outside(group, request, who):
    with pytest.raises(NotHere):
        agree(actor=request.getfixturevalue(who), group_id=group.pk, number=1)


def test_a_frozen_seat_says_nothing(group, write, amal, gina, seat_of):
    write()
    freeze_seat(actor=gina, seat_id=seat_of(amal).pk)

    with pytest.raises(Frozen):
        agree(actor=amal, group_id=group.pk, number=2)


def test_a_seat_that_is_given_anew_is_asked_anew(group, eva, amal, seat_of, say):
    end_seat(actor=eva, seat_id=seat_of(amal).pk)
    seat = cast.take_seat(actor=eva, group_id=group.pk, person_id=amal.pk)

    assert seat.group.seats.filter(person=amal, agreed_number=1).count() == 2
    assert type(seat)(group=group, person=amal).agreed_number == 0


# Pages


def text_of(answer):
    return answer.content.decode()


def test_her_page_shows_them_where_she_would_write_and_keeps_what_she_typed(as_, amal, group, write):
    talk = reverse("peergroups:talk", args=[group.pk])
    client = as_(amal)
    write()

    page = text_of(client.get(talk))
    assert "data-composer hidden" in page
    for words in ("Stil zijn mag.", "#eye-off", "Ik doe mee"):
        assert words in page
    typed = client.post(talk, {"text": "Half af", "key": "6f3cfd5e-7f0c-4a9e-9a53-0d6a4f4e8a11"})
    assert typed.status_code == 422
    assert "Half af" in text_of(typed)
    told = client.post(talk, {"text": "Half af", "key": ""}, headers={"accept": "application/json"})
    assert told.status_code == 422

    yes = client.post(reverse("peergroups:agreements", args=[group.pk]), {"number": 2})
    assert yes["Location"] == f"{talk}#schrijf"
    assert "data-composer>" in text_of(client.get(talk))


def test_a_yes_that_comes_too_late_shows_those_of_now(as_, amal, group, write):
    write()
    write(Line("Iets heel anders."))

    answer = as_(amal).post(reverse("peergroups:agreements", args=[group.pk]), {"number": 2})

    assert answer.status_code == 422
    for words in ("De afspraken zijn intussen veranderd.", "Iets heel anders.", 'value="3"'):
        assert words in text_of(answer)


def test_a_facilitator_writes_them_down_on_a_page(as_, gina, amal, group):
    address = reverse("peergroups:write_agreements", args=[group.pk])
    ginas = as_(gina)
    assert "Wat we hier zeggen, blijft hier." in text_of(ginas.get(address))

    fields = {"text_0": "Stil zijn mag.", "picture_0": "heart", "text_2": "Elke taal mag."}
    done = ginas.post(address, fields | {"read": version_of(group)})

    assert done["Location"] == reverse("peergroups:about", args=[group.pk])
    group.refresh_from_db()
    assert current_agreements(group).lines == [Line("Stil zijn mag.", "heart"), Line("Elke taal mag.")]
    about = text_of(as_(amal).get(done["Location"]))
    assert "Lees ze en doe mee" in about
    assert "Elke taal mag." in about


@pytest.mark.parametrize("fields", [{}, {"text_0": "a" * 161}, {"text_0": "Ja.", "picture_0": "skull"}])
def test_what_cannot_be_written_down_comes_back(as_, gina, group, fields):
    answer = as_(gina).post(reverse("peergroups:write_agreements", args=[group.pk]), fields)

    assert answer.status_code == 422
    assert fields.get("text_0", "Schrijf minstens") in text_of(answer)


def test_a_coordinator_reads_them_and_writes_none(as_, eva, group):
    page = text_of(as_(eva).get(reverse("peergroups:desk_group", args=[group.pk])))

    assert "Wat we hier zeggen, blijft hier." in page
    assert as_(eva).get(reverse("peergroups:write_agreements", args=[group.pk])).status_code == 404
    assert "agreements" not in text_of(as_(eva).get(reverse("peergroups:describe_group", args=[group.pk])))


def test_a_newcomer_is_greeted_and_reads_what_was_agreed_until_something_is_said(as_, gina, amal, cleo, group, say):
    address, talk = (reverse(f"peergroups:{name}", args=[group.pk]) for name in ("write_agreements", "talk"))
    fields = {"text_0": "Wat we hier zeggen, blijft hier.", "welcome": "Fijn dat je er bent.\nNeem de tijd."}

    as_(gina).post(address, fields | {"read": version_of(group)})

    assert Agreements.objects.count() == 1  # nobody's yes is asked to a word of welcome
    page = text_of(as_(amal).get(talk))
    assert "Fijn dat je er bent.<br>Neem de tijd." in page
    assert "Wat we hier zeggen, blijft hier." in page
    say(cleo)
    assert "Wat we hier zeggen, blijft hier." not in text_of(as_(amal).get(talk))
    assert "Fijn dat je er bent." in text_of(as_(gina).get(address))


def test_a_word_of_welcome_that_is_too_long_comes_back(as_, gina, group):
    address = reverse("peergroups:write_agreements", args=[group.pk])

    answer = as_(gina).post(address, {"text_0": "Ja.", "welcome": "a" * 301})

    assert answer.status_code == 422
    assert "a" * 301 in text_of(answer)
    assert Agreements.objects.count() == 1


def read_of(answer):
    """The version that the form on this page starts from."""
    return re.search('name="read" value="([^"]+)"', text_of(answer))[1]


def test_of_two_pages_the_second_wipes_nothing_of_the_first(as_, gina, group):
    address, ginas = reverse("peergroups:write_agreements", args=[group.pk]), as_(gina)
    start = {"read": read_of(ginas.get(address)), "text_0": "Wat we hier zeggen, blijft hier."}
    ginas.post(address, start | {"text_1": "We noemen geen namen."})

    refused = ginas.post(address, start | {"text_1": "Om tien uur rust."})

    assert refused.status_code == 422
    for words in ("Iemand anders was je voor.", "We noemen geen namen.", "Om tien uur rust."):
        assert words in text_of(refused)
    assert Agreements.objects.count() == 2
    seen = {"read": read_of(refused), "text_2": "We noemen geen namen."}
    assert ginas.post(address, start | {"text_1": "Om tien uur rust."} | seen).status_code == 302
    assert Agreements.objects.count() == 3


def test_of_two_words_of_welcome_the_second_wipes_nothing_of_the_first(as_, gina, group):
    address, ginas = reverse("peergroups:write_agreements", args=[group.pk]), as_(gina)
    start = {"read": read_of(ginas.get(address)), "text_0": "Wat we hier zeggen, blijft hier."}
    ginas.post(address, start | {"welcome": "Fijn dat je er bent."})

    refused = ginas.post(address, start | {"welcome": "Dag!"})

    for words in ("Iemand anders was je voor.", "Fijn dat je er bent.", "Dag!"):
        assert words in text_of(refused)
    group.refresh_from_db()
    assert group.welcome == "Fijn dat je er bent."


def test_form_refused_for_its_words_says_at_once_that_somebody_else_wrote(as_, gina, group, write):
    address, ginas = reverse("peergroups:write_agreements", args=[group.pk]), as_(gina)
    start = read_of(ginas.get(address))
    write()

    refused = ginas.post(address, {"read": start, "text_0": "a" * 161})

    for words in ("Zo staat het er nu, door iemand anders", "Stil zijn mag.", "a" * 161):
        assert words in text_of(refused)


def test_page_sent_twice_is_no_change_by_somebody_else(as_, gina, group):
    address, ginas = reverse("peergroups:write_agreements", args=[group.pk]), as_(gina)
    fields = {"read": read_of(ginas.get(address)), "text_0": "Stil zijn mag.", "welcome": "Dag!"}

    assert [ginas.post(address, fields).status_code for _ in range(2)] == [302, 302]

    assert Agreements.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_at_once_one_is_asked_to_read(group, gina):
    start = version_of(group)

    def write(words):
        try:
            return write_agreements(actor=gina, group_id=group.pk, lines=[Line(words)], read=start).number
        except AgreementsRewritten:
            return "read"

    assert set(at_once(partial(write, "Om tien uur rust."), partial(write, "Elke taal mag."))) == {2, "read"}


# An old house


class Rows(list):
    """As much of a manager as the migration asks of it."""

    def filter(self, **facts):
        return Rows(row for row in self if all(getattr(row, name) == value for name, value in facts.items()))

    def values_list(self, name, flat):
        return [getattr(row, name) for row in self]

    def get(self, pk):
        return next(row for row in self if row.pk == pk)

    def create(self, **facts):
        self.append(SimpleNamespace(**facts))


def test_what_was_agreed_before_is_a_first_version_to_which_nobody_said_yes():
    def group(pk, agreements):
        facts = {"agreements": agreements, "agreements_number": 0, "opened_at": pk, "save": lambda **_: None}
        return SimpleNamespace(pk=pk, **facts)

    groups, versions = Rows([group(1, "Stil zijn mag.\n\n Elke\ttaal mag. \n"), group(2, " \n")]), Rows()
    models = {
        "PeerGroup": SimpleNamespace(_base_manager=groups),
        "Agreements": SimpleNamespace(_base_manager=versions),
    }
    apps = SimpleNamespace(get_model=lambda app, name: models[name])

    import_module("peergroups.migrations.0012_what_was_agreed_is_a_first_version").keep(apps, None)

    assert [group.agreements_number for group in groups] == [1, 0]
    (first,) = versions
    assert (first.group, first.number, first.words) == (groups[0], 1, "\tStil zijn mag.\n\tElke taal mag.")
