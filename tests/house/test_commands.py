"""Opening a real house, asked in a terminal or told in options."""

import re

import pytest
from django.core.management import CommandError, call_command

from house.door.services import cards, codes
from house.errors import Refusal
from house.models import Canary, House, Person
from house.people.models.standing import standing_of
from house.sealing import new_key

TOLD = {"name": "Huis Linde", "coordinator": "Eva", "witness": "Pia", "language": "nl", "phone": "020-000 00 00"}


@pytest.fixture
def answer(monkeypatch):
    """Somebody in a terminal, who answers these words in turn; what she was asked."""

    def sit_down(*answers):
        asked, left = [], iter(answers)

        def reply(question):
            asked.append(question.strip())
            try:
                return next(left)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr("builtins.input", reply)
        return asked

    return sit_down


def codes_in(told):
    """Of the coordinator's card, and of that of the second pair of eyes."""
    return re.findall(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", told)


def people():
    """The coordinator and the second pair of eyes."""
    return sorted(Person.objects.all(), key=lambda person: person.chosen_name)


def test_a_house_is_opened_with_options_and_nothing_is_asked(db, answer, capsys):
    asked = answer()

    call_command("open_house", **TOLD)

    house, (eva, pia) = House.objects.get(), people()
    assert (house.name, house.phone, eva.language, pia.language) == ("Huis Linde", "020-000 00 00", "nl", "nl")
    assert (list(House.objects.run_by(eva)), list(House.objects.run_by(pia))) == ([house], [])
    assert asked == []


def test_a_house_is_opened_by_asking(db, answer, capsys):
    asked = answer(" Huis Linde ", "Eva", "Pia", "en", "")

    call_command("open_house")

    house, (eva, pia) = House.objects.get(), people()
    assert (house.name, house.phone, eva.language, pia.language) == ("Huis Linde", "", "en", "en")
    assert asked == [
        "Hoe heet het huis?",
        "Hoe heet de coördinator?",
        "Wie is het tweede paar ogen, van de stichting of een ander huis?",
        "Hun taal (nl of en)?",
        "Telefoonnummer van het huis, dag en nacht (mag leeg)?",
    ]


def test_an_empty_or_unknown_answer_is_asked_again(db, answer, capsys):
    asked = answer("", "   ", "Huis Linde", "Eva", "Pia", "Nederlands", "nl", "")

    call_command("open_house")

    assert len(asked) == 8
    assert (House.objects.get().name, people()[0].language) == ("Huis Linde", "nl")


def test_a_blank_option_is_asked_again(db, answer, capsys):
    asked = answer("Huis Linde")

    call_command("open_house", **TOLD | {"name": "  "})

    assert (asked, House.objects.get().name) == (["Hoe heet het huis?"], "Huis Linde")


@pytest.mark.parametrize("answers", [[], ["Huis Linde"], ["Huis Linde", "Eva", "Pia", "nl"]])
def test_without_a_terminal_nothing_is_opened(db, answer, answers):
    answer(*answers)

    with pytest.raises(CommandError) as refused:
        call_command("open_house")

    assert str(refused.value) == "Nobody answered. Nothing was changed; run this command in a terminal."
    assert (list(House.objects.all()), list(Person.objects.all())) == ([], [])


def test_two_printed_cards_let_two_people_in_who_count_at_once(db, capsys):
    call_command("open_house", **TOLD)
    printed = codes_in(capsys.readouterr().out)

    eva, pia = (
        cards.come_in(code=code, sign_in_name=name, passphrase="drie gewone woorden")
        for code, name in zip(printed, ("eva", "pia"), strict=True)
    )

    assert [(one.chosen_name, one.cards.get().role) for one in (eva, pia)] == [
        ("Eva", "coordinator"),
        ("Pia", "witness"),
    ]
    assert set(Person.objects.vouched()) == {eva, pia}


def test_a_house_of_before_gets_its_second_pair_of_eyes(db, capsys):
    call_command("open_house", **TOLD)
    call_command("add_witness", name="Olga")

    code = codes_in(capsys.readouterr().out)[-1]
    olga = cards.come_in(code=code, sign_in_name="olga", passphrase="drie gewone woorden")

    standing = standing_of(olga)
    assert (olga.chosen_name, olga.is_vouched) == ("Olga", True)
    assert (standing.is_eyewitness, standing.is_colleague) == (True, False)


@pytest.mark.parametrize(
    ("language", "sentence", "word"),
    [
        ("nl", "Een keer te gebruiken, binnen 3 dagen. Ga naar http://testserver/card/ en vul de code in.", "Anton"),
        ("en", "Works once, within 3 days.", "Alfa"),
    ],
)
def test_the_card_is_printed_in_her_language_and_spelled(db, capsys, monkeypatch, language, sentence, word):
    signs = iter("A" * 16 + "B" * 16)
    monkeypatch.setattr(codes.secrets, "choice", lambda alphabet: next(signs))

    call_command("open_house", **TOLD | {"language": language})

    told = capsys.readouterr().out
    assert "AAAA-AAAA-AAAA-AAAA" in told
    assert (" ".join([word] * 4) in told, sentence in told) == (True, True)


@pytest.mark.parametrize("command", ["open_house", "add_witness", "restore_coordinator"])
def test_no_card_is_printed_before_the_house_has_an_address(db, settings, command):
    settings.HOUSE_ADDRESS = ""
    told = {"open_house": TOLD, "add_witness": {"name": "Olga"}}.get(command, {})

    with pytest.raises(CommandError, match="Set HOUSE_ADDRESS"):
        call_command(command, **told)
    assert (House.objects.count(), Person.objects.count()) == (0, 0)


def test_a_language_that_is_not_spoken_here_is_refused(db):
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("open_house", "--language", "xx")


def test_a_second_house_opens_beside_the_first(db, capsys):
    call_command("open_house", **TOLD)
    call_command("open_house", **TOLD | {"name": "Huis Wilg", "coordinator": "Nadia"})

    eva, nadia = (person for person in people() if person.chosen_name != "Pia")
    assert list(House.objects.run_by(eva)) != list(House.objects.run_by(nadia))
    assert sorted(person.chosen_name for person in Person.objects.visible_to(eva)) == ["Eva", "Pia"]


def test_opening_a_house_writes_its_canary(db, capsys):
    call_command("open_house", **TOLD)

    assert Canary.objects.count() == 1


def test_opening_a_house_with_the_wrong_key_changes_nothing(db, settings, capsys):
    call_command("open_house", **TOLD)
    settings.SEALING_KEYS = (new_key(),)

    with pytest.raises(CommandError, match="is not the key of this house"):
        call_command("open_house", **TOLD)
    assert House.objects.count() == 1


def test_a_used_printed_card_opens_nothing_more(db, capsys):
    call_command("open_house", **TOLD)
    code = codes_in(capsys.readouterr().out)[0]
    cards.come_in(code=code, sign_in_name="eva", passphrase="drie gewone woorden")

    with pytest.raises(Refusal, match="card_not_valid"):
        cards.find_card(code)
