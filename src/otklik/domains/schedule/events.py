"""What changed in the schedule."""

from uuid import UUID

from otklik.platform.events import Event


class HoursChanged(Event, frozen=True, kw_only=True):
    """`channel_id` None: the company's own hours."""

    channel_id: UUID | None


class HoursRemoved(Event, frozen=True, kw_only=True):
    """The channel follows the company's hours again."""

    channel_id: UUID
