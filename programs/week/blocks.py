"""The rows of the grid as markup, for the same reason as `programs.week.rows`."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from house.templatetags.icons import icon
from programs.recurrence.words import clock
from programs.week.grid import Block, Cell, GridRow
from programs.week.rows import NOTHING, names_of


def lines_of(lines: Iterable[GridRow], *, is_by_trainers: bool, chosen_id: UUID | None) -> SafeString:
    """`chosen_id` is the session that the panel beside the grid shows."""
    rows = (
        (
            SafeString(' class="rest"') if line.icon else "",
            icon(line.icon) if line.icon else "",
            line.name,
            format_html("<small>{}</small>", line.below) if line.below else "",
            format_html_join("", "{}", ((_cell(cell, is_by_trainers, chosen_id),) for cell in line.cells)),
        )
        for line in lines
    )
    return format_html_join("", '<tr>\n<th scope="row"{}>{}<bdi>{}</bdi>{}</th>\n{}</tr>\n', rows)


def _cell(cell: Cell, is_by_trainers: bool, chosen_id: UUID | None) -> SafeString:
    blocks = format_html_join("", "<li>{}</li>", ((_block(block, is_by_trainers, chosen_id),) for block in cell.blocks))
    return format_html(
        "<td{}>{}</td>\n",
        SafeString(' class="today"') if cell.day.is_today else "",
        format_html("<ul>{}</ul>", blocks) if blocks else "",
    )


def _block(block: Block, is_by_trainers: bool, chosen_id: UUID | None) -> SafeString:
    session = block.session
    times = format_html(
        '<bdi class="block-time">{}\N{EN DASH}{}</bdi>', clock(session.starts_at), clock(session.ends_at)
    )
    if block.is_veiled:
        return format_html('<div class="block veiled">{}<b>{}</b>{}</div>\n', times, _("Bezet"), _ruler(block))
    is_here = not block.has_left
    return format_html(
        '<a class="block{}" href="?{}session={}#chosen" aria-label="{}"{}>\n{}\n<b>{}</b>\n{}\n{}{}</a>\n',
        f" dye-{session.training.look.dye}" if session.goes_on and is_here else " off",
        SafeString("by=trainers&amp;") if is_by_trainers else "",
        session.pk,
        block.in_full,
        SafeString(' aria-current="true"') if session.pk == chosen_id and is_here else "",
        times if is_here else "",
        session.training.title,
        format_html('<span class="block-more">{}</span>', _more(block, is_by_trainers)) if is_here else "",
        format_html_join(
            "",
            '<span class="mark {}">{}<span>{}</span></span>',
            ((state.kind, icon(state.icon), state.word) for state in block.states),
        ),
        _ruler(block) if is_here else "",
    )


def _more(block: Block, is_by_trainers: bool) -> SafeString | str:
    """The room or the names, whichever the row does not show."""
    if is_by_trainers:
        return block.session.room.name if block.session.room else ""
    return names_of(block.givers) if block.givers else NOTHING


def _ruler(block: Block) -> SafeString:
    return format_html(
        '<svg class="ruler" viewBox="0 0 840 4" preserveAspectRatio="none" aria-hidden="true">'
        '<rect x="{}" width="{}" height="4"/></svg>\n',
        block.ruler_x,
        block.ruler_length,
    )
