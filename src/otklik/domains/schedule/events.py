"""What changed in the schedule."""

from uuid import UUID

from otklik.platform.events import Event


class HoursChanged(Event, frozen=True, kw_only=True):
    """Of a channel or a team; neither: the company's own hours."""

    channel_id: UUID | None
    team_id: UUID | None = None


class HoursRemoved(Event, frozen=True, kw_only=True):
    """The channel or the team follows the company's hours again."""

    channel_id: UUID | None
    team_id: UUID | None = None


class HoursFollowed(Event, frozen=True, kw_only=True):
    """The channel follows the team's hours from now on."""

    channel_id: UUID
    team_id: UUID
