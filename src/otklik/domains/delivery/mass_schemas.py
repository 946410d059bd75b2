"""Wire shapes of a mailbox that writes to many."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from otklik.domains.delivery.service.mass.mailing import Pace, WarmUp

DOMAINS_MAX = 200
Domain = Annotated[str, Meta(min_length=1, max_length=253)]


class DnsRecordOut(msgspec.Struct, frozen=True, kw_only=True):
    """A TXT record that should stand in DNS. `state`: ok, missing, different, unanswered; empty: not asked yet."""

    kind: str
    """spf, dmarc, dkim."""
    name: str
    value: str
    """What to put there; empty where the mail server's owner says it."""
    state: str
    signs: bool = False
    """A DKIM key that letters are signed with."""


class MassMailOut(msgspec.Struct, frozen=True, kw_only=True):
    """How a mailbox writes to many."""

    records: Sequence[DnsRecordOut]
    pace: Mapping[str, Pace]
    """By recipient's domain; `*` for all that are not named."""
    warm_up: WarmUp | None
    steps: Sequence[int]
    """Letters allowed on each day of the warm-up."""
    allowed_today: int | None
    """Null: as many as there are."""
    sent_today: int
    checked_at: datetime | None


class MassMailIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pace: Annotated[Mapping[Domain, Pace], Meta(max_length=DOMAINS_MAX)] = {}
    warm_up: WarmUp | None = None
