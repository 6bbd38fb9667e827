"""Letting somebody know, freezing a seat, and what a group says about itself."""

import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils.html import escape

from house.models import Role
from peergroups.care.services import report_message
from peergroups.models import Message, Report, Seat
from peergroups.seats.services.lifecycle import end_seat
from tests import cast


@pytest.fixture
def url(group):
    def url(name, *args):
        return reverse(f"peergroups:{name}", args=[group.pk, *args])

    return url


def text_of(answer):
    return answer.content.decode()


def test_reporting_takes_two_taps_and_no_words(as_, amal, cleo, gina, say, url):
    say(cleo, "Doe toch niet zo raar.")
    hers = as_(amal)

    first = hers.get(url("report", 1))
    second = hers.post(url("report", 1))

    assert "Ja, laat het weten" in text_of(first)
    assert "hoort niet van wie het komt" in text_of(first)
    assert second["Location"] == url("talk") + "#b1"
    assert Report.objects.get().reason == ""


def test_report_that_nobody_can_answer_promises_nothing(as_, amal, cleo, eva, gina, house, say, url):
    """Gina holds the group, and alone runs the house."""
    gina.positions.create(house=house, role=Role.COORDINATOR, from_on=cast.days(-3))
    say(gina, "Zeur niet zo")
    say(cleo)
    hers = as_(amal)
    assert "De coördinator van het huis leest wat je laat weten." in text_of(hers.get(url("report", 1)))

    eva.positions.update(until_on=cast.days(0))

    page = text_of(hers.get(url("report", 1)))
    assert "In dit huis is nu niemand die dit kan lezen." in page
    assert reverse("house:help") in page
    for promise in ("leest wat je laat weten", "Jij hoort wat er gedaan is", "Antwoord:"):
        assert promise not in page
    assert "Nu kan niemand het lezen" in text_of(hers.post(url("report", 1), follow=True))
    assert "Gina leest wat je laat weten." in text_of(hers.get(url("report", 2)))


def test_report_shows_the_content_note_too(as_, amal, cleo, gina, say, group):
    say(cleo, "gewoon", note="jou, raar mens")
    report = report_message(actor=amal, group_id=group.pk, number=1)

    assert "Let op: dit gaat over jou, raar mens" in text_of(
        as_(gina).get(reverse("peergroups:answer", args=[report.pk]))
    )


def test_words_that_are_too_long_come_back(as_, amal, cleo, say, url):
    say(cleo, "Hoi")

    answer = as_(amal).post(url("report", 1), {"reason": "a" * 501})

    assert answer.status_code == 422
    assert "a" * 501 in text_of(answer)
    assert not Report.objects.exists()


def test_the_reporter_hears_what_was_done_and_the_writer_does_not(as_, amal, cleo, gina, say, group, url):
    say(cleo, "Doe toch niet zo raar.")
    report = report_message(actor=amal, group_id=group.pk, number=1, reason="Dit is de tweede keer.")
    hers = as_(gina)
    assert "Over een bericht van Kaneel" in text_of(hers.get(url("about")))
    page = text_of(hers.get(reverse("peergroups:answer", args=[report.pk])))
    assert "Doe toch niet zo raar." in page
    assert "Dit is de tweede keer." in page

    done = hers.post(
        reverse("peergroups:answer", args=[report.pk]), {"answer": "Ik sprak haar.", "removes_message": "on"}
    )

    assert done["Location"] == url("about")
    assert "Ik sprak haar." in text_of(as_(amal).get(url("about")))
    assert "Ik sprak haar." in text_of(as_(amal).get(reverse("peergroups:groups")))
    assert "Ik sprak haar." not in text_of(as_(cleo).get(url("about")))
    assert Message.objects.get().state == Message.State.MODERATED


def test_an_answer_without_words_is_asked_for_again(as_, amal, cleo, gina, say, group):
    say(cleo, "Hoi")
    report = report_message(actor=amal, group_id=group.pk, number=1)

    answer = as_(gina).post(reverse("peergroups:answer", args=[report.pk]), {"answer": " "})

    assert answer.status_code == 422
    assert "Schrijf in een of twee zinnen wat er gedaan is." in text_of(answer)


def test_one_tap_freezes_a_seat_and_she_reads_the_truth(as_, amal, gina, say, url, seat_of):
    say(gina, "geheim")
    amal_reads = as_(amal)

    as_(gina).post(reverse("peergroups:freeze", args=[seat_of(amal).pk]))

    told = amal_reads.get(url("talk"))
    assert told.status_code == 403
    assert "De groep is nu dicht voor jou. Bel het huis." in text_of(told)
    assert "geheim" not in text_of(told)
    assert "De groep is nu dicht voor jou." in text_of(amal_reads.get(reverse("peergroups:groups")))
    as_(gina).post(reverse("peergroups:thaw", args=[seat_of(amal).pk]))
    assert amal_reads.get(url("talk")).status_code == 200


@pytest.mark.parametrize("name", ["freeze", "thaw"])
def test_what_is_told_afterwards_names_nobody(as_, amal, gina, seat_of, name):
    answer = as_(gina).post(reverse(f"peergroups:{name}", args=[seat_of(amal).pk]))

    (told,) = map(str, get_messages(answer.wsgi_request))
    assert told.startswith("De groep is")
    assert "Wilg" not in told


@pytest.mark.parametrize("name", ["freeze", "thaw"])
def test_a_facilitator_stays_where_she_was(as_, amal, gina, say, seat_of, url, name):
    say(amal)
    ginas, address = as_(gina), reverse(f"peergroups:{name}", args=[seat_of(amal).pk])

    assert ginas.post(address)["Location"] == f"{url('about')}#plek-{seat_of(amal).pk}"
    assert ginas.post(address, {"number": 1})["Location"] == f"{url('message', 1)}#plek-{seat_of(amal).pk}"
    assert ginas.post(address, {"number": "x"})["Location"] == f"{url('about')}#plek-{seat_of(amal).pk}"
    assert ginas.post(address, headers={"accept": "application/json"}).json()["sentence"].startswith("De groep is")


def test_at_a_message_a_facilitator_closes_the_group_for_its_writer_and_takes_it_back(
    as_, amal, gina, say, seat_of, url
):
    say(amal)
    say(gina)
    ginas = as_(gina)
    place = f'id="plek-{seat_of(amal).pk}"'
    assert place in text_of(ginas.get(url("message", 1)))
    assert "plek-" not in text_of(ginas.get(url("message", 2)))
    assert "plek-" not in text_of(as_(amal).get(url("message", 2)))

    ginas.post(reverse("peergroups:freeze", args=[seat_of(amal).pk]), {"number": 1})

    page = text_of(ginas.get(url("message", 1)))
    assert reverse("peergroups:thaw", args=[seat_of(amal).pk]) in page
    assert "De groep is nu dicht voor haar." in page


def test_who_left_is_not_told_that_she_is_in_no_group_yet(as_, amal, bo, eva, url, seat_of):
    end_seat(actor=eva, seat_id=seat_of(amal).pk)

    left = text_of(as_(amal).get(reverse("peergroups:groups")))

    assert "Je leest nu in geen groep meer mee." in left
    assert "Je zit nog niet in een groep." not in left
    assert "Je zit nog niet in een groep." in text_of(as_(bo).get(reverse("peergroups:groups")))
    assert as_(amal).get(url("talk")).status_code == 404


def test_a_peer_freezes_nobody(as_, amal, cleo, seat_of):
    answer = as_(amal).post(reverse("peergroups:freeze", args=[seat_of(cleo).pk]))

    assert answer.status_code == 404
    assert seat_of(cleo).state == Seat.State.ACTIVE


def test_she_rests_for_a_while_and_comes_back(as_, amal, url):
    hers = as_(amal)

    hers.post(url("pause"))
    away = text_of(hers.get(reverse("peergroups:groups")))
    talk = hers.get(url("talk"))
    hers.post(url("resume"))

    assert "Je leest even niet mee." in away
    assert talk.status_code == 403
    assert "Je leest even niet mee. Je plek blijft van jou." in text_of(talk)
    assert hers.get(url("talk")).status_code == 200


def test_peers_do_not_see_who_paused_is_frozen_or_sleeps(as_, group, amal, cleo, url):
    pages = set()
    for state in ("active", "paused", "frozen", "asleep"):
        group.seats.filter(person=amal).update(state=state)
        page = re.sub(r"<input .*?>", "", text_of(as_(cleo).get(url("about"))))
        pages.add(page[page.index('id="leden"') : page.index('id="voor-jou"')])

    assert len(pages) == 1
    assert "Wilg" in pages.pop()


def test_the_group_says_what_it_is(as_, amal, url):
    page = text_of(as_(amal).get(url("about")))

    for sentence in [
        "Wat we hier zeggen, blijft hier.",
        "Berichten verdwijnen na 90 dagen.",
        "Een foto van het scherm kunnen we niet voorkomen.",
        "maar niet zo dat alleen jullie het kunnen lezen",
        "Kaneel",
        "Dat ben jij.",
    ]:
        assert escape(sentence) in page
    assert "Even dicht" not in page


@pytest.mark.parametrize("name", ["talk", "about", "messages"])
@pytest.mark.parametrize("stranger", ["bo", "fay", "eva", "dewi"])
def test_whoever_has_no_seat_finds_nothing(request, as_, url, name, stranger):
    answer = as_(request.getfixturevalue(stranger)).get(url(name))

    assert answer.status_code == 404
    assert "Keukentafel" not in text_of(answer)


def test_an_ended_seat_finds_nothing_at_once(as_, amal, eva, seat_of, url):
    hers = as_(amal)
    end_seat(actor=eva, seat_id=seat_of(amal).pk)

    assert hers.get(url("talk")).status_code == 404
    assert "Keukentafel" not in text_of(hers.get(reverse("peergroups:groups")))


def test_no_group_is_said_kindly(as_, bo):
    page = text_of(as_(bo).get(reverse("peergroups:groups")))

    assert "Je zit nog niet in een groep." in page


def test_what_is_new_is_told_in_words(as_, amal, cleo, say, group):
    say(cleo)
    say(cleo)

    assert "2 nieuw" in text_of(as_(amal).get(reverse("peergroups:groups")))


def test_her_groups_cost_as_much_for_two_as_for_one(
    as_, amal, eva, group, other_group, django_assert_num_queries, django_assert_max_num_queries
):
    hers = as_(amal)
    hers.get(reverse("peergroups:groups"))  # a browser that is seen for the first time is written down
    with django_assert_max_num_queries(20) as for_one:
        hers.get(reverse("peergroups:groups"))
    cast.take_seat(actor=eva, group_id=other_group.pk, person_id=amal.pk, alias="Berk")

    with django_assert_num_queries(len(for_one)):
        page = text_of(hers.get(reverse("peergroups:groups")))

    assert page.count("Gina leest mee.") == 2
