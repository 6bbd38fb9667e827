"""Delete old rows of the programme: each function is a tick of the worker. How long it keeps them: `retention`."""

from __future__ import annotations

from django.core.files.storage import Storage
from django.db.models import Q
from django.utils import timezone

from house.files import sealed_files
from programs import retention
from programs.household.models.household import Appointment, HouseNote, Swap
from programs.household.models.reminders import Reminder
from programs.importing.models import Draft
from programs.materials.models import Paper
from programs.planning.edits.models import EditedSession
from programs.sessions.models.changes import UNDONE_WITHIN
from programs.sessions.models.notices import Notice


def forget_what_passed() -> None:
    """Delete notes of the house and appointments some time after their last day."""
    before = timezone.localdate() - retention.NOTES
    HouseNote.objects.filter(until_on__lte=before).delete()
    Appointment.objects.filter(on__lt=before).delete()


def fade_notices() -> None:
    """Delete old notices."""
    Notice.objects.filter(at__lt=timezone.now() - retention.NOTICES).delete()


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
    return storage.get_modified_time(name) < timezone.now() - retention.LOOSE_FILES


def forget_traces() -> None:
    """Delete the traces of edits that can no longer be undone."""
    EditedSession.objects.filter(edit__at__lt=timezone.now() - 2 * UNDONE_WITHIN).delete()


def forget_swaps() -> None:
    """Delete swaps some time after both weeks, and questions that nobody answered after their week."""
    before = timezone.localdate() - retention.SWAPS
    Swap.objects.filter(Q(in_return_on=None) | Q(in_return_on__lt=before), week_on__lt=before).delete()


def forget_reminders() -> None:
    """Delete reminders of sessions that have begun."""
    Reminder.objects.filter(starts_at__lte=timezone.now()).delete()


def forget_drafts() -> None:
    """Delete drafts that nobody put in the week."""
    Draft.objects.faded().delete()
