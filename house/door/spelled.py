"""Spell a code for a bad telephone line."""

from django.utils import translation

DUTCH = """
Anton Bernard Cornelis Dirk Eduard Ferdinand Gerard Hendrik Izaak Jan Karel Lodewijk Maria Nico Otto Pieter Quotiënt
Rudolf Simon Teunis Utrecht Victor Willem Xantippe Ypsilon Zaandam
""".split()
NATO = """
Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec Romeo Sierra
Tango Uniform Victor Whiskey Xray Yankee Zulu
""".split()


def spelled(code: str, language: str | None = None) -> list[str]:
    """One line per group of the code: 'Karel 7 Maria Dirk'.

    In the Dutch telephone alphabet, or else that of ITU and NATO.
    """
    alphabet = DUTCH if (language or translation.get_language()) == "nl" else NATO
    words = {word[0]: word for word in alphabet}
    return [" ".join(words.get(character, character) for character in group) for group in code.split("-")]
