"""What of the programme fades when: each of these is a tick of the worker."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.storage import Storage
from django.db.models import Q
from django.utils import timezone

from house.files import sealed_files
from programs.household.models.household import KEPT_FOR, Appointment, HouseNote, Swap
from programs.household.models.reminders import Reminder
from programs.importing.models import Draft
from programs.materials.models import Paper
from programs.planning.edits.models import UNDONE_WITHIN, EditedSession
from programs.sessions.models.notices import Notice


def forget_what_passed() -> None:
    """A week after its last day nothing is left of a note and of an appointment."""
    before = timezone.localdate() - KEPT_FOR
    HouseNote.objects.filter(until_on__lte=before).delete()
    Appointment.objects.filter(on__lt=before).delete()


FADES_AFTER = timedelta(weeks=4)


def fade_notices() -> None:
    """Forget what was told long ago."""
    Notice.objects.filter(at__lt=timezone.now() - FADES_AFTER).delete()


SWEPT_AFTER = timedelta(hours=1)


def sweep_papers() -> None:
    """Delete files that belong to no paper: of a training that is gone, or of a process that was killed halfway."""
    storage = sealed_files()
    try:
        _, there = storage.listdir("")
    except FileNotFoundError:
        return
    kept = set(Paper.objects.values_list("file", flat=True))
    for name in there:
        if name not in kept and _is_settled(storage, name):
            storage.delete(name)


def _is_settled(storage: Storage, name: str) -> bool:
    """Is it too old to be still under way?"""
    return storage.get_modified_time(name) < timezone.now() - SWEPT_AFTER


def forget_traces() -> None:
    """What sessions were before an edit is needed for ten minutes."""
    EditedSession.objects.filter(edit__at__lt=timezone.now() - 2 * UNDONE_WITHIN).delete()


def forget_swaps() -> None:
    """A week after both weeks passed nothing is left of a swap, and of a question that nobody answered neither."""
    before = timezone.localdate() - KEPT_FOR - timedelta(weeks=1)
    Swap.objects.filter(Q(in_return_on=None) | Q(in_return_on__lt=before), week_on__lt=before).delete()


def forget_reminders() -> None:
    """Of what has begun nobody needs a reminder."""
    Reminder.objects.filter(starts_at__lte=timezone.now()).delete()


def forget_drafts() -> None:
    """A draft that nobody put in the week fades after some weeks."""
    Draft.objects.faded().delete()
