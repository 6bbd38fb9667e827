"""Delete old rows of the programme. Each function here is a tick of the worker."""

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
    """Delete notes of the house and appointments a week after their last day."""
    before = timezone.localdate() - KEPT_FOR
    HouseNote.objects.filter(until_on__lte=before).delete()
    Appointment.objects.filter(on__lt=before).delete()


FADES_AFTER = timedelta(weeks=4)


def fade_notices() -> None:
    """Delete notices after four weeks."""
    Notice.objects.filter(at__lt=timezone.now() - FADES_AFTER).delete()


SWEPT_AFTER = timedelta(hours=1)


def sweep_papers() -> None:
    """Delete files that belong to no paper: their training is gone, or a process was killed halfway."""
    storage = sealed_files()
    try:
        _, names = storage.listdir("")
    except FileNotFoundError:
        return
    names_in_use = set(Paper.objects.values_list("file", flat=True))
    for name in names:
        if name not in names_in_use and _is_settled(storage, name):
            storage.delete(name)


def _is_settled(storage: Storage, name: str) -> bool:
    """Is it too old to be still under way?"""
    return storage.get_modified_time(name) < timezone.now() - SWEPT_AFTER


def forget_traces() -> None:
    """Delete the traces of edits that can no longer be undone."""
    EditedSession.objects.filter(edit__at__lt=timezone.now() - 2 * UNDONE_WITHIN).delete()


def forget_swaps() -> None:
    """Delete swaps a week after both weeks passed, and questions that nobody answered a week after their week."""
    before = timezone.localdate() - KEPT_FOR - timedelta(weeks=1)
    Swap.objects.filter(Q(in_return_on=None) | Q(in_return_on__lt=before), week_on__lt=before).delete()


def forget_reminders() -> None:
    """Delete reminders of sessions that have begun."""
    Reminder.objects.filter(starts_at__lte=timezone.now()).delete()


def forget_drafts() -> None:
    """Delete drafts that nobody put in the week for some weeks."""
    Draft.objects.faded().delete()
