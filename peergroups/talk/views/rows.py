"""The messages of a talk as markup, and the empty one from which messages.js draws what comes live.

Every piece is made here once, for both. Everything is escaped by `markup`.
"""

from functools import lru_cache

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, gettext as _

from house.markup import joined, markup
from house.templatetags.icons import icon
from peergroups.talk.links import links_in
from peergroups.talk.models import Message

NOTHING, HIDDEN, AUTO = SafeString(""), SafeString(" hidden"), SafeString(' dir="auto"')
BUBBLE, BUBBLE_END, END = SafeString('<div class="bubble">'), SafeString("</div>"), SafeString("</div></div></li>\n")
HIDDEN_END = SafeString("</div></div></details></li>\n")
CSS_OF_STATE = {Message.State.TAKEN_BACK: " taken-back", Message.State.MODERATED: " moderated"}


def rows_of(drawn):
    """The rows of a page of the talk. Their links are meant to be followed from there, so they are short."""
    language = get_language()
    return joined(_row(line, language, here="") for line in drawn)


def row_alone(line):
    """One message on a page of its own: there its menu is the page."""
    here = reverse("peergroups:talk", args=[line.reader.group_id])
    return _row(line, get_language(), here=here, is_alone=True)


def _row(line, language, *, here, is_alone=False):
    """Safe pieces put together stay safe; with one that is not, all of it would be escaped."""
    url, name = f"{here}{line.number}/", line.name
    words = _linked(line.text, f"{url}links/") if line.has_words else line.text
    said = _said(words, line.lang if line.lang != language else "")
    return (
        _opening(line)
        + (_above("day", line.day) if line.opens_day else NOTHING)
        + (_above("new", _("Nieuw voor jou")) if line.is_first_new else NOTHING)
        + (_hidden() if line.is_hidden else NOTHING)
        + _message(_css(line))
        + (NOTHING if line.is_own else _letter(name[:1]) if line.is_staff else _figure(line.seat["figure"]))
        + _head(name, line.at_iso, line.time, is_staff=line.is_staff, is_edited=line.is_edited)
        + BUBBLE
        + (_quote(line, here, is_alone) if line.answers_seen else NOTHING)
        + (_behind_note(line.note, said) if line.note else said)
        + BUBBLE_END
        + (_signs(line.signs) if line.signs else NOTHING)
        + (_reactions(_chip(reaction, url) for reaction in line.reactions) if line.reactions else NOTHING)
        + (_tool(url, name) if line.has_words and not is_alone else NOTHING)
        + (HIDDEN_END if line.is_hidden else END)
    )


def blank_row(*, shows_signs):
    """A row with every part that a message may have, for the script to fill or drop. Only a facilitator's has signs."""
    return (
        SafeString("<li>")
        + _above("day", "", HIDDEN)
        + _above("new", _("Nieuw voor jou"), HIDDEN)
        + _hidden()
        + SafeString("</details>")
        + _message("")
        + _figure("")
        + _letter("")
        + _head("", "", "", is_staff=True, is_edited=True)
        + BUBBLE
        + _quote_of("", "", "", "")
        + _behind_note("", NOTHING)
        + _said("", "")
        + BUBBLE_END
        + (_signs(SafeString('<span data-part="what"></span>')) if shows_signs else NOTHING)
        + _reactions([_chip({"name": "", "label": "", "count": "", "by": "", "is_mine": False}, "")])
        + _tool("", "")
        + _state()
        + END
    )


def _opening(line):
    place = NOTHING if line.place is None else SafeString(f' data-seat="{line.place:d}"')
    return markup('<li class="dye-{}" id="b{}"{}{}>', line.seat["dye"], line.number, place, _facts(line))


@lru_cache
def _message(css):
    return markup('<div class="msg{}">', css)


def _facts(line):
    """Attributes that the script reads of a row: what its text does not show."""
    facts = {"state": "" if line.has_words else line.state, "note": line.note, "reply-to": line.reply_to}
    return joined(markup(' data-{}="{}"', name, fact) for name, fact in facts.items() if fact)


def _css(line):
    own, follow = " own" if line.is_own else "", " follow" if line.goes_on else ""
    return f"{own}{follow}{CSS_OF_STATE.get(line.state, '')}"


def _above(part, words, is_hidden=NOTHING):
    return markup('<p class="{}-line"{}>{}</p>', part, is_hidden, words)


def _hidden():
    """The line in which a message of somebody whom she hid is folded."""
    words = '<details class="hush"><summary>{} <u>{}</u></summary>'
    return markup(words, _("Verborgen bericht"), _("toon"))


@lru_cache
def _figure(name):
    picture = '<svg class="avatar" aria-hidden="true"><use href="{}#{}"/></svg>'
    return markup(picture, static("house/avatars.svg"), name)


def _letter(letter):
    return markup('<span class="avatar" aria-hidden="true">{}</span>', letter)


def _head(name, at_iso, time, *, is_staff, is_edited):
    return markup(
        '<div><header><bdi>{}</bdi>{} <time datetime="{}">{}</time>{}</header>',
        name,
        markup(" <small>{}</small>", _("begeleider")) if is_staff else "",
        at_iso,
        time,
        markup(' <span data-part="edited">{}</span>', _("aangepast")) if is_edited else "",
    )


def _quote(line, here, is_alone):
    number, answered = line.reply_to, line.answered
    url = f"#b{number}" if line.answered_is_near and not is_alone else f"{here}{number}/"
    if answered is not None and answered.is_hidden:
        return _quote_of("", url, "", _("Verborgen bericht"))
    if answered is None:
        return _quote_of("", url, "", _("een bericht van eerder"))
    return _quote_of(f" dye-{answered.seat['dye']}", url, answered.name, answered.in_short)


def _quote_of(dye, url, name, words):
    return markup(
        '<a class="quote{}" href="{}"><b><bdi>{}</bdi></b> <span>{}</span></a>',
        dye,
        url,
        name,
        words,
    )


def _behind_note(note, said):
    return markup(
        '<details class="fold" data-part="note"><summary>{}<span>{} <span data-part="note-text" dir="auto">{}</span>'
        "<small>{}</small></span></summary>{}</details>",
        icon("eye-off"),
        _("Let op: dit gaat over"),
        note,
        _("Tik om te lezen. Overslaan mag."),
        said,
    )


def _said(text, language):
    """A text that begins with a plain letter needs no `dir`: the browser already knows its direction."""
    direction = "" if text[:1].isascii() and text[:1].isalpha() and not get_language_bidi() else AUTO
    its_language = markup(' lang="{}"', language) if language else ""
    return markup('<p class="said"{}{}>{}</p>', direction, its_language, text)


def _linked(text, url):
    """The text, in which each link leads to the page that says where it goes."""
    pieces, at = [], 0
    for link in links_in(text):
        around = (
            text[link.start : link.host_start],
            text[link.host_start : link.host_end],
            text[link.host_end : link.end],
        )
        pieces += [text[at : link.start], markup('<a href="{}" dir="ltr">{}<b>{}</b>{}</a>', url, *around)]
        at = link.end
    return joined([*pieces, text[at:]]) if pieces else text


def _signs(what):
    words = _("Alleen voor jou: hier staat %(what)s in.") % {"what": conditional_escape(what)}
    flag = icon("flag")
    return markup('<p class="quiet-text" data-part="signs">{} {}</p>', flag, mark_safe(words))  # noqa: S308


def _reactions(chips):
    row = '<ul class="reactions" data-part="reactions" aria-label="{}">{}</ul>{}'
    names = SafeString('<p class="names quiet-text" data-part="names" role="status"></p>')
    return markup(row, _("Reacties"), joined(chips), names)


def _chip(reaction, url):
    return markup(
        '<li><a class="button{}" data-reaction="{}" title="{}" href="{}">{}<span data-part="count">{}</span> '
        '<span class="visually-hidden" data-part="by">{}: {}</span></a></li>',
        " mine" if reaction["is_mine"] else "",
        reaction["name"],
        reaction["label"],
        url,
        icon(reaction["name"]),
        reaction["count"],
        reaction["label"],
        reaction["by"],
    )


def _tool(url, name):
    return markup('<a class="tool" href="{}">{}</a>', url, _("Meer bij %(name)s") % {"name": name})


def _state():
    """The line under a message that waits to be sent: why it waits, and what she can do."""
    return markup(
        '<div data-part="state" class="msg-acts" hidden><p class="msg-state stop">{}<span data-part="why"></span></p>'
        '<div class="buttons"><button class="button quiet" data-draft="drop">{}</button>'
        '<button class="button quiet" data-draft="edit">{}</button>'
        '<button class="button outline" data-draft="again">{}{}</button></div></div>',
        icon("info"),
        _("Haal weg"),
        _("Pas aan"),
        icon("rotate-cw"),
        _("Nog eens"),
    )
