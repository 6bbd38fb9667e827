"""Wishes: asked without a name, wanted by more, answered by who works here."""

from datetime import date, time

import pytest
from django.urls import reverse

from house.errors import NotHere
from programs.errors import TooManyWishes
from programs.feedback.forms.wishes import WishAnswerForm
from programs.feedback.services.wishes import (
    answer_wish,
    ask_wish,
    drop_wish,
    take_wish_back,
    want_it_no_more,
    want_it_too,
)
from programs.models import Notice, Wish
from tests import cast
from tests.programs.conftest import TUESDAY
from tests.programs.test_week_page import read

TEXT = "Leren fietsen"


@pytest.fixture
def wish(amal):
    return ask_wish(actor=amal, text=TEXT)


def told(wish, person):
    return Wish.objects.visible_to(person).told_to(person).get(pk=wish.pk)


def test_a_wish_stands_in_her_house_alone(wish, amal, bo, dewi, fay, cleo):
    assert [Wish.objects.visible_to(one).count() for one in (amal, bo, dewi, fay, cleo)] == [1, 1, 1, 0, 0]


def test_nobody_reads_whose_it_is(wish, bo, eva, as_):
    for person, page in ((bo, "programs:wishes"), (eva, "programs:desk_wishes")):
        words = as_(person).get(reverse(page)).content.decode()
        assert TEXT in words
        assert "Amal" not in words


def test_five_may_wait(amal):
    for number in range(5):
        ask_wish(actor=amal, text=f"wens {number}")

    with pytest.raises(TooManyWishes):
        ask_wish(actor=amal, text="nog een")


@pytest.mark.parametrize("who", ["cleo", "eva", "dewi"])
def test_who_does_not_live_here_asks_nothing(db, who, request):
    with pytest.raises(NotHere):
        ask_wish(actor=request.getfixturevalue(who), text=TEXT)


def test_wanting_it_twice_is_once_and_can_be_taken_back(wish, bo):
    want_it_too(actor=bo, wish_id=wish.pk)
    want_it_too(actor=bo, wish_id=wish.pk)
    assert (wish.votes.count(), told(wish, bo).wants_it_too) == (1, True)

    want_it_no_more(actor=bo, wish_id=wish.pk)

    assert (wish.votes.count(), told(wish, bo).wants_it_too) == (0, False)


def test_her_own_wish_has_her_voice_already(wish, amal):
    want_it_too(actor=amal, wish_id=wish.pk)

    assert wish.votes.count() == 0


@pytest.mark.parametrize(("others", "has_many"), [(0, False), (3, False), (4, True)])
def test_that_many_want_it_is_told_from_five_on(wish, house, amal, others, has_many):
    for number in range(others):
        want_it_too(actor=cast.make_resident(f"Een{number}", house), wish_id=wish.pk)

    assert told(wish, amal).has_many is has_many


def test_the_neighbours_do_not_find_it(wish, fay):
    for verb in (want_it_too, want_it_no_more, take_wish_back, drop_wish):
        with pytest.raises(NotHere):
            verb(actor=fay, wish_id=wish.pk)


def test_only_her_own_wish_goes_back(wish, amal, bo):
    with pytest.raises(NotHere):
        take_wish_back(actor=bo, wish_id=wish.pk)

    take_wish_back(actor=amal, wish_id=wish.pk)

    assert Wish.objects.count() == 0


def test_an_answer_is_read_by_everyone(wish, dewi, bo, as_):
    answer_wish(actor=dewi, wish_id=wish.pk, answer="In mei, als het warmer is.")

    assert "In mei, als het warmer is." in as_(bo).get(reverse("programs:wishes")).content.decode()


def test_what_was_planned_says_so_in_the_week(wish, plan, eva, amal, as_):
    series = plan()
    answer_wish(actor=eva, wish_id=wish.pk, answer="Het staat erin.", series_id=series.pk)

    assert "Jullie vroegen dit" in as_(amal).get(reverse("programs:week")).content.decode()


def led_to(as_, person, page="programs:wishes"):
    return read(as_(person).get(reverse(page)))


def test_what_was_planned_leads_to_the_next_time_in_her_week(wish, plan, eva, amal, as_):
    series = plan(from_on=date(2026, 11, 3))
    answer_wish(actor=eva, wish_id=wish.pk, answer="Ja.", series_id=series.pk)

    assert "Het staat in de week: Sterk staan. De volgende keer is dinsdag 3 november." in led_to(as_, amal)


def test_what_is_over_is_not_said_to_be_in_the_week(wish, plan, eva, amal, as_, clock):
    series = plan(until_on=TUESDAY)
    answer_wish(actor=eva, wish_id=wish.pk, answer="Ja.", series_id=series.pk)
    clock.set(2026, 10, 14, 9)

    assert "Ja." in led_to(as_, amal)
    assert "in de week:" not in led_to(as_, amal)
    assert "Van Sterk staan staat nu niets meer in de week." in led_to(as_, eva, "programs:desk_wishes")


def test_what_is_for_others_is_not_said_to_be_in_her_week(wish, plan, eva, amal, bo, as_):
    series = plan(audience="chosen", person_ids=[bo.pk])
    answer_wish(actor=eva, wish_id=wish.pk, answer="Ja.", series_id=series.pk)

    assert ["in de week:" in led_to(as_, person) for person in (amal, bo)] == [False, True]


def test_an_answer_names_a_series_with_a_session_to_come(wish, plan, eva, as_, clock):
    over, goes_on = plan(until_on=TUESDAY), plan(at=time(15))
    answered = ask_wish(actor=wish.asked_by, text="Lezen")
    answer_wish(actor=eva, wish_id=answered.pk, answer="Ja.", series_id=over.pk)
    clock.set(2026, 10, 14, 9)

    assert WishAnswerForm(wish=wish).fields["series_id"].choices[1:] == [(goes_on.pk, "Sterk staan, elke dinsdag")]
    with pytest.raises(NotHere):
        answer_wish(actor=eva, wish_id=wish.pk, answer="Ja.", series_id=over.pk)
    answered.refresh_from_db()
    answer_wish(actor=eva, wish_id=answered.pk, answer="Dat was het.", series_id=over.pk)


def test_who_wanted_it_is_told_once(wish, plan, eva, amal, bo):
    want_it_too(actor=bo, wish_id=wish.pk)
    series = plan()

    for answer in ("Het komt.", "Het staat erin."):
        answer_wish(actor=eva, wish_id=wish.pk, answer=answer, series_id=series.pk)

    told = Notice.objects.filter(kind=Notice.Kind.WISH, series=series)
    assert {notice.person_id for notice in told} == {amal.pk, bo.pk}


def test_a_series_of_the_neighbours_answers_nothing(wish, eva, plan, other_house):
    series = plan()
    type(series).objects.filter(pk=series.pk).update(house=other_house)

    with pytest.raises(NotHere):
        answer_wish(actor=eva, wish_id=wish.pk, answer="Hier.", series_id=series.pk)


@pytest.mark.parametrize("who", ["amal", "noor", "fay"])
def test_who_does_not_work_here_answers_nothing(wish, who, request):
    with pytest.raises(NotHere):
        answer_wish(actor=request.getfixturevalue(who), wish_id=wish.pk, answer="Nee.")


def test_the_coordinator_takes_away_what_harms(wish, eva, dewi):
    with pytest.raises(NotHere):
        drop_wish(actor=dewi, wish_id=wish.pk)

    drop_wish(actor=eva, wish_id=wish.pk)

    assert Wish.objects.count() == 0


def test_a_page_of_wishes_asks_as_much_for_many(wish, amal, bo, as_, django_assert_max_num_queries):
    phone = as_(bo)
    phone.get(reverse("programs:wishes"))
    for number in range(4):
        ask_wish(actor=amal, text=f"wens {number}")

    with django_assert_max_num_queries(12):
        phone.get(reverse("programs:wishes"))
