"""What happened in activity, for those above."""

from datetime import datetime
from uuid import UUID

import msgspec

from otklik.platform.events import Event


class RecordedFact(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One new fact; `contact_id` is the person (the root of the cards)."""

    fact_id: UUID
    contact_id: UUID
    name: str
    at: datetime


class FactsRecorded(Event, frozen=True, kw_only=True):
    """New facts of one transaction, repeats left out; not kept, for the facts themselves are."""

    kept = False
    facts: tuple[RecordedFact, ...]
    imported: bool = False
    """By an import: old matters, which nobody wants to be written to about."""


class FactsForgotten(Event, frozen=True, kw_only=True):
    """All events of a name were deleted."""

    fact_name: str
    count: int


class AttributeForgotten(Event, frozen=True, kw_only=True):
    """An attribute was taken off every card."""

    attribute_name: str


class ImportFinished(Event, frozen=True, kw_only=True):
    import_id: UUID
    kind: str
    created: int
    changed: int
    refused: int


class ImportUndone(Event, frozen=True, kw_only=True):
    import_id: UUID
    left: int
    """Values that stay, for somebody changed them since."""


class GroupsCounted(Event, frozen=True, kw_only=True):
    """RFM was counted anew: how many people there are, how many changed their group."""

    people: int
    moved: int
