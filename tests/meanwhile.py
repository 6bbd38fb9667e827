"""Two connections: a verb waits for a row that another holds, and meanwhile the right that it needs ends."""

from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from house.errors import Refusal

rows_are_locked = pytest.mark.only("postgresql")  # on SQLite a transaction keeps out every other that writes


@contextmanager
def begun_while_held(model, pk, verb):
    """A verb begins on another connection while this row is locked: its outcome, and what tells that it is done."""
    outcome, is_done = [], Event()

    def act():
        try:
            outcome.append(verb())
        except Refusal as refusal:
            outcome.append(refusal.code)
        finally:
            connection.close()
            is_done.set()

    thread = Thread(target=act)
    with transaction.atomic():
        model.objects.select_for_update().get(pk=pk)
        thread.start()
        yield outcome, is_done
    thread.join()


def waits_for(model, pk, verb, meanwhile):
    """What becomes of a verb that waits for this row while `meanwhile` is done to her rights and committed."""
    with begun_while_held(model, pk, verb) as (outcome, is_done):
        assert not is_done.wait(0.5), outcome
        meanwhile()
    return outcome


def waits_not_for(model, pk, verb):
    """What becomes of a verb that never asks for this row, which is locked all the while."""
    with begun_while_held(model, pk, verb) as (outcome, is_done):
        assert is_done.wait(10)
    return outcome


def ends_today(facts: QuerySet):
    return lambda: facts.update(**{facts.model.ENDS: timezone.localdate()})
