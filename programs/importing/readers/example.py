"""The example workbook that shows how to write a programme."""

from __future__ import annotations

from datetime import time
from io import BytesIO

from django.utils.translation import gettext as _


def _rows() -> list[list[object]]:
    weekly, other = _("elke week"), _("om de week")
    names = _("Training;Thema;Dag;Tijd;Duur;Herhaling;Vanaf;T/m;Niet op;Kamer;Trainer")
    return [
        list(names.split(";")),
        [_("Koken"), _("koken"), _("dinsdag"), time(10, 30), _("90 min"), weekly, "", "", "", _("Keuken"), "Anna"],
        [_("Wandelen"), _("buiten"), _("ma en do"), time(14), _("1 uur"), other, "", "", "", "", _("Bea en Carla")],
    ]


def example_sheet() -> bytes:
    """A workbook with neutral names; nothing in it tells what house it is for."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = _("Week")
    for row in _rows():
        sheet.append(row)
    sheet.freeze_panes = "A2"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = 16
    data = BytesIO()
    book.save(data)
    return data.getvalue()
