"""Checks that the log of a house is still as it was written."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from textwrap import wrap
from uuid import UUID

from django.db.models import Max

from house.access_log.boxes import BEGINNING, ChainKey
from house.access_log.models import Chain, Checkpoint, Look
from house.access_log.services.log import last_of
from house.people.models.houses import House
from house.sealing import SealBroken

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class RememberedHead:
    """The length of the log of a house, as remembered outside its lines."""

    house: str
    number: int
    link: str

    @classmethod
    def of(cls, house_id: UUID, number: int, link: bytes) -> RememberedHead:
        return cls(house_id.hex[:12], number, link.hex())

    def __str__(self) -> str:
        """One line for the output of the server. In pieces, or it would be masked as a token: see house/logs.py."""
        return f"checkpoint {self.house} {self.number} {' '.join(wrap(self.link, 16))}"


KNOWN = re.compile(r"checkpoint ([0-9a-f]{12}) (\d+) ((?:[0-9a-f]{16} ?){4})")


def read_known(lines: Iterable[str]) -> list[RememberedHead]:
    """The checkpoints in the output of a server, among all its other lines."""
    matches = (KNOWN.search(line) for line in lines)
    return [RememberedHead(match[1], int(match[2]), match[3].replace(" ", "")) for match in matches if match]


def make_checkpoints() -> None:
    """Store how long each log is, here and in the output of the server, which nobody who changes rows can reach."""
    for house_id in Chain.objects.values_list("pk", flat=True):
        number, link = last_of(house_id)
        known = Checkpoint.objects.filter(house=house_id).aggregate(number=Max("number"))["number"] or 0
        if number > known:
            Checkpoint.objects.create(house_id=house_id, number=number, link=link)
            logger.info("%s", RememberedHead.of(house_id, number, link))


def check_chain(house: House, known: Iterable[RememberedHead] = ()) -> int | None:
    """The number of the first line that is not as it was written, or None.

    The lines are compared with each other, with the checkpoints in the database and with those in `known`; checkpoints
    of other houses are ignored. Only a checkpoint shows that lines at the end are gone.
    """
    remembered = _remembered(house, known)
    number, link = 0, BEGINNING
    try:
        for number, link, is_whole in _linked(house):
            links = remembered.pop(number, {link.hex()})
            if not is_whole or links != {link.hex()}:
                return number
    except SealBroken:
        return 1
    return number + 1 if remembered else None


def _remembered(house: House, known: Iterable[RememberedHead]) -> dict[int, set[str]]:
    """The links that lines were seen with, by number."""
    rows = Checkpoint.objects.filter(house=house).values_list("number", "link")
    here = [RememberedHead.of(house.pk, number, bytes(link)) for number, link in rows]
    links: dict[int, set[str]] = {}
    for head in [*here, *known]:
        if head.house == house.pk.hex[:12]:
            links.setdefault(head.number, set()).add(head.link)
    return links


def _linked(house: House) -> Iterator[tuple[int, bytes, bool]]:
    """The number that each line must have, its link, and whether both are right."""
    chain = Chain.objects.filter(pk=house.pk).first()
    lines = Look.objects.filter(house=house).order_by("number")
    if chain is None:
        if lines.exists():
            yield 1, BEGINNING, False
        return
    key, before = ChainKey(chain.key), BEGINNING
    for number, look in enumerate(lines.iterator(chunk_size=2000), 1):
        link = key.link(before, house.pk, look.number, look.at, bytes(look.mark), bytes(look.box))
        before = bytes(look.link)
        yield number, before, look.number == number and link == before
