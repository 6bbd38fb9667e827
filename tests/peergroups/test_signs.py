"""What leads out of a group is asked about once, marked for who holds it, named on its page, and never forbidden."""

import re
from html import unescape
from uuid import uuid4

import pytest

from peergroups.errors import ThinkAgain
from peergroups.models import Message
from peergroups.talk.phrases import APPS, ENDINGS, LANGUAGES, LETTERS, NUMBERS, PHRASES
from peergroups.talk.services.change import edit_message
from peergroups.talk.signs import Sign, signs_in
from tests.peergroups.lines import BLIND, HALVES, lines_of

FOUND = {
    "Bel me: 06 12 34 56 78": {Sign.NUMBER},
    "mijn nr is 0612345678!": {Sign.NUMBER},
    "+31 (0)6-12345678": {Sign.NUMBER},
    "٠٦١٢٣٤٥٦٧٨": {Sign.NUMBER},
    "volg @mooi_meisje": {Sign.ACCOUNT},
    "Zit je op Snapchat?": {Sign.ACCOUNT},
    "kijk op https://voorbeeld.example/x": {Sign.LINK},
    "ga naar iets.nl": {Sign.LINK},
    "Ik heb werk voor je": {Sign.WORK},
    "I have an easy job": {Sign.WORK},
    "je krijgt 500 euro": {Sign.MONEY},
    "zo kun je snel  geld maken": {Sign.MONEY},
    "Je kunt bij mij slapen": {Sign.BED},
    "stay with me tonight": {Sign.BED},
    "\uff37\uff37\uff37.iets.com": {Sign.LINK},
    "app 0612345678, werk voor jou, bij mij wonen": {Sign.NUMBER, Sign.WORK, Sign.BED},
    "mijn snap is roos": {Sign.ACCOUNT},
    "add me on insta": {Sign.ACCOUNT},
    "snap: roos": {Sign.ACCOUNT},
    "nul, ZES; één twee - drie vier": {Sign.NUMBER},
    "нула осем 8 осем едно 2": {Sign.NUMBER},
    "0️⃣6️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣": {Sign.NUMBER},
    "601 222 333": {Sign.NUMBER},
    "schrijf naar kim@post.example": {Sign.ACCOUNT},
    "Mam dla ciebie pracę": {Sign.WORK},
    "mam dla ciebie prace": {Sign.WORK},
    "werk " * 700 + "voor je": {Sign.WORK},
    "200 per dag": {Sign.MONEY},
    "What's your number": {Sign.NUMBER},
    "whats ur number": {Sign.NUMBER},
    "nulzes twaalf vierendertig": {Sign.NUMBER},
    "zéro six douze trente-quatre": {Sign.NUMBER},
    "нула осемдесет и осем, дванайсет 1": {Sign.NUMBER},
    "صفر ستة، اربعة وتلاتين، اتناشر": {Sign.NUMBER},
    "o6 12345678": {Sign.NUMBER},
    "تعي نكمل عالواتس": {Sign.ACCOUNT},
    "chodź na whatsappa": {Sign.ACCOUNT},
    "example dot com": {Sign.LINK},
    "t.me/voorbeeldgroep": {Sign.LINK},
    "idvam da te vzema": {Sign.BED},
    "идвам да те взема": {Sign.BED},
    "they promised me easy money, call 0612345678": {Sign.NUMBER},
}
QUIET = [
    "Hoi", "Morgen om 10:00-12:00", "25-11-2026", "Ik was om 7.30 wakker", "Ik heb 2 euro in mijn zak",
    "Het werk was zwaar",
    "Ik sliep slecht in mijn bed", "Wat kost dat, 3,50?", "Ik ben 112 keer wakker geworden", "Fijn.Dank je", "bel 112",
    "Mijn nicht heeft een nieuwe baan", "0800-0113", "@", "Ik snap al Pools", "Op insta gezien", "insta",
    "snap je: ja", "Ik snap het.Maar hoe", "Dit is mijn slaapplek",
    "nul zes een twee drie", "20 per dag", "", "they promised me easy money", "op 25-11-2026 10:00", "05-11-2026 10:00",
    "drieëndertig en vierendertig", "8:14 en 10:45 een",
]  # fmt: skip


@pytest.mark.parametrize(("words", "signs"), FOUND.items())
def test_what_leads_out_is_seen(words, signs):
    assert set(signs_in(words)) == signs


@pytest.mark.parametrize("words", QUIET)
def test_ordinary_talk_is_left_alone(words):
    assert signs_in(words) == ()


def test_who_writes_it_is_asked_once_and_may_say_it(say, amal):
    with pytest.raises(ThinkAgain) as asked:
        say(amal, "Bel me op 06 87 65 43 21")

    assert "Hier staat een telefoonnummer of een vraag ernaar in." in str(asked.value.message)
    assert not Message.objects.exists()
    say(amal, "Bel me op 06 87 65 43 21")
    assert Message.objects.count() == 1


def test_the_answer_of_one_is_not_that_of_another(say, amal, cleo):
    for person in (amal, cleo):
        with pytest.raises(ThinkAgain):
            say(person, "Mijn nummer is 06 11 22 33 55")


def test_changing_the_words_afterwards_is_asked_too(say, amal, group):
    said = say(amal, "Hoi")

    with pytest.raises(ThinkAgain):
        edit_message(actor=amal, group_id=group.pk, number=said.number, text="Ik heb werk voor je, kom vanavond")


def test_without_script_the_form_comes_back_and_a_second_time_it_goes(as_, amal, group):
    phone, path = as_(amal), f"/groups/{group.pk}/"
    sent = {"text": "Kom bij mij wonen, ik heb plek", "key": str(uuid4())}

    asked = phone.post(path, sent)

    assert asked.status_code == 422
    assert "Kom bij mij wonen, ik heb plek" in asked.content.decode()
    assert "Stuur het dan nog eens." in asked.content.decode()
    assert phone.post(path, sent).status_code == 302


def test_who_holds_the_group_sees_a_mark_and_nobody_else(say, as_, amal, cleo, gina, group):
    with pytest.raises(ThinkAgain):
        say(amal, "Volg mij: @wilgje")
    say(amal, "Volg mij: @wilgje")
    path = f"/groups/{group.pk}/"

    mark = "Alleen voor jou: hier staat een account ergens anders in."
    marked = {who: mark in as_(person).get(path).content.decode()
              for who, person in {"amal": amal, "cleo": cleo, "gina": gina}.items()}  # fmt: skip

    assert marked == {"amal": False, "cleo": False, "gina": True}


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_hundred_innocent_lines_at_most_one_is_taken_for_a_sign(half, language):
    innocent = lines_of(half, language)["innocent"]

    taken = [line for line in innocent if signs_in(line)]

    assert len(innocent) >= 50
    assert len(taken) <= len(innocent) / 100, taken


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_of_ten_telling_lines_at_least_nine_are_seen(half, language):
    telling = lines_of(half, language)["telling"]

    missed = [line for line in telling if not signs_in(line)]

    assert len(telling) >= 25
    assert len(missed) <= len(telling) / 10, missed


def test_of_lines_that_the_list_was_not_mended_on_half_are_seen_and_one_in_a_hundred_is_innocent():
    blind = [lines_of(BLIND, language) for language in LANGUAGES]
    innocent, telling = ([line for lines in blind for line in lines[kind]] for kind in ("innocent", "telling"))

    assert (len(innocent), len(telling)) == (400, 320)
    assert sum(bool(signs_in(line)) for line in innocent) <= len(innocent) / 100
    assert sum(bool(signs_in(line)) for line in telling) >= len(telling) / 2


def test_all_that_is_looked_for_stands_on_the_page_of_the_group(as_, amal, group):
    page = unescape(as_(amal).get(f"/groups/{group.pk}/about/").content.decode())

    phrases = [phrase for kinds in PHRASES.values() for some in kinds.values() for phrase in some]
    numbers = [word for parts in NUMBERS.values() for words in parts.values() for word in words]
    looked_for = [*phrases, *APPS, *ENDINGS, *LETTERS, *numbers]
    assert [phrase for phrase in looked_for if phrase.replace("...", "…") not in page] == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_words_of_her_own_language_come_first(as_, amal, group, language):
    amal.language = language
    amal.save()

    page = as_(amal).get(f"/groups/{group.pk}/about/").content.decode()

    assert re.findall(r'<dd lang="(\w+)"', page)[0] == language
