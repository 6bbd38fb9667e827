"""Compare names as an eye sees them."""

from __future__ import annotations

from unicodedata import category, normalize

from peergroups.text import BLANK

_TWINS = {
    "a": "аαɑ",
    "b": "вβ",
    "c": "сϲ",
    "d": "ԁđ",
    "e": "еεє",
    "g": "ɡ",
    "h": "нһΗħ",
    "j": "јϳ",
    "k": "кκ",
    "l": "iı1|іιӏɩɪł",
    "m": "мμ",
    "n": "Νηո",
    "o": "0оοσօø",
    "p": "рρ",
    "q": "ԛ",
    "s": "ѕ",
    "t": "тτŧ",
    "u": "υս",
    "v": "νѵ",
    "w": "ѡԝω",
    "x": "хχ",
    "y": "уγү",
    "z": "ζ",
}
"""Latin letters with their twins in Latin, Cyrillic, Greek and Armenian, and with numbers that look like them.

All are lower case, but for two capitals of Greek whose lower case has another twin. Other scripts have no twins here.
"""
TWINS = str.maketrans({twin: letter for letter, twins in _TWINS.items() for twin in twins})


def visible_form(name: str) -> str:
    """The name as an eye sees it: its letters and numbers alone, without accents, and twins alike. It may be empty."""
    return "".join(visible_words(name))


def visible_words(name: str) -> list[str]:
    """The same, word by word. All that is no letter, number or accent parts words, but for what nobody sees."""
    letters = normalize("NFKD", BLANK.sub(lambda blank: " " if blank[0].isspace() else "", normalize("NFKC", name)))
    folded = letters.translate(TWINS).casefold().translate(TWINS)
    kept = (letter if category(letter)[0] in "LN" else " " for letter in folded if category(letter)[0] != "M")
    return "".join(kept).split()
