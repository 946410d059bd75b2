"""Keeping to a provider's rate: a message that would come too soon is put off to a time of its own."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

SLOTS_MAX: Final = 100_000
"""Times given out and not yet used; past this they are forgotten, and a 429 of the provider takes over."""


class Pacing:
    """When each channel of this process may send next. Nodes pace themselves apart; a 429 corrects them all."""

    def __init__(self) -> None:
        self._free_at: dict[UUID, datetime] = {}
        self._slots: dict[UUID, datetime] = {}

    def goes_at(self, ledger_id: UUID, *, channel_id: UUID, per_second: float, now: datetime) -> datetime:
        """The moment this message may go: `now`, or its own later slot, kept for when it comes back.

        `per_second` 0: the provider names no rate.
        """
        if per_second <= 0:
            return now
        slot = self._slots.pop(ledger_id, None)
        if slot is None:
            slot = max(self._free_at.get(channel_id, now), now)
            self._free_at[channel_id] = slot + timedelta(seconds=1 / per_second)
        if slot <= now:
            return now
        if len(self._slots) >= SLOTS_MAX:
            self._slots.clear()
        self._slots[ledger_id] = slot
        return slot
