"""The refusals about worries. Each leads to the telephone, because words that nobody reads help nobody."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from house.errors import Refusal


class NobodyReads(Refusal):
    """The house has nobody today who may read it: no named reader and no coordinator, beside the sender herself."""

    code = "nobody_reads"
    message = _("Er is nu niemand die dit kan lezen. Bel een van de nummers hierboven.")


class OthersRead(Refusal):
    """Somebody else reads now than the page said."""

    code = "others_read"
    message = _("Het is nog niet verstuurd: wie het leest, is net veranderd. Kijk hieronder, en verstuur het opnieuw.")


class ManyWait(Refusal):
    """She wrote more than the house can answer at once."""

    code = "many_wait"
    status = 429
    message = _("Er liggen al een paar berichten van jou. Is er meer? Bel dan het huis, dat gaat sneller.")
