"""For migrations: turn a column of clear text into a sealed one of the same name, in one transaction.

The clear text is still in free pages and in the log of the database afterwards: see `peergroups` 0004.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from house.hashing import KeyedHashField
from house.sealing import SealedTextField

ASIDE = "_in_the_clear"


def seal_columns(app: str, model: str, **fields: models.Field) -> list[Operation]:
    """Operations that seal texts, and add the hashes beside them. They cannot be reversed."""
    texts = [name for name, field in fields.items() if isinstance(field, SealedTextField)]
    hashes = [name for name, field in fields.items() if isinstance(field, KeyedHashField)]
    return [
        *(migrations.RenameField(model, name, name + ASIDE) for name in texts),
        *(migrations.AddField(model, name, _as_stored(field, null=True)) for name, field in fields.items()),
        migrations.RunPython(_fill(app, model, texts, hashes)),
        *(migrations.RemoveField(model, name + ASIDE) for name in texts),
        *(migrations.AlterField(model, name, _as_stored(field)) for name, field in fields.items() if not field.null),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.AlterField(model, name, field) for name, field in fields.items()]
        ),
    ]


def _as_stored(field: models.Field, **other: Any) -> models.Field:
    """The field without its default, which the database does not know: an empty text is sealed too."""
    _, _, args, options = field.deconstruct()
    return type(field)(
        *args, **{name: value for name, value in options.items() if name not in ("default", "blank")} | other
    )


def _fill(app: str, model: str, texts: list[str], hashes: list[str]) -> Any:
    def fill(apps: Any, schema_editor: Any) -> None:
        for canary in apps.get_model("house", "Canary")._base_manager.all():
            canary.song  # noqa: B018  a key that is not the one of this house stops here: SealBroken
        rows = apps.get_model(app, model)._base_manager
        for pk in list(rows.values_list("pk", flat=True)):
            row = rows.get(pk=pk)
            for name in texts:
                setattr(row, name, getattr(row, name + ASIDE))
            row.save(update_fields=[*texts, *hashes])

    return fill
