"""Checks before a process of the house starts."""

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.migrations.executor import MigrationExecutor

from house.door.services.opening import prove_keys


def prove_ready() -> None:
    """Raises CommandError, in one sentence, when the database or the key is not ready."""
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        executor = MigrationExecutor(connection)
    except OperationalError as problem:
        raise CommandError(f"The database cannot be reached: {str(problem).strip()}") from None
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError("The database is not up to date. Run `manage.py migrate` first; nothing was started.")
    try:
        prove_keys()
    except ImproperlyConfigured as problem:
        raise CommandError(str(problem)) from None


def prove_address() -> None:
    """Raises CommandError when a card could not say where to go."""
    if not settings.HOUSE_ADDRESS:
        raise CommandError(
            "Set HOUSE_ADDRESS, such as https://week.example: a card says where to go. Nothing was made."
        )


def prove_collected() -> None:
    """Raises CommandError when pages would need static files that were never collected."""
    try:
        staticfiles_storage.url("house/house.css")
    except ValueError:
        raise CommandError(
            "The static files were not collected. Run `manage.py collectstatic` first; nothing was started."
        ) from None
