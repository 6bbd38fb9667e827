"""A page that is sent twice, by an impatient thumb or a slow line, is carried out once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from house.models import Sent

KEPT_FOR = timedelta(hours=1)


def mark_of(request: HttpRequest) -> str | None:
    """What tells this page with these words on it from any other: its token differs each time that it is shown.

    None where there is no token, for then it was no page.
    """
    if "csrfmiddlewaretoken" not in request.POST:
        return None
    told = (str(request.user.pk), request.path, sorted(request.POST.lists()))
    return hashlib.sha256(repr(told).encode()).hexdigest()


@transaction.atomic
def send_once(mark: str, deed: Callable[[], str]) -> tuple[str, bool]:
    """Where the deed led to, and whether it was done now. Of two at once the second waits for the first.

    A deed that is refused leaves no mark: the next one is a first.
    """
    sent, is_first = Sent.objects.get_or_create(mark=mark)
    if is_first:
        sent.led_to = deed()
        sent.save(update_fields=["led_to"])
    return sent.led_to, is_first


def forget_what_was_sent() -> None:
    Sent.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
