"""Her name, drawing and colour in a group are hers to choose, and nobody who gave her the place learns them."""

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from house import retention
from house.errors import NotHere
from peergroups.agreements.services import agree
from peergroups.errors import AliasTaken, FaceTaken, MustChoose, NoLetter, NotOpenYet, RealName, TooLong
from peergroups.forgetting import fade
from peergroups.models import FormerLook, Message, Seat
from peergroups.seats import views
from peergroups.seats.services.admission import begin, open_seat
from peergroups.seats.services.lifecycle import end_seat, give_seat
from peergroups.seats.services.naming import choose_alias, free_faces, suggest_aliases
from peergroups.talk.queries import seats_around
from tests import cast


@pytest.fixture
def newcomer(group, eva, bo):
    """The seat of Bo, open, without a name in the group."""
    with transaction.atomic():
        return begin(give_seat(actor=eva, group_id=group.pk, person_id=bo.pk))


@pytest.fixture
def choose(group, bo):
    def choose(alias="Stip", face=None, actor=bo):
        dye, figure = face or free_faces(group)[0]
        return choose_alias(actor=actor, group_id=group.pk, alias=alias, dye=dye, figure=figure)

    return choose


def text_of(answer):
    return answer.content.decode()


def test_before_she_chose_nobody_in_the_group_sees_her(newcomer, group, amal, bo, say):
    assert newcomer.is_nameless
    assert str(newcomer.pk) not in {seat["id"] for seat in seats_around(actor=amal, group_id=group.pk)}
    with pytest.raises(MustChoose):
        say(bo)


def test_she_chooses_and_the_group_hears_it(newcomer, group, amal, bo, choose, say, told):
    choose("  Zonnebloem ", ("plum", "hen"))
    agree(actor=bo, group_id=group.pk, number=1)

    around = {seat["id"]: seat for seat in seats_around(actor=amal, group_id=group.pk)}
    hers = around[str(newcomer.pk)]
    assert (hers["alias"], hers["dye"], hers["figure"]) == ("Zonnebloem", "plum", "hen")
    assert say(bo).number == 1


@pytest.mark.django_db(transaction=True)
def test_a_change_is_told_to_all_of_the_group(group, amal, choose, told):
    choose("Wilgje", actor=amal)

    assert {"SeatsChanged", "RightsChanged"} <= {type(news).__name__ for news in told}


def test_what_she_said_before_bears_the_new_name(group, amal, cleo, say, choose, seat_of):
    say(amal)
    choose("Wilgje", actor=amal)

    assert seat_of(amal).alias == "Wilgje"
    assert Message.objects.get().seat.alias == "Wilgje"


@pytest.mark.parametrize("alias", ["wilg ", "W\u200bilg", "w i l g", "KANEEL", "gina", "Wi1g", "Gina 🌼"])
def test_a_name_that_looks_like_anothers_is_refused_without_saying_whose(newcomer, choose, alias):
    with pytest.raises(AliasTaken) as refused:
        choose(alias)

    assert str(refused.value.message) == "Die naam is hier al in gebruik, of was dat. Kies een andere."


def test_the_name_of_who_left_is_free_once_her_words_are_gone(newcomer, group, eva, amal, say, seat_of, choose):
    say(amal)
    end_seat(actor=eva, seat_id=seat_of(amal).pk)
    with pytest.raises(AliasTaken):
        choose("Wilg")

    Message.objects.all().delete()

    assert choose("Wilg").alias == "Wilg"


def test_a_name_that_she_had_stays_hers_while_her_words_stand(newcomer, group, amal, say, choose, seat_of):
    face = seat_of(amal).dye, seat_of(amal).figure
    say(amal, "Ik ben Wilg")
    choose(actor=amal)

    with pytest.raises(AliasTaken):
        choose("Wi1g")
    with pytest.raises(FaceTaken):
        choose("Zonnebloem", face)

    Message.objects.all().delete()

    assert choose("Wilg", face).alias == "Wilg"


def test_she_may_take_back_what_she_was_called(group, amal, say, choose, seat_of):
    face = seat_of(amal).dye, seat_of(amal).figure
    say(amal)
    choose(actor=amal)

    assert choose("Wilg", face, actor=amal).alias == "Wilg"


def test_she_may_be_called_as_on_her_seat_before(group, eva, amal, say, choose, seat_of):
    say(amal)
    end_seat(actor=eva, seat_id=seat_of(amal).pk)
    with transaction.atomic():
        begin(give_seat(actor=eva, group_id=group.pk, person_id=amal.pk))

    assert choose("Wilg", actor=amal).alias == "Wilg"


def test_who_said_nothing_leaves_no_former_name(group, amal, choose):
    choose(actor=amal)

    assert not FormerLook.objects.exists()


def test_of_many_former_names_the_last_ones_stay(group, amal, say, choose, seat_of):
    say(amal)
    for name in "abcdefgh":
        choose(name, actor=amal)

    assert [look.alias for look in seat_of(amal).former_looks.all()] == list("cdefg")


def test_former_names_fade_with_the_last_words(group, amal, say, choose):
    say(amal)
    choose(actor=amal)
    fade()
    assert FormerLook.objects.exists()

    fade(timezone.now() + 2 * retention.TALK)

    assert not FormerLook.objects.exists()


@pytest.mark.parametrize("alias", ["Bo", "b o", "BÓ", "Bo B.", "Ik ben bo", "bo.zonder.achternaam"])
def test_her_own_name_is_gently_refused(newcomer, bo, choose, alias):
    bo.sign_in_name = "Bo.zonder.achternaam"
    bo.save()

    with pytest.raises(RealName):
        choose(alias, actor=bo)


@pytest.mark.parametrize("alias", ["Amal", "Cleo", "Hanne", "hanne H."])
def test_the_name_of_another_is_refused_as_her_own_is(newcomer, hanne, choose, alias):
    """Amal and Cleo, who moved out, are in the group, and Hanne works here."""
    with pytest.raises(RealName) as refused:
        choose(alias)

    assert str(refused.value.message) == (
        "Zo heet iemand buiten de groep, misschien jijzelf. Kies hier liever een andere naam."
    )


def test_a_resident_without_a_seat_is_not_named_either(newcomer, house, choose):
    cast.make_resident("Noor van Dijk", house)

    for alias in ("Noor", "Noor van Dijk"):
        with pytest.raises(RealName):
            choose(alias)


def test_a_drawing_that_another_has_or_that_there_is_not_is_refused(newcomer, choose, seat_of, amal):
    for face in ((seat_of(amal).dye, seat_of(amal).figure), ("pink", "owl"), ("plum", "")):
        with pytest.raises(FaceTaken):
            choose(face=face)


@pytest.mark.parametrize(("alias", "why"), [(" \u200b ", NoLetter), ("🌼", NoLetter), ("a" * 41, TooLong)])
def test_nothing_and_too_much_are_refused(newcomer, choose, alias, why):
    with pytest.raises(why):
        choose(alias)


def test_a_line_end_becomes_a_space(as_, newcomer, group, bo):
    as_(bo).post(reverse("peergroups:name", args=[group.pk]), {"own": "Roos\nbegeleider", "face": "plum-hen"})

    newcomer.refresh_from_db()
    assert newcomer.alias == "Roos begeleider"


def test_she_keeps_her_own_while_she_changes_the_other(group, amal, choose, seat_of):
    seat = seat_of(amal)

    assert choose("Wilg", ("plum", "hen"), actor=amal).figure == "hen"
    assert choose("Wilgje", ("plum", "hen"), actor=amal).alias == "Wilgje"
    assert seat.pk == seat_of(amal).pk


@pytest.mark.parametrize("who", ["gina", "eva", "hanne", "fay"])
def test_nobody_else_chooses(group, choose, request, who):
    with pytest.raises(NotHere):
        choose(actor=request.getfixturevalue(who))


def test_before_somebody_met_her_she_chooses_nothing(group, eva, bo, choose):
    give_seat(actor=eva, group_id=group.pk, person_id=bo.pk)

    with pytest.raises(NotOpenYet):
        choose()


def test_suggested_names_are_free_and_in_her_language(newcomer, choose):
    names = suggest_aliases(newcomer, "nl", 50)

    assert len(set(names)) == 50
    assert "Wilg" not in names
    assert set(suggest_aliases(newcomer, "en", 500)) != set(names)


def test_no_free_face_is_one_of_the_group_and_the_first_is_unlike_the_others(group, seat_of, amal, cleo):
    faces = free_faces(group)
    taken = {(seat_of(person).dye, seat_of(person).figure) for person in (amal, cleo)}

    assert len(faces) == 72 - 2
    assert not taken & set(faces)
    assert faces[0][0] not in {dye for dye, _ in taken}


# Pages


def test_her_first_visit_leads_to_the_choice_and_two_taps_let_her_in(as_, newcomer, group, bo):
    client = as_(bo)
    talk, page = (reverse(f"peergroups:{name}", args=[group.pk]) for name in ("talk", "name"))

    assert client.get(talk)["Location"] == page
    shown = client.get(page).context
    fields = {"suggested": shown["chosen"], "own": "", "face": shown["face"]}
    done = client.post(page, fields)

    assert done["Location"] == talk
    newcomer.refresh_from_db()
    assert newcomer.alias == shown["chosen"]
    assert f"{newcomer.dye}-{newcomer.figure}" == shown["face"]
    assert client.get(talk).status_code == 200


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"own": "Wilg"}, "Die naam is hier al in gebruik, of was dat."),
        ({"own": "Bo"}, "Zo heet iemand buiten de groep, misschien jijzelf."),
        ({"own": "\u200b"}, "Kies een naam met minstens één letter of cijfer."),
        ({"own": "", "suggested": ""}, "Kies een naam, of bedenk er zelf een."),
        ({"own": "Stip", "face": ""}, "Vul dit nog in."),
        ({"own": "Stip", "face": "x"}, "errorlist"),
    ],
)
def test_a_refused_choice_keeps_what_she_typed(as_, newcomer, group, bo, fields, sentence):
    answer = as_(bo).post(reverse("peergroups:name", args=[group.pk]), {"face": "plum-hen"} | fields)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    if fields["own"]:
        assert f'value="{fields["own"]}"' in text_of(answer)


def test_all_free_drawings_can_be_seen(as_, newcomer, group, bo):
    page = reverse("peergroups:name", args=[group.pk])

    assert text_of(as_(bo).get(page)).count('name="face"') == 12
    assert text_of(as_(bo).get(page, {"all": 1})).count('name="face"') == 70


def test_about_us_leads_her_back_to_her_choice(as_, group, amal, seat_of):
    hers = as_(amal)
    page = reverse("peergroups:name", args=[group.pk])
    assert page in text_of(hers.get(reverse("peergroups:about", args=[group.pk])))
    assert 'value="Wilg"' in text_of(hers.get(page))

    done = hers.post(
        page, {"suggested": "Wilg", "own": "Wilgje", "face": f"{seat_of(amal).dye}-{seat_of(amal).figure}"}
    )

    assert done["Location"] == reverse("peergroups:about", args=[group.pk])
    assert seat_of(amal).alias == "Wilgje"


def test_each_name_is_offered_once_and_hers_first(as_, group, amal, monkeypatch):
    monkeypatch.setattr(views, "SUGGESTED", 500)  # all that there are, hers among them

    names = as_(amal).get(reverse("peergroups:name", args=[group.pk])).context["names"]

    assert names[0] == "Wilg"
    assert len(names) == len(set(names))


def test_a_facilitator_has_the_name_of_outside(as_, group, gina):
    assert as_(gina).get(reverse("peergroups:name", args=[group.pk])).status_code == 404


def test_the_group_reads_that_somebody_comes_and_only_who_opens_it_reads_who(as_, group, eva, amal, gina, bo):
    seat = give_seat(actor=eva, group_id=group.pk, person_id=bo.pk)
    about = reverse("peergroups:about", args=[group.pk])

    hers, ginas = text_of(as_(amal).get(about)), text_of(as_(gina).get(about))
    assert "Er komt iemand bij" in hers
    assert "<bdi>Bo</bdi>" not in hers
    assert "<bdi>Bo</bdi>" in ginas

    open_seat(actor=gina, seat_id=seat.pk)

    for person in (amal, gina):
        page = text_of(as_(person).get(about))
        assert "Er komt iemand bij" in page
        assert "<bdi>Bo</bdi>" not in page


def test_a_coordinator_is_asked_no_name_and_reads_none(as_, newcomer, group, eva, bo, choose):
    choose("Zonnebloem")
    asked = text_of(as_(eva).get(reverse("peergroups:give_seat", args=[group.pk])))
    desk = text_of(as_(eva).get(reverse("peergroups:desk_group", args=[group.pk])))

    assert 'name="alias"' not in asked
    for page in (asked, desk):
        assert "Zonnebloem" not in page
    assert "Bo" in desk


def test_an_old_seat_keeps_the_name_it_was_given(group, amal, seat_of):
    assert not seat_of(amal).is_nameless
    assert not Seat.objects.named().exclude(pk__in=group.seats.all()).exists()
    assert cast.called(seat_of(amal), "Wilg").alias == "Wilg"
