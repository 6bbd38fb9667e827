"""A code, said over a bad line."""

from django.utils import translation

from house.door.services.codes import ALPHABET
from house.door.spelled import spelled


def test_a_code_is_spelled_in_dutch_and_in_english():
    assert spelled("AB12-Z0QX", "nl") == ["Anton Bernard 1 2", "Zaandam 0 Quotiënt Xantippe"]
    assert spelled("AB12-Z0QX", "en") == ["Alfa Bravo 1 2", "Zulu 0 Quebec Xray"]


def test_the_language_of_the_reader_counts_unless_told():
    with translation.override("en"):
        assert spelled("A") == ["Alfa"]


def test_every_sign_of_a_code_has_one_word():
    for language in ("nl", "en"):
        words = spelled(ALPHABET, language)[0].split()
        assert (len(set(words)), [word[0] for word in words]) == (len(ALPHABET), list(ALPHABET))
