"""The rows of the grid as markup, for the same reason as `programs.week.rows`."""

from __future__ import annotations

from collections.abc import Iterable
from types import EllipsisType
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from house.markup import joined, markup
from house.models import Room
from house.templatetags.icons import icon
from programs.recurrence.words import clock
from programs.week.grid import Block, Cell, GridRow
from programs.week.parts import NOTHING, names_of, path_of

WEEK, TRAINERS = "week", "trainers"
"""The two ways to see the grid, as their address says it."""


def lines_of(
    lines: Iterable[GridRow], *, is_by_trainers: bool, chosen_id: UUID | None, adds_in: str = ""
) -> SafeString:
    """The rows of the grid as markup. `chosen_id` is the session that the panel beside the grid shows.

    `adds_in` is the address where something new is planned, empty for who runs no house.
    """
    rows = (
        (
            SafeString(' class="rest"') if line.icon else "",
            icon(line.icon) if line.icon else "",
            line.name,
            markup("<small>{}</small>", line.below) if line.below else "",
            joined(_cell(cell, is_by_trainers, chosen_id, adds_in, line.name) for cell in line.cells),
        )
        for line in lines
    )
    return joined(markup('<tr>\n<th scope="row"{}>{}<bdi>{}</bdi>{}</th>\n{}</tr>\n', *row) for row in rows)


def _cell(cell: Cell, is_by_trainers: bool, chosen_id: UUID | None, adds_in: str, name: str) -> SafeString:
    blocks = joined(
        markup("<li>{}{}</li>", _block(block, is_by_trainers, chosen_id), _mover(block, is_by_trainers))
        for block in cell.blocks
    )
    return markup(
        "<td{}{}>{}{}</td>\n",
        SafeString(' class="today"') if cell.day.is_today else "",
        _place(cell),
        markup("<ul>{}</ul>", blocks) if blocks else "",
        _adder(cell, adds_in, name) if adds_in and not (blocks or cell.day.is_past) else "",
    )


def _place(cell: Cell) -> SafeString | str:
    """Where something that is put into this cell goes: see `asked_place`."""
    if cell.day.is_past:
        return ""
    room = "" if isinstance(cell.room, EllipsisType) else markup(' data-room="{}"', cell.room.pk if cell.room else "")
    return markup(' data-on="{}"{}', cell.day.anchor, room)


def _adder(cell: Cell, adds_in: str, name: str) -> SafeString:
    room = cell.room if isinstance(cell.room, Room) else None
    words = _("Nieuw op %(day)s, %(row)s") % {"day": cell.day.in_words, "row": name}
    return markup(
        '<a class="cell-add" href="{}?on={}&amp;at=10:00{}" aria-label="{}">{}</a>\n',
        adds_in,
        cell.day.anchor,
        markup("&amp;house={}&amp;room={}", room.house_id, room.pk) if room else "",
        words,
        icon("plus"),
    )


def _mover(block: Block, is_by_trainers: bool) -> SafeString:
    """The link to move a session; a script lets her drag the session by it, or choose the place."""
    session = block.session
    if block.has_left or not (session.is_led and session.is_open):
        return NOTHING
    address = f"{path_of('programs:move', session.pk)}?from={TRAINERS if is_by_trainers else WEEK}"
    words = _("Verplaats")
    return markup(
        '<a class="block-move" href="{}" data-move aria-label="{}: {}">{}</a>',
        address,
        words,
        block.in_full,
        words,
    )


def _block(block: Block, is_by_trainers: bool, chosen_id: UUID | None) -> SafeString:
    session = block.session
    times = markup('<bdi class="block-time">{}\N{EN DASH}{}</bdi>', clock(session.starts_at), clock(session.ends_at))
    if block.is_veiled:
        return markup('<div class="block veiled">{}<b>{}</b>{}</div>\n', times, _("Bezet"), _ruler(block))
    is_here = not block.has_left
    return markup(
        '<a class="block{}" href="?{}session={}#chosen" aria-label="{}"{}>\n{}\n<b>{}</b>\n{}\n{}{}</a>\n',
        f" dye-{session.training.look.dye}" if session.goes_on and is_here else " off",
        SafeString("by=trainers&amp;") if is_by_trainers else "",
        session.pk,
        block.in_full,
        SafeString(' aria-current="true"') if session.pk == chosen_id and is_here else "",
        times if is_here else "",
        session.training.title,
        markup('<span class="block-more">{}</span>', _more(block, is_by_trainers)) if is_here else "",
        joined(
            markup('<span class="mark {}">{}<span>{}</span></span>', state.kind, icon(state.icon), state.word)
            for state in block.states
        ),
        _ruler(block) if is_here else "",
    )


def _more(block: Block, is_by_trainers: bool) -> SafeString | str:
    """The room or the names, whichever the row does not show."""
    if is_by_trainers:
        return block.session.room.name if block.session.room else ""
    return names_of(block.givers) if block.givers else NOTHING


def _ruler(block: Block) -> SafeString:
    return markup(
        '<svg class="ruler" viewBox="0 0 840 4" preserveAspectRatio="none" aria-hidden="true">'
        '<rect x="{}" width="{}" height="4"/></svg>\n',
        block.ruler_x,
        block.ruler_length,
    )
