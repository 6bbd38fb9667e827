"""All that a house holds in another database of the engine of this run, each sealed text opened.

All houses of a run seal with one key, so it takes no process of that house.
"""

from contextlib import contextmanager

from django.apps import apps
from django.db import connection, connections

CHANGED_BY_A_RESTORE = {
    "house_house.shut_at", "house_card.withdrawn_at", "house_backuprun.", "house_return.", "programs_feed.",
    "house_device.", "house_browsersession.", "house_sent.", "house_tickrun.", "house_overdue.",
    "house_introduction.", "house_walk.",
}  # fmt: skip
"""Columns, and whole tables."""


def everything(url):
    ours = ("house", "programs", "peergroups", "mfa")
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in ours]
    with _opened(url) as alias:
        return {model._meta.db_table: rows for model in models if (rows := list(_rows_of(model, alias)))}


@contextmanager
def _opened(url):
    """The alias of a connection to this database."""
    facts, alias = connection.settings_dict, "there"
    if connection.vendor == "sqlite":
        facts = facts | {"NAME": url.removeprefix("sqlite:///")}
    else:
        facts = facts | {"NAME": url.rpartition("/")[2], "OPTIONS": {}}  # without a pool, which outlives the database
    connections.settings[alias] = facts
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias], connections.settings[alias]


def _rows_of(model, alias):
    table = model._meta.db_table
    fields = [field for field in model._meta.concrete_fields if field.column]
    kept = [f for f in fields if not {f"{table}.", f"{table}.{f.column}"} & CHANGED_BY_A_RESTORE]
    if not kept:
        return
    for row in model._base_manager.using(alias).order_by("pk"):
        yield {field.column: _as_text(getattr(row, field.attname)) for field in kept}


def _as_text(value):
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
