"""All that a house holds, each sealed text opened, as JSON, in a process of its own.

On the database of its environment:

python -m tests.house.backups.everything
"""

import json
import sys

import django

CHANGED_BY_A_RESTORE = {
    "house_house.shut_at", "house_card.withdrawn_at", "house_backuprun.", "house_return.", "programs_feed.",
    "house_device.", "house_browsersession.", "house_sent.", "house_tickrun.", "house_overdue.",
    "house_introduction.", "house_walk.",
}  # fmt: skip
"""Columns, and whole tables."""


def everything():
    from django.apps import apps

    ours = ("house", "programs", "peergroups", "mfa")
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in ours]
    return {model._meta.db_table: rows for model in models if (rows := list(_rows_of(model)))}


def _rows_of(model):
    table = model._meta.db_table
    fields = [field for field in model._meta.concrete_fields if field.column]
    kept = [f for f in fields if not {f"{table}.", f"{table}.{f.column}"} & CHANGED_BY_A_RESTORE]
    if not kept:
        return
    for row in model._base_manager.order_by("pk"):
        yield {field.column: _as_text(getattr(row, field.attname)) for field in kept}


def _as_text(value):
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


if __name__ == "__main__":
    django.setup()
    json.dump(everything(), sys.stdout)
