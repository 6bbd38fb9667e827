from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import timezone, translation

from house.errors import BadFrame, NotHere
from peergroups.errors import Empty, Frozen, Resting, TooLate
from peergroups.groups.services import rest_group
from peergroups.models import Message, Reaction
from peergroups.seats.services.lifecycle import freeze_seat
from peergroups.talk.services.change import change_message, edit_message, react, take_back, unreact
from tests import cast


@pytest.fixture
def said(say, amal):
    """Amal said 'Hoi'."""
    return say(amal, "Hoi", note="regen")


def only_message():
    return Message.objects.get()


def make_older(minutes):
    Message.objects.update(said_at=timezone.now() - timedelta(minutes=minutes))


def test_her_own_words_can_be_said_otherwise(group, said, amal):
    version = edit_message(actor=amal, group_id=group.pk, number=1, text="Dag")

    message = only_message()
    assert (message.text, message.note, message.version, version) == ("Dag", "regen", 2, 2)
    assert message.edited_at is not None


def test_saying_the_same_again_changes_nothing(group, said, amal):
    assert edit_message(actor=amal, group_id=group.pk, number=1, text=" Hoi ") == 1
    assert only_message().edited_at is None


def test_an_edit_is_for_the_first_minutes(group, said, amal):
    make_older(minutes=14)
    edit_message(actor=amal, group_id=group.pk, number=1, text="Dag")
    make_older(minutes=16)

    with pytest.raises(TooLate):
        edit_message(actor=amal, group_id=group.pk, number=1, text="Dag dag")


def test_an_edit_to_nothing_is_refused(group, said, amal):
    with pytest.raises(Empty):
        edit_message(actor=amal, group_id=group.pk, number=1, text="  ")


def test_nobody_edits_or_takes_back_the_words_of_another(group, said, cleo, gina, eva):
    for other in (cleo, gina, eva):
        with pytest.raises(NotHere):
            edit_message(actor=other, group_id=group.pk, number=1, text="Dag")
        with pytest.raises(NotHere):
            take_back(actor=other, group_id=group.pk, number=1)


def test_taking_back_leaves_a_row_without_words(group, said, amal, cleo):
    react(actor=cleo, group_id=group.pk, number=1, name="sun")

    version = take_back(actor=amal, group_id=group.pk, number=1)

    message = only_message()
    assert (message.text, message.note, message.state, message.version) == ("", None, "taken_back", version)
    assert not Reaction.objects.exists()


def test_taking_back_works_always(group, said, amal, gina):
    make_older(minutes=60 * 24 * 80)
    rest_group(actor=gina, group_id=group.pk)

    take_back(actor=amal, group_id=group.pk, number=1)

    assert only_message().text == ""


def test_taking_back_twice_is_once(group, said, amal):
    first = take_back(actor=amal, group_id=group.pk, number=1)

    assert take_back(actor=amal, group_id=group.pk, number=1) == first


def test_what_was_taken_back_cannot_be_edited_or_reacted_to(group, said, amal, cleo):
    take_back(actor=amal, group_id=group.pk, number=1)

    with pytest.raises(TooLate):
        edit_message(actor=amal, group_id=group.pk, number=1, text="Dag")
    with pytest.raises(TooLate):
        react(actor=cleo, group_id=group.pk, number=1, name="sun")


def test_a_frozen_seat_changes_nothing(group, said, seat_of, amal, gina):
    freeze_seat(actor=gina, seat_id=seat_of(amal).pk)

    with pytest.raises(Frozen):
        take_back(actor=amal, group_id=group.pk, number=1)


def test_a_reaction_is_given_once_and_can_be_taken_away(group, said, cleo):
    first = react(actor=cleo, group_id=group.pk, number=1, name="sun")
    again = react(actor=cleo, group_id=group.pk, number=1, name="sun")
    gone = unreact(actor=cleo, group_id=group.pk, number=1, name="sun")
    nothing = unreact(actor=cleo, group_id=group.pk, number=1, name="sun")

    assert (first, again, gone, nothing) == (2, 2, 3, 3)
    assert not Reaction.objects.exists()


def test_there_are_a_few_reactions_and_no_others(group, said, cleo):
    with pytest.raises(BadFrame):
        react(actor=cleo, group_id=group.pk, number=1, name="duim-omlaag")


def test_nobody_reacts_where_the_group_rests(group, said, cleo, gina):
    rest_group(actor=gina, group_id=group.pk)

    with pytest.raises(Resting):
        react(actor=cleo, group_id=group.pk, number=1, name="sun")


def test_a_newcomer_cannot_react_to_what_was_said_before(group, said, eva, bo):
    cast.take_seat(actor=eva, group_id=group.pk, person_id=bo.pk)

    with pytest.raises(NotHere):
        react(actor=bo, group_id=group.pk, number=1, name="sun")


def test_each_thing_done_with_a_message_goes_by_its_name(group, said, amal):
    def change(op, value=""):
        change_message(actor=amal, group_id=group.pk, number=1, op=op, value=value)
        message = only_message()
        return message.text, [reaction.name for reaction in message.reactions.all()]

    assert change("edit", "Dag") == ("Dag", [])
    assert change("react", "sun") == ("Dag", ["sun"])
    assert change("unreact", "sun") == ("Dag", [])
    assert change("take_back") == ("", [])


def test_there_are_six_reactions_and_each_has_a_spoken_name_and_a_picture(group, say, amal, cleo, as_):
    say(cleo, "Ik slaap slecht")
    for name in Reaction.Name.values:
        react(actor=amal, group_id=group.pk, number=1, name=name)

    page = as_(amal).get(reverse("peergroups:talk", args=[group.pk])).content.decode()
    sprite = Path(finders.find("house/icons.svg")).read_text()
    menu, row = page.split("<template data-menu>")[1].split('<li class="dye-', 1)
    assert len(Reaction.Name.choices) == 6
    for name, spoken in Reaction.Name.choices:
        assert f'data-value="{name}" aria-label="{spoken}"' in menu
        assert f"{spoken}: Wilg" in row
        assert f'<symbol id="{name}"' in sprite
    with translation.override("en"):
        assert str(Reaction.Name.EAR.label) == "I hear you"
