"""What a device keeps of hers for when there is no net."""

from typing import NamedTuple

from django.utils.crypto import salted_hmac

from house import throttle
from house.offline.script import hers
from house.people.models.standing import standing_of


class KeptPages(NamedTuple):
    """The addresses that a page has kept, and a mark that changes with her rights."""

    paths: str = ""
    rights: str = ""


NOTHING = KeptPages()


def kept_by(request) -> KeptPages:
    """What this device keeps; NOTHING without her choice, and on one that others use too."""
    device = request.device
    if device is None or throttle.is_shared(request) or not (device.keeps_week or device.keeps_numbers):
        return NOTHING
    chosen = {"week": device.keeps_week, "help": device.keeps_numbers}
    standing = standing_of(request.user)
    facts = sorted(repr(fact) for fact in standing.facts if fact.counts_on(standing.today))
    rights = salted_hmac("house.offline", f"{device.pk} {facts}", algorithm="sha256").hexdigest()[:16]
    return KeptPages(" ".join(path for name, path in hers().items() if chosen[name]), rights)
