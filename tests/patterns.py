"""Every pattern of the three apps: where it stands, how long the text is that it reads, and what is hard on it.

`python -m tests.patterns` is a part of `make check`. It names each pattern that stands in the code and not in this
list, and the other way round. `test_patterns.py` times those that are listed.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from programs.planning.forms import quick_line
from tests.pattern_sites import sites

Shape = tuple[str, str, str]
"""How a text begins, what it repeats, and how it ends."""

LINE, CELL, TALK, AGENDA, HEADER = 2_000, 500, 4_000, 16_000, 16_000
"""How long the text is at most, in signs: a message of the log, a cell, a message of the talk, a part of an agenda, a
header or path."""


@dataclass(frozen=True)
class Pattern:
    """`says` is the pattern itself. Where the code puts it together, `written` is how it is written there."""

    file: str
    says: str | bytes
    cut: int
    hard: tuple[Shape, ...]
    written: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.file, self.written or repr(self.says)


QUICK_LINE = "programs/planning/forms/quick_line.py"
BLOCKS = "programs/importing/readers/blocks.py"
LOGS, WORDS, EVENTS, SIGNS, NUMBER_WORDS, PHRASES, LANGUAGES, LINKS = (
    "house/logs.py",
    "programs/importing/readers/words.py",
    "programs/importing/readers/events.py",
    "peergroups/talk/signs.py",
    "peergroups/talk/number_words.py",
    "peergroups/talk/phrases.py",
    "peergroups/talk/languages.py",
    "peergroups/talk/links.py",
)
PARTS = r"(?:'s )?\b(am|pm|a\.m\.|p\.m\.|ochtends|morgens|middags|avonds)(?!\w)"

PATTERNS = (
    # The log
    Pattern(
        LOGS, r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", LINE, (("", "12345678-", ""), ("", "12345678-1234-", ""))
    ),
    Pattern(
        LOGS, r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}\b", LINE, (("", "ABCD-", "x"), ("", "ABCD", ""))
    ),
    Pattern(LOGS, r"\b\d{1,3}(?:\.\d{1,3}){3}\b", LINE, (("", "1.", ""), ("", "123.123.", "x"), ("", "123", ""))),
    Pattern(
        LOGS, r"(?<![\w:])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])", LINE, (("", "a:", "x"), ("", " a:a:a", ""))
    ),
    Pattern(
        LOGS,
        r"(?<![\w:])(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?(?![\w:])",
        LINE,
        (("", "a:", "x"), ("a::", "a:", "x"), ("", " a::a", "x"), ("", "a::", "x"), ("", "abcd:", "g")),
    ),
    Pattern(
        LOGS,
        r"(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.]+",
        LINE,
        (("", "_", ""), ("", "a.", ""), ("", "a@", ""), ("a@", "-", ""), ("", "a@a ", ""), ("", "+", "@")),
    ),
    Pattern(LOGS, r"\?[^\s\"']+", LINE, (("", "?", ""), ("", "?a", " "), ("", "? ", ""))),
    Pattern(
        LOGS,
        r"(['\"])(?:(?!\1).){2,}\1",
        LINE,
        (("", "'\"", ""), ("'", '"', ""), ('"', "a'", ""), ("", "'a", ""), ("", "'\n", "")),
    ),
    Pattern(
        LOGS,
        r"[\w-]++=*+(?:\.py)?",
        LINE,
        (("", "a-", "."), ("", "-", ""), ("a", "=", ""), ("", "a=", ""), ("", "a.p", "")),
    ),
    Pattern(
        LOGS, r"(['\"])(?:(?!\1).)*(?:\1|\Z)", LINE, (("", "'\"", ""), ("'", '"', ""), ('"', "'a", ""), ("", "'", ""))
    ),
    # The rest of the house
    Pattern("house/sign_in/forms/devices.py", r"[0-9]{4,8}", CELL, (("", "1", ""), ("", "1", "x"))),
    Pattern("house/door/forms/door.py", r"\A[a-zA-Z0-9._-]+\Z", HEADER, (("", "a", "!"), ("", "a.", "\n"))),
    Pattern("house/sign_in/services/lock.py", r"19[4-9]\d|20[0-3]\d", CELL, (("", "194", ""), ("", "203", "x"))),
    Pattern("house/privacy/services/emergencies.py", r"\w{2,}", LINE, (("", "a", ""), ("", "a ", ""), ("", "aa ", ""))),
    Pattern(
        "house/access_log/services/checkpoints.py",
        r"checkpoint ([0-9a-f]{12}) (\d+) ((?:[0-9a-f]{16} ?){4})",
        AGENDA,
        (("checkpoint 0123456789ab ", "1", " "), ("", "checkpoint ", ""), ("", "checkpoint 0123456789ab 1 ", "")),
    ),
    # Our own files, read when a house is installed
    Pattern(
        "house/static_files.py",
        r"""import (?:\{ (?P<names>\w+(?:, \w+)*) \} from )?"(?P<path>\.{1,2}/[\w./-]+\.js)";""",
        LINE,
        (("import { a", ", a", ""), ("import { ", "a", ""), ('import "./', "a", ""), ('import "./', ".js", "")),
    ),
    Pattern(
        "house/static_files.py",
        r"export (?P<code>(?:const|function|async function) (?P<names>\w+|\{ [\w:, ]+ \}).*)",
        LINE,
        (("export const ", "a", ""), ("export const { ", "a, ", ""), ("export const { ", " }", "\n")),
    ),
    Pattern("house/static_files.py", r"""(?<=[;{,]) // [^"'`/]*$""", LINE, (("", "; // ", '"'), ("; // ", "a", "'"))),
    Pattern("house/static_files.py", r"/\*.*?\*/", AGENDA, (("/*", "a", ""), ("", "/*", ""), ("/*", "*", ""))),
    Pattern("house/urls.py", r"^.*/$", HEADER, (("", "/", "x"), ("", "/", "\n"), ("", "\n/", "x"), ("", "a", "/"))),
    # What is brought: cells and words
    Pattern(
        "programs/importing/readers/cells.py",
        rb"<(?:\w+:)?mergeCell\s[^<>]*?ref=\"([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})\"",
        AGENDA,
        (
            ("<mergeCell ", 'ref="', ""),
            ("<", "a", ""),
            ("", "<a:", ""),
            ("<mergeCell ", " ", ""),
            ("", "<mergeCell ", ""),
            ("<mergeCell ", 'ref="A1:A1', ""),
        ),
    ),
    Pattern(
        "programs/importing/readers/cells.py",
        r"sep=(.)\s*$",
        AGENDA,
        (("sep=;", " ", "x"), ("sep=;", "\n", "x"), ("", "sep=", "")),
    ),
    Pattern(
        WORDS,
        r"(\w{1,20})\.? ?(?:-|\u2013|t/m|tm|tot en met|to|through) ?(\w{1,20})\.?",
        CELL,
        (("", "tm", "!"), ("", "to", "!"), ("ma tot ", "a", "!"), ("", "a to", "")),
    ),
    Pattern(WORDS, r"[\s,;/+&.]+", CELL, (("", " ", ""), ("", ", ", "x"), ("", "a ", ""))),
    Pattern(
        WORDS,
        r"(?:om de |elke |iedere |eens per |1 ?x per |every )?(\d{1,2}|\w+)(?: ?(?:weken|weeks|w|wekelijks))?",
        CELL,
        (("elke ", "w", "!"), ("", "weken", "!"), ("", "elke ", ""), ("", "1", "!")),
    ),
    Pattern(WORDS, r"\d{5}", CELL, (("", "1", ""),)),
    Pattern(
        WORDS, r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ].*)?", CELL, (("2026-01-01t", "t", "\n"), ("", "2026-", ""))
    ),
    Pattern(WORDS, r"^[a-z]+\.? (?=\d)", CELL, (("", "a", ""), ("", "a. ", ""), ("a", ".", " 1"))),
    Pattern(
        WORDS,
        r"(\d{1,2})(?:e|de|ste)?[-/. ]+(\d{1,2}|[a-z]+)\.?(?:[-/. ]+'?(\d{2}|\d{4}))?(?: \d.*)?",
        CELL,
        (
            ("1", " ", "!"),
            ("1 a", ".", "!"),
            ("1 ", "a", "!"),
            ("1 a ", "1 ", "\n"),
            ("1", ". ", "\n"),
            ("1 a", " 1", "\n"),
        ),
    ),
    Pattern(WORDS, r"[0-9]+", CELL, (("", "1", ""), ("", "1 ", ""))),
    Pattern(WORDS, r"[,;\n]+|\ben\b|\band\b", CELL, (("", ",", ""), ("", "en ", ""), ("", "and", ""))),
    Pattern(
        WORDS,
        PARTS,
        CELL,
        (("", "'s ", ""), ("", "am ", ""), ("", "a.m.", "a"), ("", "avonds", "")),
        written="PART_OF_DAY",
    ),
    Pattern(WORDS, r"(?:uur|u\.?|h)$", CELL, (("", "uur", "x"), ("", "u", "x"), ("", "u.", "x"), ("", "h", "\n"))),
    Pattern(WORDS, r"(\d{2})(\d{2})", CELL, (("", "1", ""),)),
    Pattern(
        WORDS,
        r"(\d{1,2})(?: ?(?:[:.u h]|uur) ?(\d{2}))?(?::\d{2})?",
        CELL,
        (("1", " ", "!"), ("1", ":", ""), ("1", "uur", "")),
    ),
    Pattern(WORDS, r"(?:(half|kwart over|kwart voor) )?(\w+)", CELL, (("half ", "a", "!"), ("", "half ", ""))),
    Pattern(
        WORDS,
        r" ?(?:-|\u2013|\u2014|\btot\b|\bt/m\b|\bto\b|\buntil\b) ?",
        CELL,
        (("", " ", "x"), ("", "-", ""), ("", "tot ", ""), ("", "t/m", "")),
    ),
    Pattern(WORDS, r"^van ", CELL, (("", "van ", ""),)),
    Pattern(WORDS, r"(\d{1,3}(?:\.\d+)?)", CELL, (("1.", "1", "!"), ("", "1.", ""))),
    Pattern(WORDS, r"(\d{1,3}) ?(?:m|min|mins|minuten|minutes|'|minuut)\.?", CELL, (("1 ", "m", ""), ("1", " ", ""))),
    Pattern(
        WORDS,
        r"(\d{1,2})(?: ?(?:u|uur|h|hours?)\.? ?(?:en )?|:)(\d{1,2})(?: ?(?:m|min|minuten|minutes)\.?)?",
        CELL,
        (("1 uur ", "en ", ""), ("1 uur 1 ", "m", ""), ("1", " ", "")),
    ),
    Pattern(
        WORDS,
        r"(?:een )?(\d{1,2}(?:\.\d+)?|\w+)?\s?(?:u|uur|h|hours?)\.?",
        CELL,
        (("", "u", "!"), ("", "uur", "!"), ("een 1.", "1", "!"), ("", "hour", "!")),
    ),
    Pattern(WORDS, r"(?:een )?(\w+)? ?kwartier(?:en)?", CELL, (("", "kwartier", "!"), ("een ", "k", ""))),
    Pattern(WORDS, r"[,;/&+\n]|\ben\b|\band\b", CELL, (("", ",", ""), ("", "en ", ""), ("", "and", ""))),
    # What is brought: agendas
    Pattern(
        EVENTS, r"\s*BEGIN:VCALENDAR\b", AGENDA, (("", " ", ""), ("", "\n", "BEGIN:"), ("", "BEGIN:VCALENDARS", ""))
    ),
    Pattern(BLOCKS, r"(?:\r\n|\n|\r)[ \t]", AGENDA, (("", "\r\n", ""), ("", "\n ", ""), ("", "\r", ""))),
    Pattern(BLOCKS, r"\r\n|\n|\r", AGENDA, (("", "\r\n", ""), ("", "\r", ""), ("", "\n", ""))),
    Pattern(
        EVENTS,
        r'((?:DTSTART|DTEND|RDATE|EXDATE|RECURRENCE-ID)(?:;(?!TZID)[^:;]*)*;TZID)=(?:"([^"]*)"|(.*?))(?=;[A-Z]+=|:[0-9])',
        AGENDA,
        (
            ("DTSTART", ";A=", ""),
            ("DTSTART", ";A", ";TZID"),
            ("DTSTART", ";TZID=", ""),
            ("DTSTART;TZID=", ";A", ""),
            ("DTSTART;TZID=", "A", ""),
            ("DTSTART;TZID=", ";", ""),
            ('DTSTART;TZID="', '"', ""),
            ('DTSTART;TZID="', "a", '"x'),
            ("DTSTART;TZID=", ":", ""),
        ),
    ),
    Pattern(BLOCKS, r"[A-Za-z0-9-]+", AGENDA, (("", "A", ""), ("", "-", ""))),
    Pattern(BLOCKS, r"SUMMARY[;:]", AGENDA, (("", "SUMMARY", ""),), written="f'{name}[;:]'"),
    Pattern(EVENTS, r"\S+", 400, (("", "::", ""), ("", ":/", ""), ("", "://", ""), ("", "a ", ""))),
    Pattern(EVENTS, r"[,;\n]", 400, (("", ",", ""), ("", "a", ""))),
    Pattern(
        "programs/importing/readers/ics.py",
        r"vakantie|dicht|gesloten|vrije dag|feestdag|kerst|nieuwjaar|pasen|pinkster|hemelvaart|holiday|closed",
        CELL,
        (("", "vakanti", ""), ("", "hemelvaar", ""), ("", "pinkste", "")),
    ),
    Pattern(
        "programs/importing/readers/rules.py",
        r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)",
        CELL,
        (("", "MO", ""), ("+", "1", "MO")),
    ),
    Pattern(
        "programs/importing/readers/zones.py",
        r"\((?:utc|gmt)[^)]*\)(.+)",
        AGENDA,
        (("(utc)", " ", "\n"), ("(utc", ")", "\n"), ("", "(utc", ""), ("(utc)", "\n", "")),
    ),
    Pattern(
        "programs/importing/readers/zones.py",
        r"([+-])(\d{2})(\d{2})(?:\d{2})?",
        AGENDA,
        (("+", "1", ""), ("", "+", "")),
    ),
    Pattern("programs/importing/services/overview.py", r"\w+", CELL, (("", "a", ""), ("", "a ", ""))),
    Pattern("programs/recurrence/months.py", r"(\d{4})-(\d{2})", HEADER, (("", "1", ""), ("", "2026-", ""))),
    Pattern("programs/recurrence/weeks.py", r"(\d{4})-W(\d{2})", HEADER, (("", "1", ""), ("", "2026-W", ""))),
    # The talk
    Pattern("house/line/routing.py", "", HEADER, (("", "/", ""),)),
    Pattern("peergroups/talk/views/talk.py", r"[0-9]{1,15}", HEADER, (("", "1", ""),)),
    Pattern("peergroups/text.py", r"[\x00-\x08\x0b-\x1f\x7f]", TALK, (("", "\x00", ""), ("", "a", ""))),
    Pattern(
        "peergroups/text.py",
        r"[\s\u00ad\u115f\u1160\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0]",
        TALK,
        (("", "\u200b", ""), ("", "a", "")),
    ),
    Pattern(
        "peergroups/text.py",
        r"(?<![\u0600-\u06ff\u0900-\u0dff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u06ff\u0900-\u0dff])",
        TALK,
        (("", "\u200d", ""), ("\u0627", "\u200c", "\u0627"), ("", "\u0627", "")),
    ),
    Pattern(PHRASES, r"(\w{1,24})\w*", TALK, (("", "a", ""), ("", "a ", ""))),
    Pattern(
        PHRASES, r"(?<=\w)['\u2019](?=(?:s|m|re|ll|ve|d|t)\b)", TALK, (("", "a'", ""), ("", "'", ""), ("", "a's", ""))
    ),
    Pattern(PHRASES, r"\d{3,}\w?", TALK, (("", "1", ""), ("", "1", "!"))),
    Pattern(PHRASES, r"[\u0600-\u06ff]{3}", TALK, (("", "\u0627", ""), ("", "\u0627\u0627a", ""))),
    Pattern(
        PHRASES,
        r"[\u0648\u0641]?(?:[\u0647\u0628\u0643\u0639\u0641]?\u0627\u0644|\u0644\u0644|[\u0628\u0644\u0639\u0641\u0647])?",
        TALK,
        (("", "\u0648", ""), ("", "\u0627\u0644", "")),
    ),
    Pattern(
        NUMBER_WORDS,
        r"vier|drie|een|en|0",
        TALK,
        (("", "e", ""), ("", "vie", ""), ("", "een", "")),
        written="'|'.join(sorted(CODE_OF, key=len, reverse=True))",
    ),
    Pattern(NUMBER_WORDS, r"\w{3,}", TALK, (("", "u", ""), ("", "uu ", ""))),
    Pattern(
        NUMBER_WORDS,
        r"h(?:b?t)?(?:b?u)?|tb?u|ubt|[tedub]",
        TALK,
        (("", "u", ""), ("", "ub", ""), ("", "hb", ""), ("", "tb", "")),
    ),
    Pattern(LANGUAGES, r"[^\W\d_]+", TALK, (("", "a", ""), ("", "a1", ""), ("", "_", ""))),
    Pattern(LANGUAGES, r"[\u0430-\u044a\u044c\u044e\u044f]", TALK, (("", "\u0430", ""), ("", "a", ""))),
    Pattern(LANGUAGES, r"[\u044b\u044d\u0451-\u045f\u0491]", TALK, (("", "\u044b", ""), ("", "\u0430", ""))),
    Pattern(LANGUAGES, r"[\u0621-\u064a]", TALK, (("", "\u064a", ""), ("", "a", ""))),
    Pattern(LANGUAGES, r"[\u0671-\u06d3]", TALK, (("", "\u067e", ""), ("", "\u0627", ""))),
    Pattern(SIGNS, r"[0-9@/]|\.\S", TALK, (("", ".", " "), ("", "a", ""), ("", ". ", ""))),
    Pattern(
        SIGNS,
        r"(?<![\w.,])(?!\d\d([-./])\d\d\1(?:19|20)\d\d\b)"
        r"(?:(?:\+|[0o])\d?(?:[ ().\-/]{0,2}\d){8,14}|[5-9]\d\d(?:[ -]?\d{3}){2})(?!\w)",
        TALK,
        (
            ("", "0", "x"),
            ("", "+0", "x"),
            ("", "0 ", "x"),
            ("", "0  ", ""),
            ("", "0-(", ""),
            ("", " 061234567", "a"),
            ("", "5", "x"),
            ("", "555 ", "x"),
        ),
    ),
    Pattern(SIGNS, r"(?<![\w.])@[\w.]{3,}|\w@\w", TALK, (("", "@", ""), ("@", "a", ""), ("", " @aa", ""))),
    Pattern(
        LINKS,
        r"(?<![\w@.-])(?:https?://[^\s<>\"\\]+|(?:[\w-]++\.)+"
        r"(?:com|nl|be|net|org|eu|io|me|ly|gg|app|link|info|xyz|pl|ro|bg|fr|uk|site|shop|club)\b(?![@.]\w|-)"
        r"(?:[/?#:][^\s<>\"\\]*)?|www\.[\w-]+\.[^\s<>\"\\]+)",
        TALK,
        (
            ("", "http://", ""),
            ("", "www. ", ""),
            ("", "a.comm", ""),
            ("", ".", ""),
            ("", "a.", ""),
            ("", "a.com/", ""),
            ("", "a.com.", "-"),
            ("", "(a.", ""),
            ("", "www.a", ""),
        ),
    ),
    Pattern(SIGNS, r"\.[a-z][\w-]+/\w", TALK, (("", ".a", ""), (".", "a", ""), ("", ".aa/", ""))),
    Pattern(
        SIGNS, r"\b(\w{1,24}) ?[:=]", TALK, (("", "a", ""), ("", "a ", ""), ("", " aaaaaaaaaaaaaaaaaaaaaaaaa", ""))
    ),
    Pattern(LINKS, r"https?://", TALK, (("", "http://", ""), ("", "https:", ""))),
    Pattern(
        SIGNS,
        r"(?<= )(?:[a-z]{3,}[._]*[0-9_]|[a-z]+_[a-z0-9]|[a-z]+\.[a-z]+\.[a-z])",
        TALK,
        (("", "a", "!"), ("", " a", ""), ("", " a.", ""), (" a", ".", "!"), (" ", "a", "!")),
    ),
    # The quick line of the form for what is new in the week
    Pattern(QUICK_LINE, quick_line.EVERY_FEW_WEEKS.pattern, CELL, (("", "om de 1", "x"),)),
    Pattern(QUICK_LINE, quick_line.EVERY_DAY.pattern, CELL, (("", "elke ", "x"),)),
    Pattern(
        QUICK_LINE,
        quick_line.EVERY_WEEKDAY.pattern,
        CELL,
        (("", "elke di ", "x"), ("", "di, ", "")),
        written="f'\\\\b(?:elke|iedere) (?:week (?:op )?)?{_DAY}(?:(?: ?,| en) ?{_DAY})*'",
    ),
    Pattern(QUICK_LINE, quick_line.EVERY_WEEK.pattern, CELL, (("", "elke ", "x"),)),
    Pattern(
        QUICK_LINE,
        quick_line.WHOLE_HOURS.pattern,
        CELL,
        (("", "1 ", "x"), ("", "12", "")),
        written="f'\\\\b{_HOUR} ?(?:uur|u)\\\\b'",
    ),
    Pattern(
        QUICK_LINE,
        quick_line.STRETCH.pattern,
        CELL,
        (("", "1-", "x"), ("", "12:00-", "")),
        written="f'(?<![\\\\d:./-]){_CLOCK} ?(-|tot) ?{_CLOCK}(?![\\\\d:./-])(?: ?uur\\\\b)?'",
    ),
    Pattern(
        QUICK_LINE,
        quick_line.LENGTH_IN_WORDS.pattern,
        CELL,
        (("", "half ", "x"),),
        written="f\"\\\\b(?:{'|'.join(MINUTES_IN_WORDS)})\\\\b\"",
    ),
    Pattern(QUICK_LINE, quick_line.MINUTES.pattern, CELL, (("", "1", "x"), ("", "1 m", ""))),
    Pattern(QUICK_LINE, quick_line.BROKEN_HOURS.pattern, CELL, (("", "1", "x"), ("", "1,5", ""))),
    Pattern(QUICK_LINE, quick_line.HALF_PAST.pattern, CELL, (("", "half 1", "x"),), written="f'\\\\bhalf {_HOUR}'"),
    Pattern(
        QUICK_LINE,
        quick_line.QUARTER.pattern,
        CELL,
        (("", "kwart over 1", "x"),),
        written="f'\\\\bkwart (over|voor) {_HOUR}'",
    ),
    Pattern(QUICK_LINE, quick_line.CLOCK.pattern, CELL, (("", "1:", "x"), ("", "12.30", ""))),
    Pattern(
        QUICK_LINE,
        quick_line.O_CLOCK.pattern,
        CELL,
        (("", "om 1", "x"), ("", "1 u", "")),
        written="f'\\\\b(?:om )?{_HOUR} ?(?:uur|u)\\\\b|\\\\bom {_HOUR}'",
    ),
    Pattern(
        QUICK_LINE,
        quick_line.DAY_OF_MONTH.pattern,
        CELL,
        (("", "1 jan", "x"), ("", "1 ", "")),
        written="f'(?<!\\\\d)(\\\\d{{1,2}}) {_MONTH}(?: (\\\\d{{4}}))?'",
    ),
    Pattern(QUICK_LINE, quick_line.DAY_IN_NUMBERS.pattern, CELL, (("", "1-", "x"), ("", "1/1/", ""))),
    Pattern(QUICK_LINE, quick_line.NEAR_DAY.pattern, CELL, (("", "morgen", "x"), ("", "over", ""))),
    Pattern(
        QUICK_LINE,
        quick_line.WEEKDAY.pattern,
        CELL,
        (("", "volgende week ", "x"), ("", "di ", "")),
        written="f'(\\\\bvolgende week )?{_DAY}( volgende week\\\\b)?'",
    ),
    Pattern(QUICK_LINE, quick_line.A_DAY.pattern, CELL, (("", "di", "x"),), written="_DAY"),
)


def unlisted() -> list[str]:
    """What is to be put into the list, or taken out of it."""
    found, listed = {site.key for site in sites()}, {pattern.key for pattern in PATTERNS}
    missing = [f"{file}: {written} is not in the list of tests/patterns.py" for file, written in sorted(found - listed)]
    return missing + [
        f"{file}: {written} is in the list, but not in the code" for file, written in sorted(listed - found)
    ]


if __name__ == "__main__":
    sys.exit("\n".join(unlisted()) or None)
