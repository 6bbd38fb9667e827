"""Opening a real house, asked in a terminal or told in options."""

import re

import pytest
from django.core.management import CommandError, call_command

from house.errors import Refusal
from house.models import Canary, Card, House, Person
from house.sealing import new_key
from house.services import cards

TOLD = {"name": "Huis Linde", "coordinator": "Eva", "language": "nl", "phone": "020-000 00 00"}


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


def code_in(told):
    return re.search(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", told)[0]


def test_a_house_is_opened_with_options_and_nothing_is_asked(db, answer, capsys):
    asked = answer()

    call_command("open_house", **TOLD)

    house, eva = House.objects.get(), Person.objects.get()
    assert (house.name, house.phone, eva.chosen_name, eva.language) == ("Huis Linde", "020-000 00 00", "Eva", "nl")
    assert list(House.objects.run_by(eva)) == [house]
    assert asked == []


def test_a_house_is_opened_by_asking(db, answer, capsys):
    asked = answer(" Huis Linde ", "Eva", "en", "")

    call_command("open_house")

    house, eva = House.objects.get(), Person.objects.get()
    assert (house.name, house.phone, eva.chosen_name, eva.language) == ("Huis Linde", "", "Eva", "en")
    assert asked == [
        "Hoe heet het huis?",
        "Hoe heet de coördinator?",
        "Haar taal (nl of en)?",
        "Telefoonnummer van het huis, dag en nacht (mag leeg)?",
    ]


def test_an_empty_or_unknown_answer_is_asked_again(db, answer, capsys):
    asked = answer("", "   ", "Huis Linde", "Eva", "Nederlands", "nl", "")

    call_command("open_house")

    assert len(asked) == 7
    assert (House.objects.get().name, Person.objects.get().language) == ("Huis Linde", "nl")


def test_a_blank_option_is_asked_again(db, answer, capsys):
    asked = answer("Huis Linde")

    call_command("open_house", **TOLD | {"name": "  "})

    assert (asked, House.objects.get().name) == (["Hoe heet het huis?"], "Huis Linde")


@pytest.mark.parametrize("answers", [[], ["Huis Linde"], ["Huis Linde", "Eva", "nl"]])
def test_without_a_terminal_nothing_is_opened(db, answer, answers):
    answer(*answers)

    with pytest.raises(CommandError) as refused:
        call_command("open_house")

    assert str(refused.value) == "Nobody answered. Nothing was changed; run this command in a terminal."
    assert (list(House.objects.all()), list(Person.objects.all())) == ([], [])


def test_the_printed_card_lets_the_coordinator_in(db, capsys):
    call_command("open_house", **TOLD)
    code = code_in(capsys.readouterr().out)

    person = cards.come_in(code=code, sign_in_name="eva", passphrase="drie gewone woorden")

    assert (person.chosen_name, Card.objects.get().role) == ("Eva", "coordinator")


@pytest.mark.parametrize(
    ("language", "sentence", "word"),
    [
        ("nl", "Een keer te gebruiken, binnen 72 uur. Ga naar /card/ en vul de code in.", "Anton"),
        ("en", "72", "Alfa"),
    ],
)
def test_the_card_is_printed_in_her_language_and_spelled(db, capsys, monkeypatch, language, sentence, word):
    monkeypatch.setattr(cards.secrets, "choice", lambda alphabet: "A")

    call_command("open_house", **TOLD | {"language": language})

    told = capsys.readouterr().out
    assert "AAAA-AAAA-AAAA-AAAA" in told
    assert (" ".join([word] * 4) in told, sentence in told) == (True, True)


def test_a_language_that_is_not_spoken_here_is_refused(db):
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("open_house", "--language", "xx")


def test_a_second_house_opens_beside_the_first(db, capsys):
    call_command("open_house", **TOLD)
    call_command("open_house", **TOLD | {"name": "Huis Wilg", "coordinator": "Nadia"})

    first, second = Person.objects.all()
    assert list(House.objects.run_by(first)) != list(House.objects.run_by(second))
    assert [person.chosen_name for person in Person.objects.visible_to(first)] == [first.chosen_name]


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
    code = code_in(capsys.readouterr().out)
    cards.come_in(code=code, sign_in_name="eva", passphrase="drie gewone woorden")

    with pytest.raises(Refusal, match="card_not_valid"):
        cards.find_card(code)
