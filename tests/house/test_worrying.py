"""Somebody worries about another: who may read it, and who never does."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from house.errors import AlreadyAnswered, NotHere
from house.line import news
from house.models import Addressee, NamedReader, Person, Position, Role, Stay, Vouch, Worry
from house.worries.errors import ManyWait, NobodyReads, OthersRead
from house.worries.models import WORRIES_MAX
from house.worries.queries import people_who_may_answer, readers_in, told_to
from house.worries.services import answer_worry, forget_worries, name_readers, note_duties_read, put_away, write_worry
from tests.cast import before_her_card, days, make_alumna, make_worker
from tests.house.at_once import at_once

WORDS = "Bo eet al drie dagen niet."


@pytest.fixture
def named(house, eva, gina, hanne):
    """Hanne reads first, Gina second."""
    hours = {"first_hours": "op werkdagen", "second_hours": "maandagavond"}
    name_readers(actor=eva, house_id=house.pk, first_id=hanne.pk, second_id=gina.pk, **hours)


@pytest.fixture
def write(house):
    """`write(amal)`; with the readers as they are, unless told otherwise."""

    def write(actor, **more):
        mark = readers_in(house.pk, sender=actor).mark
        return write_worry(**{"actor": actor, "house_id": house.pk, "words": WORDS, "mark": mark} | more)

    return write


def readers_of(worry):
    """Everybody who finds it among what she may answer."""
    people = {person for person in Person.objects.all() if worry in Worry.objects.to_answer_by(person)}
    assert people_who_may_answer(worry) == {person.pk for person in people}
    return people


def end_post(person):
    Position.objects.filter(person=person).update(until_on=days(0))


@pytest.mark.parametrize("sender", ["amal", "cleo", "dewi", "gina", "eva"])
def test_a_worry_is_for_the_named_readers(request, named, write, sender, gina, hanne):
    sender = request.getfixturevalue(sender)

    assert readers_of(write(sender)) == {gina, hanne} - {sender}


def test_without_named_readers_it_is_for_the_coordinators(house, write, amal, eva):
    other = make_worker("Olga", house, Role.COORDINATOR)

    assert readers_of(write(amal)) == {eva, other}


def test_the_neighbour_house_reads_nothing(named, write, amal, other_house):
    make_worker("Ida", other_house, Role.COORDINATOR)
    stranger = make_worker("Joke", other_house, Role.COACH)
    worry = write(amal)

    assert readers_of(worry).isdisjoint({stranger})
    with pytest.raises(NotHere):
        answer_worry(actor=stranger, worry_id=worry.pk)


@pytest.mark.parametrize("who", ["fay", "visitor"])
def test_a_stranger_writes_to_no_house(request, house, named, who, db):
    person = Person.objects.create(chosen_name="Zij") if who == "visitor" else request.getfixturevalue(who)

    with pytest.raises(NotHere):
        write_worry(actor=person, house_id=house.pk, words=WORDS, mark=readers_in(house.pk, sender=person).mark)


def test_whoever_lived_here_writes_though_stay_and_seats_are_over(house, named, write, hanne):
    assert hanne in readers_of(write(make_alumna("Oda", house)))


def test_a_trainer_whose_post_ended_writes_to_the_house_no_more(house, named, write, dewi):
    end_post(dewi)

    with pytest.raises(NotHere):
        write(dewi)


def test_she_reads_the_answer_after_her_post_ended(named, write, dewi, hanne):
    worry = write(dewi)
    end_post(dewi)
    answer_worry(actor=hanne, worry_id=worry.pk, answer="Ik ging langs.")

    assert list(told_to(dewi).outcomes) == [worry]


def test_one_of_two_named_readers_can_be_left_out(named, write, amal, gina, hanne):
    worry = write(amal, only_id=gina.pk)

    assert readers_of(worry) == {gina}
    with pytest.raises(NotHere):
        answer_worry(actor=hanne, worry_id=worry.pk)


def test_a_coordinator_can_be_chosen_in_place_of_the_named(named, write, amal, eva):
    assert readers_of(write(amal, only_id=eva.pk)) == {eva}


def test_nobody_else_can_be_chosen(named, write, amal, bo, dewi):
    for person in (bo, dewi, amal):
        with pytest.raises(NotHere):
            write(amal, only_id=person.pk)
    assert not Worry.objects.exists()


def test_nobody_chooses_herself(named, write, gina, hanne):
    with pytest.raises(NotHere):
        write(gina, only_id=gina.pk)
    assert readers_of(write(gina)) == {hanne}


def test_of_two_readers_the_other_reads_on_when_one_left(named, write, amal, gina, hanne):
    worry = write(amal)
    end_post(hanne)

    assert readers_of(worry) == {gina}


def test_when_no_named_reader_is_in_post_the_coordinators_read_it(named, write, amal, eva, gina, hanne):
    worry = write(amal)
    end_post(hanne)
    end_post(gina)

    assert readers_of(worry) == {eva}
    assert not told_to(amal)


def test_what_was_for_one_alone_goes_to_nobody_when_she_left_and_the_sender_is_told(named, write, amal, eva, hanne):
    worry = write(amal, only_id=hanne.pk)
    assert not told_to(amal)
    end_post(hanne)

    assert readers_of(worry) == set()
    assert list(told_to(amal).outcomes) == [worry]
    with pytest.raises(NotHere):
        answer_worry(actor=eva, worry_id=worry.pk)


def test_a_coordinator_who_names_herself_reads_nothing_that_was_written_before(house, named, write, amal, eva, hanne):
    worry = write(amal)
    alone = write(amal, only_id=hanne.pk)

    name_readers(actor=eva, house_id=house.pk, first_id=eva.pk, first_hours="altijd")

    assert eva not in readers_of(worry) | readers_of(alone)
    assert readers_of(write(amal)) == {eva}


def test_a_reader_who_was_replaced_still_answers_what_she_got(house, named, write, amal, eva, gina):
    worry = write(amal)
    name_readers(actor=eva, house_id=house.pk)

    answer_worry(actor=gina, worry_id=worry.pk)

    assert Worry.objects.get().answered_by == gina


def test_a_named_trainer_reads_no_more_once_she_is_only_that(house, named, write, amal, gina, hanne):
    worry = write(amal)
    Position.objects.filter(person=hanne).update(role=Role.TRAINER)

    assert readers_of(worry) == {gina}


def test_a_lone_coordinator_cannot_write_to_herself(house, eva, write):
    with pytest.raises(NobodyReads):
        write(eva)


def test_her_own_worry_comes_to_no_coordinator(house, named, write, eva, gina, hanne):
    worry = write(eva)
    end_post(hanne)
    end_post(gina)

    assert readers_of(worry) == set()
    assert list(told_to(eva).outcomes) == [worry]
    assert not told_to(eva).to_answer


def test_a_house_without_coordinator_and_readers_takes_nothing(house, eva, amal, write):
    end_post(eva)

    with pytest.raises(NobodyReads):
        write(amal)


def test_a_coordinator_who_never_came_in_is_not_told_to_read(house, eva, amal, write):
    before_her_card(eva)

    with pytest.raises(NobodyReads):
        write(amal)


def test_a_worry_is_not_sent_when_others_read_than_the_page_said(house, named, amal, eva):
    mark = readers_in(house.pk, sender=amal).mark
    name_readers(actor=eva, house_id=house.pk)

    with pytest.raises(OthersRead):
        write_worry(actor=amal, house_id=house.pk, words=WORDS, mark=mark)
    assert not Worry.objects.exists()


def test_a_worry_is_not_sent_when_the_hours_changed_meanwhile(house, named, amal, eva, hanne):
    name_readers(actor=eva, house_id=house.pk, first_id=hanne.pk, first_hours="op werkdagen")
    mark = readers_in(house.pk, sender=amal).mark
    name_readers(actor=eva, house_id=house.pk, first_id=hanne.pk, first_hours="soms")

    with pytest.raises(OthersRead):
        write_worry(actor=amal, house_id=house.pk, words=WORDS, mark=mark)


def test_the_first_ones_are_never_refused_and_many_lead_to_the_telephone(named, write, amal, bo):
    for _ in range(WORRIES_MAX):
        write(amal)

    with pytest.raises(ManyWait):
        write(amal)
    write(bo)


def test_after_an_hour_and_an_answer_there_is_room_again(named, write, amal, hanne):
    for _ in range(WORRIES_MAX):
        write(amal)
    Worry.objects.update(written_at=timezone.now() - timedelta(minutes=61))
    with pytest.raises(ManyWait):
        write(amal)
    answer_worry(actor=hanne, worry_id=Worry.objects.first().pk)

    write(amal)


def test_taking_back_does_not_make_room_within_the_hour(named, write, amal):
    for _ in range(WORRIES_MAX):
        put_away(actor=amal, worry_id=write(amal).pk)
    forget_worries()

    with pytest.raises(ManyWait):
        write(amal)


def test_the_second_answer_is_refused(named, write, amal, gina, hanne):
    worry = write(amal)
    answer_worry(actor=hanne, worry_id=worry.pk, answer="Ik bel haar.")

    with pytest.raises(AlreadyAnswered):
        answer_worry(actor=gina, worry_id=worry.pk, answer="Ik ook.")
    assert Worry.objects.get().answer == "Ik bel haar."


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_counts(named, write, amal, gina, hanne):
    worry = write(amal)

    outcomes = at_once(
        *(partial(answer_worry, actor=who, worry_id=worry.pk, answer=who.chosen_name) for who in (gina, hanne))
    )

    assert "already_answered" in outcomes
    worry.refresh_from_db()
    assert worry.answer == worry.answered_by.chosen_name


def test_the_outcome_is_told_until_she_puts_it_away(named, write, amal, hanne):
    worry = write(amal)
    assert not told_to(amal)
    answer_worry(actor=hanne, worry_id=worry.pk)
    assert list(told_to(amal).outcomes) == [worry]

    for _ in range(2):
        put_away(actor=amal, worry_id=worry.pk)

    assert not told_to(amal)


def test_the_mark_changes_when_she_is_told_something_else(named, write, amal, hanne):
    marks = [told_to(amal).mark]
    worry = write(amal)
    marks += [told_to(amal).mark, told_to(hanne).mark]
    answer_worry(actor=hanne, worry_id=worry.pk)
    marks += [told_to(amal).mark, told_to(hanne).mark]

    assert marks[0] == marks[1] != marks[3]
    assert marks[2] != marks[4]


def test_nobody_but_the_sender_puts_a_worry_away(named, write, amal, bo, hanne):
    worry = write(amal)

    for who in (bo, hanne):
        with pytest.raises(NotHere):
            put_away(actor=who, worry_id=worry.pk)


def test_a_worry_that_is_taken_back_has_no_words_from_then_on(named, write, amal, hanne):
    worry = write(amal)
    put_away(actor=amal, worry_id=worry.pk)

    assert Worry.objects.get().words == ""
    assert not Worry.objects.to_answer_by(hanne).exists()
    with pytest.raises(NotHere):
        answer_worry(actor=hanne, worry_id=worry.pk)
    Worry.objects.update(written_at=timezone.now() - timedelta(minutes=61))
    forget_worries()
    assert not Worry.objects.exists()


def test_only_a_coordinator_of_the_house_names_its_readers(house, other_house, gina, hanne, dewi):
    ida = make_worker("Ida", other_house, Role.COORDINATOR)

    for actor in (gina, hanne, dewi, ida):
        with pytest.raises(NotHere):
            name_readers(actor=actor, house_id=house.pk, first_id=hanne.pk, first_hours="altijd")
    assert not NamedReader.objects.exists()


def test_a_coordinator_makes_no_reader_of_an_account_behind_which_nobody_was_met(house, named, write, amal, eva, hanne):
    """She made it herself, with a name that women trust."""
    coach = make_worker("Sara", house, Role.COACH, vouched=False)
    coordinator = make_worker("Petra", house, Role.COORDINATOR, vouched=False)

    for person in (coach, coordinator):
        with pytest.raises(NotHere):
            name_readers(actor=eva, house_id=house.pk, first_id=person.pk, first_hours="altijd")
        with pytest.raises(NotHere):
            write(amal, only_id=person.pk)
    Vouch.objects.filter(person=hanne).delete()
    assert hanne not in readers_in(house.pk, sender=amal).people


def test_where_nobody_met_any_coordinator_these_read_all_the_same(house, write, amal, eva):
    Vouch.objects.filter(person=eva).delete()

    assert readers_of(write(amal)) == {eva}


def test_nobody_without_a_role_of_today_in_this_house_is_named(house, other_house, eva, amal, cleo, dewi):
    elsewhere = make_worker("Joke", other_house, Role.COACH)
    gone = make_worker("Jip", house, Role.COACH, until=0)
    waiting = before_her_card(make_worker("Ria", house, Role.COACH))

    for person in (amal, cleo, dewi, elsewhere, gone, waiting):
        with pytest.raises(NotHere):
            name_readers(actor=eva, house_id=house.pk, first_id=person.pk, first_hours="altijd")


def test_a_reader_is_told_once_that_she_was_chosen_and_again_with_other_hours(house, named, eva, gina, hanne):
    assert [one.hours for one in told_to(hanne).chosen] == ["op werkdagen"]
    note_duties_read(actor=hanne)
    name_readers(actor=eva, house_id=house.pk, first_id=hanne.pk, first_hours="op werkdagen")
    assert not told_to(hanne)

    name_readers(actor=eva, house_id=house.pk, first_id=hanne.pk, first_hours="altijd")

    assert [one.hours for one in told_to(hanne).chosen] == ["altijd"]
    assert not told_to(gina)


def test_a_future_stay_and_a_past_one_do_not_matter_to_whom_it_goes(house, named, write, amal, hanne):
    Stay.objects.filter(person=amal).update(left_on=days(0))

    assert hanne in readers_of(write(amal))


def test_when_a_reader_is_erased_it_goes_on_without_her(named, write, amal, eva, gina, hanne):
    worry, alone = write(amal), write(amal, only_id=hanne.pk)
    hanne.delete()

    assert readers_of(worry) == {gina}
    assert readers_of(alone) == set()
    assert Addressee.objects.filter(worry=alone).count() == 0


def test_open_first_pages_hear_of_one(named, write, amal, gina, hanne, monkeypatch, django_capture_on_commit_callbacks):
    heard = []
    monkeypatch.setattr(news, "listeners", [heard.extend])

    with django_capture_on_commit_callbacks(execute=True):
        worry = write(amal)
    told = {one.person_id for one in heard}
    heard.clear()
    with django_capture_on_commit_callbacks(execute=True):
        answer_worry(actor=hanne, worry_id=worry.pk)

    assert told == {gina.pk, hanne.pk}
    assert {one.person_id for one in heard} == {gina.pk, hanne.pk, amal.pk}
