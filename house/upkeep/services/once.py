"""Carry out a page once, even when an impatient thumb or a slow line sends it twice."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from house import retention
from house.upkeep.models import Sent


@transaction.atomic
def send_once(mark: str, deed: Callable[[], str]) -> tuple[str, bool]:
    """The address that the deed led to, and whether it was done now. Of two at once the second waits for the first.

    A refused deed leaves no mark, so the next one counts as the first.
    """
    sent, is_first = Sent.objects.get_or_create(mark=mark)
    if is_first:
        sent.led_to = deed()
        sent.save(update_fields=["led_to"])
    return sent.led_to, is_first


def where_it_led(mark: str) -> str:
    """The address that this page led to when it was sent before; '' if it was not."""
    return Sent.objects.filter(mark=mark).values_list("led_to", flat=True).first() or ""


def forget_where_it_led(person_id: UUID) -> None:
    """Delete pages that were sent, within the transaction that erases somebody: an address may hold an id of hers.

    The page that is carried out now, and may be what erases her, has led nowhere yet.
    """
    Sent.objects.exclude(led_to="").delete()


def forget_what_was_sent() -> None:
    Sent.objects.filter(at__lt=timezone.now() - retention.SENT_FORMS).delete()
